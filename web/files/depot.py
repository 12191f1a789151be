"""Where a lesson's files lie: `<folder>/<lesson>/<file>`, and `<folder>/arriving/` meanwhile.

Rule: a file gets its place whole, or not at all; only what a lesson's record lists is ever sent
out, so what a killed server left behind is nobody's, and goes with the next look. Everything is
deleted some days after its lesson. Nothing here touches the disk on the event loop.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import structlog

from classroom.failures import Unavailable
from classroom.ports import Clock, Store
from classroom.record import LessonRecord
from classroom.states import Phase
from web.repeating import repeating

T = TypeVar("T")
DAY = 86_400.0
LOOK_SECONDS = 600.0
LEFT_SECONDS = 3600.0  # how long what no lesson lists stays
ARRIVING = "arriving"
log = structlog.get_logger(__name__)


class Depot:
    """The files of all lessons."""

    def __init__(self, folder: Path, *, keep_days: float, store: Store, clock: Clock) -> None:
        """Keep them in this folder, made when it is needed."""
        self._folder = folder
        self._keep_seconds = keep_days * DAY
        self._store, self._clock = store, clock
        self._disk = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Depot"]:
        """Look after them until the block ends."""
        await self.on_disk(lambda: shutil.rmtree(self._folder / ARRIVING, ignore_errors=True))
        try:
            async with repeating("files", self.look, lambda: LOOK_SECONDS):
                yield self
        finally:
            self._disk.shutdown(wait=True)

    async def on_disk(self, work: Callable[[], T]) -> T:
        """Do what blocks, in a thread of the disk's own.

        Raises:
            Unavailable: `disk_full`, which stands for whatever the disk does not do.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._disk, work)
        except OSError as error:
            log.warning("files_disk", error=type(error).__name__, errno=error.errno)
            raise Unavailable("disk_full", type(error).__name__) from None

    @asynccontextmanager
    async def arriving(self) -> AsyncIterator[Path]:
        """Make an empty folder for something that comes in, gone when the block ends."""
        folder = self._folder.absolute() / ARRIVING / secrets.token_hex(8)
        await self.on_disk(lambda: folder.mkdir(parents=True, mode=0o700))
        try:
            yield folder
        finally:
            await self.on_disk(lambda: shutil.rmtree(folder, ignore_errors=True))

    async def put(self, arrived: Path, lesson: str, file: str) -> None:
        """Give a file its place; whoever lists it afterwards may rely on it."""
        await self.on_disk(lambda: _put(arrived, self.path(lesson, file)))

    def path(self, lesson: str, file: str) -> Path:
        """Return where a file lies."""
        return self._folder / lesson / file

    async def look(self) -> None:
        """Delete what no lesson lists, and everything whose time is over."""
        for lesson in await self.on_disk(self._lessons):
            kept = await self._store.load(lesson)
            record = None if kept is None else kept.record
            await self.on_disk(lambda lesson=lesson, record=record: self._clear(lesson, record))  # type: ignore[misc]

    def _lessons(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [each.name for each in self._folder.iterdir() if each.name != ARRIVING]

    def _clear(self, lesson: str, record: LessonRecord | None) -> None:
        now, folder = self._clock.now(), self._folder / lesson
        over = record is not None and record.phase is Phase.ENDED
        if record is not None and over and now > record.ends_at + self._keep_seconds:
            shutil.rmtree(folder, ignore_errors=True)
            log.info("files_deleted", lesson=lesson)
            return
        listed = set() if record is None else {file.id for file in record.files.shared}
        for path in folder.iterdir():
            if path.name not in listed and now > path.stat().st_mtime + LEFT_SECONDS:
                path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()


def _put(arrived: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with arrived.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(arrived, place)
    os.utime(place)
    for folder in (place.parent, place.parent.parent):
        held = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
