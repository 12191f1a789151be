"""A copy of a recording is verified on a machine that has no server, with the public key alone."""

import json
import shutil
from pathlib import Path

import pytest

from recording.erasing import erase_track
from tests.commands.sanketang import Sanketang
from tests.recording.recordings import BEGAN, INIT, KEY, SEGMENT, name, sealed


@pytest.fixture
def elsewhere(tmp_path: Path) -> Sanketang:
    """Return a machine that has a copy of a recording, one track of which was erased."""
    sealed(tmp_path / "recordings" / "l1")
    erase_track(tmp_path / "recordings" / "l1", 3, "person-7", "asked", KEY, BEGAN + 90)
    made = Sanketang(tmp_path / "elsewhere", "sqlite+aiosqlite:///none.db")
    shutil.copytree(tmp_path / "recordings" / "l1", made.folder / "copy")
    (made.folder / "county.key").write_text(f"{KEY.public}\n")
    return made


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_an_intact_copy_is_intact_by_its_key_and_by_no_other(elsewhere: Sanketang) -> None:
    good = elsewhere.run("recording", "verify", "copy", "--key", "county.key")
    other = elsewhere.run("recording", "verify", "copy", "--key", "ab" * 32)

    assert (good.returncode, other.returncode) == (0, 1), good.stderr
    assert good.stdout.startswith("完好：课 l1 的录制，2026-09-01 10:01:00 封存")
    assert "INTACT: the recording of lesson l1" in good.stdout
    assert "1 track erased by person-7" in good.stdout
    assert "NOT INTACT (unknown_key): seal.json" in other.stdout
    assert not (elsewhere.folder / "none.db").exists()


async def test_a_flipped_byte_is_told_in_words_and_as_json(elsewhere: Sanketang) -> None:
    flip(elsewhere.folder / "copy" / name(1, 1), INIT + SEGMENT + 3)

    told = await elsewhere.do("recording", "verify", "copy", "--key", KEY.public)
    as_json = await elsewhere.do("recording", "verify", "copy", "--key", KEY.public, "--json")

    assert (told.returncode, as_json.returncode) == (1, 1)
    assert told.stdout.splitlines() == [
        "不完好：1-1.mp4 第 800–1499 字节（座位 a 的摄像头，2026-09-01 10:00:02–10:00:04）"
        " 不是当时录下的。",
        "NOT INTACT (altered): 1-1.mp4, bytes 800–1499 "
        "(camera of seat a, 2026-09-01 10:00:02–10:00:04) are not what was recorded.",
    ]
    verdict = json.loads(as_json.stdout)
    assert (verdict["intact"], verdict["wrong"]["offset"]) == (False, INIT + SEGMENT)


async def test_without_a_key_it_names_the_one_to_compare(elsewhere: Sanketang) -> None:
    (elsewhere.folder / "copy" / "notes\x1b[2J.txt").touch()

    told = await elsewhere.do("recording", "verify", "copy")

    assert told.returncode == 0
    assert told.stdout.rstrip().endswith(KEY.public)
    assert "not looked at: notes�[2J.txt" in told.stdout


async def test_an_id_is_looked_up_where_this_server_records(elsewhere: Sanketang) -> None:
    shutil.copytree(elsewhere.folder / "copy", elsewhere.folder / "recordings" / "l1")
    shutil.copytree(elsewhere.folder / "copy", elsewhere.folder / "recordings" / "l2")

    own = await elsewhere.do("recording", "verify", "l1", "--key", KEY.public)
    swapped = await elsewhere.do("recording", "verify", "l2", "--key", KEY.public)

    assert (own.returncode, swapped.returncode) == (0, 1)
    assert "other_lesson" in swapped.stdout


@pytest.mark.parametrize("asked", ["nothing", "../nowhere", "county.key", "copy --key nokey"])
async def test_what_cannot_be_read_is_neither(elsewhere: Sanketang, asked: str) -> None:
    told = await elsewhere.do("recording", "verify", *asked.split())

    assert told.returncode == 2
    assert told.stderr
    assert not told.stdout
