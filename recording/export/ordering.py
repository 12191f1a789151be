"""From what somebody asked for to what a worker is told: files found, events read.

Rule: what is not there any more is left out or said; a track that was erased is not there.
"""

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from classroom.events import Event, FileShared
from classroom.failures import Refused
from classroom.ink.log import InkEntry
from classroom.lesson import Lesson
from classroom.recording.exports import PIECE_SECONDS, Export
from classroom.recording.recording import Recording
from recording.contents import Contents, Reading
from recording.export.chapters import chapters, pages, stages
from recording.export.order import Order
from recording.export.plan import PICTURES
from recording.manifest.index import IndexedTrack
from recording.manifest.names import is_plain

PARTS = "parts"  # a recording that stands in a bucket is fetched into this folder


class Lessons(Protocol):
    """What is kept of lessons."""

    async def load(self, lesson_id: str) -> Lesson | None:
        """Return a lesson; None: there is none."""
        ...

    async def events(self, lesson_id: str) -> Sequence[Event]:
        """Return what has happened, in order."""
        ...

    async def ink(self, lesson_id: str) -> Sequence[InkEntry]:
        """Return what was drawn, in order."""
        ...


class Sources(NamedTuple):
    """Where everything is that an export is made from."""

    contents: Reading
    lessons: Lessons
    files: Path  # the folder of lessons' files
    zone: str


class Ordering:
    """Makes orders."""

    def __init__(self, sources: Sources) -> None:
        """Read from these."""
        self._sources = sources

    async def order(self, export: Export, recording: Recording, work: Path) -> Order:
        """Return the order; in `work` there is whatever the worker needs and cannot reach.

        Raises:
            Refused: `lesson_unknown`, `recording_damaged`.
            Unavailable: `shelf_down`, `store_down`.
        """
        contents = await self._sources.contents.contents(recording)
        lesson = await self._sources.lessons.load(recording.id)
        if lesson is None:
            raise Refused("lesson_unknown")
        events = await self._sources.lessons.events(recording.id)
        ink = await self._sources.lessons.ink(recording.id)
        wanted = [track for track in contents.index.tracks if self._wanted(track, export)]
        folder = await self._folder(recording, contents, wanted, export, work)
        names = {seat.id: seat.name for seat in lesson.record.seats}
        paths = await asyncio.to_thread(self._paths, lesson, events)
        asked = export.order
        return Order(
            folder=str(folder),
            work=str(work),
            index=contents.index,
            tracks=tuple(track.track for track in wanted),
            layout=asked.layout,
            since=asked.since,
            until=asked.until,
            language=asked.language,
            zone=self._sources.zone,
            mark=asked.mark,
            names=names,
            stage=stages(events),
            pages=pages(events, paths, asked.until),
            ink=tuple(ink),
            chapters=chapters(events, names, asked),
            title=recording.title,
            piece_seconds=PIECE_SECONDS,
        )

    def _wanted(self, track: IndexedTrack, export: Export) -> bool:
        if track.erased or not track.parts:
            return False
        return export.order.pupils or track.leading or track.source not in PICTURES

    def _paths(self, lesson: Lesson, events: Sequence[Event]) -> dict[str, str]:
        """Return where files are that are still kept; it touches the disk."""
        folder = self._sources.files / lesson.record.id
        return {
            event.file: str(folder / event.file)
            for event in events
            if isinstance(event, FileShared)
            and lesson.record.files.find(event.file) is not None
            and (folder / event.file).is_file()
        }

    async def _folder(
        self,
        recording: Recording,
        contents: Contents,
        wanted: Sequence[IndexedTrack],
        export: Export,
        work: Path,
    ) -> Path:
        """Return where its files are; from a bucket those that are wanted are fetched."""
        shelves = self._sources.contents.shelves
        if not recording.shelf:
            return shelves.root / recording.id
        shelf, folder = shelves.at(recording.shelf), work / PARTS
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        for track in wanted:
            for part in track.parts:
                if not is_plain(part.file) or not _overlaps(part.wall, part.segments, export):
                    continue
                file, size = folder / part.file, contents.files[part.file].size
                if await asyncio.to_thread(_has, file, size):
                    continue
                with file.open("wb") as to:
                    async for block in shelf.read(recording.id, part.file, 0, size):
                        await asyncio.to_thread(to.write, block)
        return folder


def forget(work: Path) -> None:
    """Delete all that was made for an export; it blocks."""
    shutil.rmtree(work, ignore_errors=True)


def _overlaps(wall: float | None, segments: Sequence[object], export: Export) -> bool:
    return wall is not None and bool(segments) and wall < export.order.until


def _has(file: Path, size: int) -> bool:
    try:
        return file.stat().st_size == size
    except FileNotFoundError:
        return False
