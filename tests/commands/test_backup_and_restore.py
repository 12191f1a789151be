"""A backup is restored into an empty place, of the same database or the other one."""

import asyncio
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from classroom.audit.record import SERVER, Note
from classroom.lesson import Lesson
from classroom.planning import Plan, plan_lesson
from classroom.store.database import DatabaseStore
from classroom.store.tables import audit
from classroom.store.transactions import Database
from tests.commands.sanketang import Sanketang, tamper

Empty = Callable[[str], Sanketang]


def manifest(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        read: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return read


async def with_a_lesson(ours: Sanketang) -> Plan:
    plan = plan_lesson(
        title="古诗",
        subject="语文",
        deliver="实验小学",
        receive=["青山小学"],
        starts_at=time.time(),
        now=time.time(),
    )
    async with DatabaseStore.open(ours.url) as store:
        await store.create(plan.lesson, plan.links, plan.events)
    return plan


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_what_was_backed_up_is_there_again(
    ours: Sanketang, empty: Empty, into: str, tmp_path: Path
) -> None:
    plan = await with_a_lesson(ours)
    file = tmp_path / "backup.zip"
    made = ours.run("backup", str(file))
    assert made.returncode == 0, made.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    there = empty(into)

    told = there.run("restore", str(file))

    assert told.returncode == 0, told.stderr + told.stdout
    assert "the audit trail is whole" in told.stdout
    assert (await there.do("backup", str(tmp_path / "again.zip"))).returncode == 0
    before, after = manifest(file), manifest(tmp_path / "again.zip")
    assert before["tables"].pop("audit")["rows"] + 1 == after["tables"].pop("audit")["rows"]
    assert before["tables"] == after["tables"]
    assert before["revision"] == after["revision"]
    async with DatabaseStore.open(there.url) as store:
        assert await store.find_link(plan.links[0].token_hash) == plan.links[0]
        await goes_on(store, plan)
    assert (await there.do("audit", "verify")).returncode == 0


async def goes_on(store: DatabaseStore, plan: Plan) -> None:
    """Keep one more event, whose number the database counts itself."""
    lesson = await store.load(plan.lesson.id)
    assert lesson is not None
    record = msgspec.structs.replace(lesson.record, version=lesson.record.version + 1)
    await store.save(Lesson(record), plan.events)
    assert await store.events(plan.lesson.id) == [*plan.events, *plan.events]


async def test_what_is_restored_into_must_be_empty(
    ours: Sanketang, empty: Empty, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    await ours.do("backup", str(file))

    over_ours = await ours.do("restore", str(file))
    over_a_backup = await ours.do("backup", str(file))

    assert (over_ours.returncode, over_a_backup.returncode) == (2, 2)
    assert "is not empty; nothing was written over" in over_ours.stderr
    assert "is there already" in over_a_backup.stderr


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
async def test_a_damaged_backup_leaves_the_place_empty(
    ours: Sanketang, empty: Empty, into: str, tmp_path: Path
) -> None:
    file, bad = tmp_path / "backup.zip", tmp_path / "bad.zip"
    await ours.do("backup", str(file))
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(bad, "w") as other:
        for name in good.namelist():
            content = good.read(name)
            if name == "tables/schools.jsonl":
                content = content.replace("青山小学".encode(), "青水小学".encode())
            other.writestr(name, content)
    there = empty(into)

    told = await there.do("restore", str(bad))

    assert told.returncode == 2
    assert "rows of schools are not those that were backed up" in told.stderr
    assert (await there.do("restore", str(file))).returncode == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 hello", b"x" * 1000])
async def test_what_is_no_backup_is_said_to_be_none(
    tmp_path: Path, empty: Empty, content: bytes
) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(content)

    told = await empty("sqlite").do("restore", str(file))

    assert told.returncode == 2
    assert "is no backup, or damaged" in told.stderr
    assert "Traceback" not in told.stderr


async def test_a_backup_of_a_later_version_is_told(
    ours: Sanketang, empty: Empty, tmp_path: Path
) -> None:
    file, later = tmp_path / "backup.zip", tmp_path / "later.zip"
    await ours.do("backup", str(file))
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(later, "w") as other:
        for name in good.namelist():
            content = good.read(name)
            if name == "manifest.json":
                content = json.dumps(json.loads(content) | {"revision": "9999"}).encode()
            other.writestr(name, content)

    told = await empty("sqlite").do("restore", str(later))

    assert told.returncode == 2
    assert "was made by a later version" in told.stderr


async def test_a_trail_that_was_broken_before_is_restored_as_evidence_and_said_so(
    ours: Sanketang, empty: Empty, tmp_path: Path
) -> None:
    fifth = sa.update(audit.records).where(audit.records.c.number == 5)
    await tamper(ours.url, fifth.values(kind="x"))
    await ours.do("backup", str(tmp_path / "backup.zip"))

    told = await empty("sqlite").do("restore", str(tmp_path / "backup.zip"))

    assert told.returncode == 1
    assert "Restored as it was, but the audit trail is broken" in told.stdout


async def test_a_copy_made_while_the_server_writes_is_of_one_moment(
    ours: Sanketang, empty: Empty, tmp_path: Path
) -> None:
    stop = asyncio.Event()

    async def write() -> int:
        written = 0
        async with Database.open(ours.url, time.time) as database:
            while not stop.is_set():
                async with database.writing(SERVER) as transaction:
                    await transaction.note_all([Note(action="x")] * 5)
                written += 5
        return written

    writing = asyncio.create_task(write())
    made = await asyncio.to_thread(ours.run, "backup", str(tmp_path / "backup.zip"))
    stop.set()

    assert await writing > 0
    assert made.returncode == 0, made.stderr
    told = await empty("sqlite").do("restore", str(tmp_path / "backup.zip"))
    assert told.returncode == 0, told.stderr
    assert "the audit trail is whole" in told.stdout
