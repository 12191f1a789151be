"""A package is checked from a terminal, on a machine that has no server."""

from pathlib import Path

from classroom.incidents.archive import archive, sign
from classroom.store.audit_key import AuditKey
from tests.classroom.incidents.test_a_package_is_signed import package
from tests.commands.sanketang import Sanketang

FILE = "package.zip"


def elsewhere(tmp_path: Path, data: bytes) -> Sanketang:
    made = Sanketang(tmp_path / "elsewhere", "sqlite+aiosqlite:///none.db")
    (made.folder / FILE).write_bytes(data)
    return made


async def test_a_good_package_is_good_by_its_key_and_by_no_other(tmp_path: Path) -> None:
    key = AuditKey.generated()
    there = elsewhere(tmp_path, sign(archive(package(), "", {}), key))

    known = await there.do("incident", "verify", FILE, "--key", key.public)
    other = await there.do("incident", "verify", FILE, "--key", "ab" * 32)
    unknown = await there.do("incident", "verify", FILE)

    assert (known.returncode, other.returncode, unknown.returncode) == (0, 1, 0)
    assert known.stdout.startswith(f"{FILE} is as it was signed: incident i1")
    assert "unknown_key" in other.stdout
    assert unknown.stdout.rstrip().endswith(key.public)
    assert not (there.folder / "none.db").exists()


async def test_the_server_s_own_key_is_believed_where_it_is(tmp_path: Path) -> None:
    there = elsewhere(tmp_path, b"")
    key = AuditKey.make(there.key)
    (there.folder / FILE).write_bytes(sign(archive(package(), "", {}), key))

    told = await there.do("incident", "verify", FILE)

    assert told.returncode == 0
    assert "must be the server's" not in told.stdout


async def test_one_flipped_byte_is_told(tmp_path: Path) -> None:
    data = bytearray(sign(archive(package(), "", {}), AuditKey.generated()))
    data[len(data) // 3] ^= 1
    there = elsewhere(tmp_path, bytes(data))

    told = await there.do("incident", "verify", FILE)

    assert told.returncode == 1
    assert told.stdout.startswith(f"NOT GOOD (altered): {FILE}")


async def test_what_is_no_package_is_told_so(tmp_path: Path) -> None:
    there = elsewhere(tmp_path, b"PK nothing")

    told = await there.do("incident", "verify", FILE)

    assert told.returncode == 1
    assert "not_signed" in told.stdout
