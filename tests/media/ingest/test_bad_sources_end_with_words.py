import os
from pathlib import Path

import pytest

from classroom.media_messages import IngestState
from media.ingest.messages import State, Track
from tests.media.ingest.films import BASELINE, make_film
from tests.media.ingest.ingest_process import ingest


def no_file(folder: Path) -> str:
    return str(folder / "nothing.mp4")


def empty_file(folder: Path) -> str:
    (folder / "empty.mp4").write_bytes(b"")
    return str(folder / "empty.mp4")


def text_file(folder: Path) -> str:
    (folder / "lesson.txt").write_text("床前明月光，疑是地上霜。\n" * 1000)
    return str(folder / "lesson.txt")


def noise(folder: Path) -> str:
    (folder / "noise.mp4").write_bytes(os.urandom(200_000))
    return str(folder / "noise.mp4")


def cut_film(folder: Path) -> str:
    film = make_film(folder / "whole.mp4", options=BASELINE)
    (folder / "cut.mp4").write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    return str(folder / "cut.mp4")


def playlist(folder: Path) -> str:
    (folder / "list.mp4").write_text("#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/secret.ts\n")
    return str(folder / "list.mp4")


def concatenation(folder: Path) -> str:
    (folder / "other.txt").write_text("ffconcat version 1.0\nfile /etc/hostname\n")
    return str(folder / "other.txt")


def directory(folder: Path) -> str:
    return str(folder)


def endless_pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe.mp4")
    return str(folder / "pipe.mp4")


def device(_: Path) -> str:
    return "/dev/zero"


def web_address(_: Path) -> str:
    return "http://127.0.0.1:9/lesson.mp4"


def nothing(_: Path) -> str:
    return ""


BAD_SOURCES = [
    no_file,
    empty_file,
    text_file,
    noise,
    cut_film,
    playlist,
    concatenation,
    directory,
    endless_pipe,
    device,
    web_address,
    nothing,
]


@pytest.mark.parametrize("source", BAD_SOURCES, ids=[source.__name__ for source in BAD_SOURCES])
@pytest.mark.parametrize("loop", [False, True], ids=["once", "looping"])
async def test_what_is_no_film_fails_with_words_and_nothing_is_sent(
    tmp_path: Path, source: object, loop: bool
) -> None:
    assert callable(source)

    async with ingest(source(tmp_path), loop=loop) as process:
        code = await process.until_end()

    assert code == 1
    last = process.heard[-1]
    assert isinstance(last, State)
    assert last.state is IngestState.FAILED
    assert last.detail
    assert not process.hellos


async def test_a_film_with_damaged_pictures_plays_on_to_its_end(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", options=BASELINE)
    data = bytearray(film.read_bytes())
    for position in range(len(data) // 4, len(data) * 3 // 4, 97):
        data[position] ^= 0x55
    film.write_bytes(data)

    async with ingest(film) as process:
        await process.until_end()

    assert process.states[-1] in (IngestState.ENDED, IngestState.FAILED)


async def test_a_film_that_stops_short_ends(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.ts", options=BASELINE, audio=None)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])

    async with ingest(film) as process:
        code = await process.until_end()

    assert code == 0
    assert process.states[-1] is IngestState.ENDED
    assert process.packets(Track.VIDEO)
