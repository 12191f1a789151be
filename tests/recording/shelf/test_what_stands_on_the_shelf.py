"""A recording is put on the shelf, read from it and deleted, whatever the shelf is made of."""

import subprocess
import sys
from pathlib import Path

import pytest

from classroom.failures import Refused, Unavailable
from recording.shelf.object_reader import ObjectReader
from recording.shelf.shelf import BLOCK, Shelf, whole
from recording.shelf.shelves import Shelves
from recording.verifying import verify
from tests.recording.recordings import OURS, sealed
from tests.s3 import put

LESSON = "9f2c"
PICTURE = bytes(range(256)) * (BLOCK // 256) + b"and a little more"
FILES = {"manifest.jsonl": b"{}\n", "1-1.mp4": PICTURE, "seal.json": b"{}"}


def recorded(shelves: Shelves) -> Path:
    folder = shelves.root / LESSON
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


async def part(shelf: Shelf, name: str, start: int, stop: int) -> bytes:
    return b"".join([block async for block in shelf.read(LESSON, name, start, stop)])


async def test_it_is_there_whole_and_in_any_part(shelves: Shelves) -> None:
    shelf = shelves.new
    await shelf.put(LESSON, recorded(shelves))

    assert await shelf.names(LESSON) == {name: len(data) for name, data in FILES.items()}
    assert await part(shelf, "1-1.mp4", 0, len(PICTURE)) == PICTURE
    assert await part(shelf, "1-1.mp4", BLOCK - 2, BLOCK + 3) == PICTURE[BLOCK - 2 : BLOCK + 3]
    assert await part(shelf, "1-1.mp4", 7, 7) == b""
    assert await whole(shelf, LESSON, "seal.json", 100) == b"{}"


async def test_putting_it_there_again_changes_nothing(shelves: Shelves) -> None:
    shelf = shelves.new
    folder = recorded(shelves)

    await shelf.put(LESSON, folder)
    await shelf.put(LESSON, folder)

    assert await part(shelf, "1-1.mp4", 0, len(PICTURE)) == PICTURE


async def test_what_is_deleted_is_gone(shelves: Shelves) -> None:
    shelf = shelves.new
    await shelf.put(LESSON, recorded(shelves))

    await shelf.remove(LESSON, ["1-1.mp4", "2-1.mp4"])
    with pytest.raises(Refused, match="recording_damaged"):
        await part(shelf, "1-1.mp4", 0, 5)
    assert set(await shelf.names(LESSON)) == {"manifest.jsonl", "seal.json"}

    await shelf.delete(LESSON)
    await shelf.delete(LESSON)
    assert await shelf.names(LESSON) == {}


async def test_a_small_file_is_replaced(shelves: Shelves) -> None:
    shelf = shelves.new
    await shelf.put(LESSON, recorded(shelves))

    await shelf.write(LESSON, "erased.jsonl", b"one\n")
    await shelf.write(LESSON, "erased.jsonl", b"one\ntwo\n")

    assert await whole(shelf, LESSON, "erased.jsonl", 100) == b"one\ntwo\n"


async def test_what_ends_early_is_said_to_be_damaged(shelves: Shelves) -> None:
    shelf = shelves.new
    await shelf.put(LESSON, recorded(shelves))

    with pytest.raises(Refused, match="recording_damaged"):
        await part(shelf, "1-1.mp4", 0, len(PICTURE) + 1)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", ".hidden", "a/b", ""])
async def test_no_name_leads_out_of_its_folder(shelves: Shelves, name: str) -> None:
    await shelves.new.put(LESSON, recorded(shelves))

    with pytest.raises(Refused, match="not_found"):
        await part(shelves.new, name, 0, 1)
    with pytest.raises(Refused, match="not_found"):
        await shelves.new.delete(f"{name}/..")


async def test_a_copy_that_was_altered_on_its_way_is_sent_again(
    bucket: str, s3: str, tmp_path: Path
) -> None:
    shelves = Shelves(tmp_path, bucket)
    folder = recorded(shelves)
    _, _, name, prefix = bucket.split("/")
    put(s3, f"{name}/{prefix}/{LESSON}/1-1.mp4", PICTURE[::-1])

    await shelves.new.put(LESSON, folder)

    assert await part(shelves.new, "1-1.mp4", 0, len(PICTURE)) == PICTURE


async def test_what_stands_in_a_bucket_is_verified_there(
    bucket: str, s3: str, tmp_path: Path
) -> None:
    sealed(tmp_path / "l1")
    await Shelves(tmp_path, bucket).new.put("l1", tmp_path / "l1")
    _, _, name, prefix = bucket.split("/")
    data = bytearray((tmp_path / "l1/1-1.mp4").read_bytes())
    there = ObjectReader(bucket, "l1")

    assert verify(there, OURS).intact
    data[-1] ^= 1
    put(s3, f"{name}/{prefix}/l1/1-1.mp4", bytes(data))
    wrong = verify(there, OURS).wrong
    assert wrong is not None
    assert (wrong.file, wrong.fault) == ("1-1.mp4", "altered")
    with pytest.raises(FileNotFoundError):
        verify(ObjectReader(bucket, "l2"), OURS)
    with pytest.raises(OSError, match="NoSuchBucket"):
        verify(ObjectReader("s3://nobodys-bucket", "l1"), OURS)


async def test_what_stands_in_the_folder_is_found_after_a_move_to_a_bucket(
    bucket: str, tmp_path: Path
) -> None:
    recorded(Shelves(tmp_path, ""))
    moved = Shelves(tmp_path, bucket)

    assert await part(moved.at(""), "seal.json", 0, 2) == b"{}"
    assert moved.new.place == bucket


async def test_a_store_that_does_not_know_us_is_unavailable(bucket: str, tmp_path: Path) -> None:
    shelves = Shelves(tmp_path, "s3://nobodys-bucket")

    with pytest.raises(Unavailable, match="shelf_down"):
        await shelves.new.put(LESSON, recorded(shelves))


def test_a_server_without_a_bucket_never_imports_its_client() -> None:
    said = "import recording.closing, recording.shelf.shelves, sys; print('obstore' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
