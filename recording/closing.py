"""Closes recordings of lessons that are over: sealed, put on the shelf, and their rows say so.

Rule: level-triggered, one at a time. Whatever a killed server has left is closed at a later look;
what cannot be done now is tried again, later each time, and never given up as long as there is
something to be saved. A recording that holds nothing usable is shelved all the same.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import structlog

from classroom.audit.seals import Signing
from classroom.events import Event
from classroom.failures import Failure
from classroom.recording.noting import Recordings
from classroom.recording.recording import OVER, Figures, Recording
from classroom.recording.values import Marked, RecordingState
from recording.manifest.chain import Broken
from recording.manifest.entries import Ended
from recording.manifest.index import Gap, Index, index
from recording.manifest.lines import Appending, walk
from recording.manifest.names import MANIFEST, SEAL
from recording.sealing import seal
from recording.shelf.shelves import Shelves

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds until it is tried again
log = structlog.get_logger(__name__)


class Events(Protocol):
    """What has happened in lessons."""

    async def events(self, lesson_id: str) -> Sequence[Event]:
        """Return it, in order."""
        ...


class Closed(NamedTuple):
    """What a recording came to."""

    figures: Figures
    why: str  # nothing of it is usable; "": it is


class _Later(NamedTuple):
    pause: float
    at: float


class Closer:
    """Closes the recordings of one folder."""

    def __init__(
        self,
        rows: Recordings,
        events: Events,
        shelves: Shelves,
        key: Signing,
        now: Callable[[], float],
    ) -> None:
        """Sign with `key`; `now` tells seconds since the epoch, UTC."""
        self._rows, self._events, self._shelves = rows, events, shelves
        self._key, self._now = key, now
        self._taken_up = False
        self._looking = asyncio.Lock()
        self._later: dict[str, _Later] = {}

    async def look(self) -> None:
        """Close what waits for it.

        Raises:
            Unavailable: `store_down`.
        """
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        if not self._taken_up:
            await self._rows.take_up(self._now())
            await self._clear_up()
            self._taken_up = True
        waiting = [
            each
            for each in await self._rows.unfinished()
            if each.state is RecordingState.PROCESSING
        ]
        ids = {each.id for each in waiting}
        self._later = {id: later for id, later in self._later.items() if id in ids}
        for each in waiting:
            later = self._later.get(each.id)
            if later is None or later.at <= self._now():
                await self._try(each)

    async def _try(self, recording: Recording) -> None:
        try:
            await self._close(recording)
        except (Failure, OSError) as failure:
            log.error("recording_not_closed", recording=recording.id, error=str(failure))
        except Exception:  # a bug with this one: the others are closed all the same
            log.exception("recording_not_closed", recording=recording.id)
        else:
            self._later.pop(recording.id, None)
            return
        before = self._later.get(recording.id)
        pause = min(before.pause * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
        self._later[recording.id] = _Later(pause, self._now() + pause)

    async def _close(self, recording: Recording) -> None:
        id, folder = recording.id, self._shelves.root / recording.id
        events = await self._events.events(id)
        closed = await asyncio.to_thread(_closed, folder, events, self._key, self._now())
        shelf = self._shelves.new
        place = ""
        if await asyncio.to_thread(folder.is_dir):
            await shelf.put(id, folder)
            place = shelf.place
        if closed.why:
            await self._rows.failed(id, closed.why, closed.figures, place)
            log.error("recording_failed", recording=id, why=closed.why)
        else:
            await self._rows.sealed(id, closed.figures, place)
            log.info("recording_sealed", recording=id, bytes=closed.figures.bytes)
        if place:
            await asyncio.to_thread(shutil.rmtree, folder)

    async def _clear_up(self) -> None:
        """Delete folders of what stands in a bucket by now: a server was killed before it could."""
        folders = await asyncio.to_thread(_folders, self._shelves.root)
        for each in await self._rows.known(folders):
            if each.shelf and each.state in OVER:
                await asyncio.to_thread(shutil.rmtree, self._shelves.root / each.id)


# ------------------------------------------------------------------ in a thread


def _closed(folder: Path, events: Iterable[Event], key: Signing, at: float) -> Closed:
    """Seal what is in a folder.

    Raises:
        OSError: it may be tried again.
    """
    if not (folder / MANIFEST).exists():
        return Closed(Figures(), "no_manifest")
    with _alone(folder):
        return _sealed(folder, events, key, at)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a recording for us alone: as long as a recorder has it open, nobody closes it.

    Raises:
        OSError: a recorder has it still.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(held)


def _sealed(folder: Path, events: Iterable[Event], key: Signing, at: float) -> Closed:
    try:
        if not (folder / SEAL).exists():
            _finish(folder / MANIFEST)
        head = seal(folder, events, key, at).manifest.head
        found = index(walk(folder / MANIFEST))
    except (Broken, ValueError) as broken:
        return Closed(Figures(), f"manifest_broken: {broken}"[:500])
    is_empty = not any(part.segments for track in found.tracks for part in track.parts)
    return Closed(figures(found, head), "nothing_written" if is_empty else "")


def figures(found: Index, head: str) -> Figures:
    """Return what a recording came to."""
    return Figures(
        bytes=found.bytes,
        seconds=found.seconds,
        tracks=len(found.tracks),
        gap_seconds=_length(found.gaps),
        alarms=sum(mark.what is Marked.ALARM for mark in found.marks),
        head=head,
    )


def _finish(path: Path) -> None:
    """Write the last line of a manifest whose recorder was killed; whatever is there counts."""
    manifest, entries = Appending.resume(path)
    with contextlib.closing(manifest):
        if entries and not isinstance(entries[-1], Ended):
            manifest.append(Ended(at=entries[-1].at))


def _length(gaps: Iterable[Gap]) -> float:
    """Return for how many seconds there was a gap in at least one track."""
    all, until = 0.0, float("-inf")
    for gap in sorted(gaps, key=lambda each: each.since):
        all += max(0.0, gap.until - max(gap.since, until))
        until = max(until, gap.until)
    return all


def _folders(root: Path) -> list[str]:
    try:
        return [each.name for each in root.iterdir() if each.is_dir()]
    except FileNotFoundError:
        return []
