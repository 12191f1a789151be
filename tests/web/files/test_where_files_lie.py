"""On the disk: whole or not at all, nothing that no lesson lists, and for so many days."""

import os
from pathlib import Path

import msgspec

from classroom.lesson import Lesson
from classroom.store.memory import MemoryStore
from tests.signaling.server import Clock
from tests.web.files import documents
from tests.web.files.handing import Classes, classes, names
from web.files.depot import ARRIVING, DAY, LEFT_SECONDS, Depot


def depot(here: Classes, folder: Path) -> Depot:
    """Another one for the same files, that looks when it is told."""
    return Depot(folder, keep_days=30, store=here.server.store, clock=here.clock)


def of_age(here: Classes, path: Path, seconds: float) -> None:
    then = here.clock.now() - seconds
    os.utime(path, (then, then))


async def test_what_a_killed_server_left_behind_is_listed_nowhere_and_goes(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, _ = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf())
        orphan, fresh = tmp_path / here.room / ("e" * 32), tmp_path / here.room / ("f" * 32)
        for path in (orphan, fresh):  # killed between the disk and the lesson's record
            path.write_bytes(documents.pdf())
        of_age(here, orphan, LEFT_SECONDS + 1)
        of_age(here, fresh, LEFT_SECONDS - 1)
        of_age(here, tmp_path / here.room / file, LEFT_SECONDS + 1)

        assert list(names(lecturer)) == [file]
        assert (await here.get(lecturer, orphan.name)).status == 404
        await depot(here, tmp_path).look()

        assert {path.name for path in (tmp_path / here.room).iterdir()} == {file, fresh.name}


async def test_half_a_file_does_not_outlive_a_start(tmp_path: Path) -> None:
    half = tmp_path / ARRIVING / "0123456789abcdef" / "file"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"%PDF-1.7")

    async with classes(tmp_path):
        assert not half.exists()


async def test_everything_is_deleted_some_days_after_the_lesson(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        await lecturer.ask("set_right", right="file", on=True, classroom="r1")
        evidence = await here.shared(page, documents.picture(), "a.png")
        await here.shared(lecturer, documents.pdf())
        await lecturer.ask("take_file_away", file=evidence)
        ends_at = (await here.server.lessons.room(here.room)).record.ends_at
        await lecturer.ask("end_lesson")
        await lecturer.until(lambda: lecturer.phase == "ended")
        looking = depot(here, tmp_path)

        here.clock.go(ends_at - here.clock.now() + 30 * DAY - 1)
        await looking.look()
        assert len(list((tmp_path / here.room).iterdir())) == 2  # what it may prove is there, too
        here.clock.go(2)
        await looking.look()

        assert not (tmp_path / here.room).exists()


async def test_files_of_a_lesson_that_nobody_knows_go(tmp_path: Path) -> None:
    clock = Clock()
    looking = Depot(tmp_path, keep_days=30, store=MemoryStore(), clock=clock)
    left = tmp_path / "gone" / ("a" * 32)
    left.parent.mkdir()
    left.write_bytes(b"x")
    os.utime(left, (0, 0))

    await looking.look()

    assert not left.parent.exists()


async def test_a_lesson_that_goes_on_keeps_its_files_whatever_the_day(tmp_path: Path) -> None:
    store = MemoryStore()
    async with classes(tmp_path, store=store) as here:
        lecturer, _ = await here.lesson("r1")
        file = await here.shared(lecturer, documents.pdf())
        kept = await store.load(here.room)
        assert kept is not None
        long_ago = msgspec.structs.replace(
            kept.record, ends_at=0.0, version=kept.record.version + 1
        )
        await store.save(Lesson(long_ago), [])
        of_age(here, tmp_path / here.room / file, 90 * DAY)

        await depot(here, tmp_path).look()

        assert (tmp_path / here.room / file).exists()
