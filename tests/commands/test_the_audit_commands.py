"""The audit trail from a terminal, on both databases."""

import json
import shutil
import time

import sqlalchemy as sa

from classroom.store.audit_keeping import sign_heads
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail
from classroom.store.tables import audit
from classroom.store.transactions import Database
from tests.commands.sanketang import Sanketang, tamper, write_note


async def test_a_whole_trail_is_said_to_be_whole(ours: Sanketang) -> None:
    told = await ours.do("audit", "verify")

    assert (told.returncode, told.stderr.splitlines()[-1][:14]) == (0, "verified: 100 "), (
        told.stderr
    )
    assert told.stdout.startswith("The audit trail is whole: ")


async def test_an_altered_record_is_told_with_its_place_and_time(ours: Sanketang) -> None:
    fifth = sa.update(audit.records).where(audit.records.c.number == 5)
    await tamper(ours.url, fifth.values(result="not_allowed"))

    told = await ours.do("audit", "verify")

    assert told.returncode == 1
    assert told.stdout.startswith("BROKEN at record 5, 20")
    assert "(altered): record 5 is not what it was when it was written" in told.stdout


async def test_an_export_is_verified_elsewhere_and_by_the_key(ours: Sanketang) -> None:
    key = (await ours.do("audit", "key")).stdout.strip()
    made = await ours.do("audit", "export", "--out", "trail.jsonl")
    assert made.returncode == 0, made.stderr
    assert key in made.stdout
    out = ours.folder / "trail.jsonl"
    assert out.stat().st_mode & 0o777 == 0o600
    elsewhere = Sanketang(ours.folder.parent / "elsewhere", "sqlite+aiosqlite:///none.db")
    shutil.copy(out, elsewhere.folder)

    unknown = await elsewhere.do("audit", "verify", "--export", "trail.jsonl")
    known = await elsewhere.do("audit", "verify", "--export", "trail.jsonl", "--key", key)
    other = await elsewhere.do("audit", "verify", "--export", "trail.jsonl", "--key", "ab" * 32)

    assert (unknown.returncode, known.returncode, other.returncode) == (0, 0, 1)
    assert f"all of them must be the server's, see `sanketang audit key`:\n{key}" in unknown.stdout
    assert key not in known.stdout
    assert "not this server's" in other.stdout
    assert not (elsewhere.folder / "none.db").exists()


async def test_an_export_is_never_written_over_another_file(ours: Sanketang) -> None:
    (ours.folder / "mine.txt").write_text("mine")

    told = await ours.do("audit", "export", "--out", "mine.txt")

    assert (told.returncode, told.stderr) == (2, "mine.txt is there already\n")
    assert (ours.folder / "mine.txt").read_text() == "mine"


async def test_what_an_older_export_says_has_to_hold_still(ours: Sanketang) -> None:
    await ours.do("audit", "export", "--out", "then.jsonl")
    await write_note(ours.url)
    assert (await ours.do("audit", "verify", "--against", "then.jsonl")).returncode == 0

    lines = (ours.folder / "then.jsonl").read_text().splitlines()
    last = json.loads(lines[-2])["number"]
    await tamper(ours.url, sa.delete(audit.records).where(audit.records.c.number >= last - 2))
    assert (await ours.do("audit", "verify")).returncode == 0  # no head was signed yet to tell

    told = await ours.do("audit", "verify", "--against", "then.jsonl")

    assert told.returncode == 1
    assert f"BROKEN at record {last - 2}" in told.stdout
    assert "cut_off" in told.stdout


async def test_a_lost_key_is_told_and_a_new_one_taken_only_when_said(ours: Sanketang) -> None:
    await write_note(ours.url, days_ago=3)
    key = (await ours.do("audit", "key")).stdout
    await sign(ours)
    ours.key.rename(ours.key.with_name("lost.key"))

    refused = [
        (await ours.do("audit", "key")),
        (await ours.do("audit", "export", "--out", "x")),
        ours.run("serve"),
    ]

    assert [told.returncode for told in refused] == [2, 2, 2]
    assert all("audit.key, which is not there; put the file back" in t.stderr for t in refused)
    assert not ours.key.exists()
    new = await ours.do("audit", "key", "--new")
    assert new.returncode == 0, new.stderr
    assert new.stdout != key
    assert (await ours.do("audit", "key")).stdout == new.stdout
    assert (await ours.do("audit", "verify")).returncode == 0
    assert "is there; move it away first" in (await ours.do("audit", "key", "--new")).stderr


async def sign(ours: Sanketang) -> None:
    async with Database.open(ours.url, time.time) as database:
        assert await sign_heads(AuditTrail(database), AuditKey.read(ours.key), time.time()) is None


async def test_looking_at_no_database_makes_none(ours: Sanketang) -> None:
    nowhere = Sanketang(ours.folder.parent / "nowhere", "sqlite+aiosqlite:///var/none.db")

    told = await nowhere.do("audit", "verify")

    assert (told.returncode, told.stderr) == (2, "there is no database at store.url\n")
    assert not (nowhere.folder / "var").exists()


async def test_a_trail_kept_for_less_than_the_law_asks_does_not_start(ours: Sanketang) -> None:
    (ours.folder / "school.toml").write_text("[audit]\nkeep_days = 183\n")

    told = ours.run("serve", "--config", "school.toml")

    assert told.returncode == 2
    assert "keep_days = 183 is too short" in told.stderr
    assert "184 days" in told.stderr
