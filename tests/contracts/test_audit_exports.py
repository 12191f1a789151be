"""Exports of the audit trail, on both databases."""

import json
from pathlib import Path

import pytest

from classroom.audit import export as exports
from classroom.audit.seals import begin_of
from classroom.audit.search import AuditQuery
from classroom.audit.walk import Break, Fault
from classroom.failures import BadMessage
from classroom.register.scope import Sight
from classroom.store.audit_export import Wanted, export, note_export
from classroom.store.audit_key import Keys
from tests.contracts.audit_days import CLERK, Days


async def exported(days: Days, path: Path, wanted: Wanted | None = None) -> exports.Manifest:
    with path.open("wb") as file:

        async def write(line: bytes) -> None:
            file.write(line)

        await note_export(days.trail, CLERK, wanted or Wanted())
        return await export(days.trail, days.key, wanted or Wanted(), write)


def read_back(path: Path, keys: Keys | None = None) -> tuple[exports.Manifest, Break | None]:
    def read() -> list[bytes]:
        return path.read_bytes().splitlines(keepends=True)

    return exports.verify(
        read, keys or Keys(), believe=keys is None, progress=lambda done, total: None
    )


async def test_an_export_verifies_without_the_server(days: Days, tmp_path: Path) -> None:
    await days.pass_by(2)
    path = tmp_path / "trail.jsonl"

    await exported(days, path)

    manifest, broken = read_back(path)
    assert broken is None
    assert (manifest.whole, manifest.records, len(manifest.heads)) == (True, 7, 2)
    assert json.loads(path.read_text().splitlines()[6])["note"]["action"] == "export_audit"
    assert read_back(path, days.key)[1] is None
    wrong = read_back(path, Keys(["ab" * 32]))[1]
    assert wrong is not None
    assert wrong.fault is Fault.UNKNOWN_KEY


async def test_an_export_that_was_touched_says_where(days: Days, tmp_path: Path) -> None:
    await days.pass_by(2)
    path = tmp_path / "trail.jsonl"
    await exported(days, path)
    lines = path.read_bytes().splitlines(keepends=True)

    path.write_bytes(b"".join([*lines[:3], lines[3].replace(b"room", b"moor"), *lines[4:]]))
    altered = read_back(path)[1]
    path.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    removed = read_back(path)[1]
    path.write_bytes(b"".join([*lines[:5], lines[-1]]))
    cut_off = read_back(path)[1]
    path.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(BadMessage, match="its end is missing"):
        read_back(path)

    assert (altered and altered.number, altered and altered.fault) == (4, Fault.ALTERED)
    assert (removed and removed.number, removed and removed.fault) == (4, Fault.MISSING)
    assert (cut_off and cut_off.number, cut_off and cut_off.fault) == (6, Fault.CUT_OFF)


async def test_an_export_of_a_time_begins_where_it_says(days: Days, tmp_path: Path) -> None:
    await days.pass_by(4)
    path = tmp_path / "trail.jsonl"
    wanted = Wanted(asked=AuditQuery(since=begin_of("2026-09-02"), until=begin_of("2026-09-04")))

    manifest = await exported(days, path, wanted)

    assert (manifest.start.number, manifest.end.number, manifest.records) == (3, 9, 6)
    assert [head.number for head in manifest.heads] == [6, 9]
    assert read_back(path) == (manifest, None)


async def test_an_export_of_nothing_is_still_one(days: Days, tmp_path: Path) -> None:
    await days.pass_by(1)
    path = tmp_path / "trail.jsonl"

    manifest = await exported(days, path, Wanted(asked=AuditQuery(since=begin_of("2030-01-01"))))

    assert manifest.records == 0
    assert read_back(path) == (manifest, None)


async def test_an_export_of_one_school_holds_nothing_of_another(days: Days, tmp_path: Path) -> None:
    for scope in ("/county/school/", "/county/other/", "/county/school/", "/county/other/"):
        await days.write(2, scope)
    await days.pass_by(1, records=0)
    path = tmp_path / "trail.jsonl"

    manifest = await exported(days, path, Wanted(sight=Sight(("/county/school/",))))

    assert (manifest.whole, manifest.records) == (False, 5)  # and that it was exported
    assert b"/county/other/" not in path.read_bytes()
    assert read_back(path)[1] is None
    path.write_bytes(path.read_bytes().replace(b"room-1", b"room-2", 1))
    broken = read_back(path)[1]
    assert broken is not None
    assert (broken.number, broken.fault) == (2, Fault.ALTERED)
