"""All lessons that this process records.

Rule: requests about one lesson are done one after the other, in the order they came; those about
different lessons do not wait for each other.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import assert_never
from weakref import WeakValueDictionary

import structlog

from classroom.failures import Refused, Unavailable
from classroom.packet_messages import ToRecorder
from classroom.recorder_messages import (
    BeginRecording,
    EndRecording,
    LeaveTrack,
    MarkRecording,
    Noted,
    RecorderEvent,
    RecorderReply,
    RecorderRequest,
    RecordingBegun,
    RecordingEnded,
    TakeTrack,
)
from recording.folder import lesson_folder
from recording.manifest.entries import PartOpened
from recording.manifest.lines import Broken, walk
from recording.manifest.names import MANIFEST
from recording.recorder.clock import SteadyClock
from recording.recorder.disk import Disk
from recording.recorder.disk_room import DiskRoom, Room
from recording.recorder.files import Files
from recording.recorder.lesson import LessonRecording
from recording.recorder.loudness import peaks_of
from recording.recorder.settings import RecorderSettings

THREADS = 4
"""Those that write. A lesson uses one at a time; disks do little more at once."""
TICK_SECONDS = 0.1
LISTEN_SECONDS = 1.0
ROOM_SECONDS = 1.0
FULL_SECONDS = 10.0
"""For so long a disk that said it is full is believed, whatever it says of its room."""
CLOSE_SECONDS = 10.0

_LOG = structlog.get_logger()


class Recorder:
    """Answers the control process and takes what the media plane sends."""

    def __init__(
        self,
        settings: RecorderSettings,
        path: str,
        emit: Callable[[RecorderEvent], None],
        *,
        disk: Disk | None = None,
        clock: SteadyClock | None = None,
    ) -> None:
        """`path` is the socket that packets come by, opened by somebody else."""
        self._settings, self._path, self._emit = settings, path, emit
        self._disk, self._clock = disk or Disk(), clock or SteadyClock()
        self._folder = Path(settings.folder)
        self._lessons: dict[str, LessonRecording] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._disk_room = DiskRoom(settings.low_mb * 1_000_000)
        self._full_until = 0.0
        self._threads = ThreadPoolExecutor(THREADS, "writing")
        self._ears = ThreadPoolExecutor(1, "listening")
        self._rooms = ThreadPoolExecutor(1, "disk-room")
        self._tasks = [
            asyncio.create_task(work()) for work in (self._tick, self._listen, self._watch_the_disk)
        ]

    async def answer(self, request: RecorderRequest) -> RecorderReply:
        """Do what is asked.

        Raises:
            Refused: `recording_sealed`; `recording_damaged`.
            BadMessage: `lesson`, `codec`.
            Unavailable: `recorder_down`: the lesson has not been begun here; `recorder_slow`.
        """
        lock = self._locks.setdefault(request.lesson, asyncio.Lock())
        async with lock:
            match request:
                case BeginRecording(lesson=lesson):
                    return await self._begin(lesson)
                case EndRecording(lesson=lesson):
                    return await self._end(lesson)
                case TakeTrack():
                    self._of(request.lesson).take(request, self._clock.monotonic())
                case LeaveTrack():
                    self._of(request.lesson).leave(request.consumer, request.why)
                case MarkRecording(at=at, what=what, detail=detail):
                    self._of(request.lesson).mark(self._clock.here(at), what, detail)
                case _:
                    assert_never(request)
        return Noted(lesson=request.lesson)

    def find(self, ticket: str) -> LessonRecording | None:
        """Return the lesson of this ticket."""
        for recording in self._lessons.values():
            if _same(recording.ticket, ticket):
                return recording
        return None

    def message(self, recording: LessonRecording, message: ToRecorder, skew: float) -> None:
        """Take a message; a bug in one track stays there."""
        try:
            recording.message(message, self._clock.monotonic(), skew)
        except Exception:
            _LOG.exception("recording_message_bug", message=type(message).__name__)

    @property
    def clock(self) -> SteadyClock:
        """The recording's time."""
        return self._clock

    async def close(self) -> None:
        """Write out everything; each recording can be gone on with."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await asyncio.gather(
            *(recording.close(CLOSE_SECONDS) for recording in self._lessons.values())
        )
        self._lessons.clear()
        for threads in (self._threads, self._ears, self._rooms):
            threads.shutdown(wait=False, cancel_futures=True)

    # -------------------------------------------------------------- requests

    async def _begin(self, lesson: str) -> RecordingBegun:
        recording = self._lessons.get(lesson)
        resumed = recording is not None
        if recording is None:
            recording = self._made(lesson)
            try:
                resumed = await recording.open()
            except BaseException as error:
                await recording.close(0.0)
                if isinstance(error, Broken):
                    raise Refused("recording_damaged", str(error)) from error
                raise
            recording.room(self._disk_room.room, self._clock.monotonic())
            self._lessons[lesson] = recording
        return RecordingBegun(
            lesson=lesson, path=self._path, ticket=recording.ticket, resumed=resumed
        )

    async def _end(self, lesson: str) -> RecordingEnded:
        recording = self._lessons.get(lesson)
        if recording is None:
            folder = lesson_folder(self._folder, lesson)
            if not await asyncio.to_thread(folder.exists):
                return RecordingEnded(lesson=lesson, tracks=0)
            try:
                await self._begin(lesson)
            except Refused as refused:
                if refused.code != "recording_sealed":
                    raise
                return RecordingEnded(lesson=lesson, tracks=await self._tracks_of(lesson))
            recording = self._lessons[lesson]
        try:
            tracks = await recording.end()
        except (OSError, TimeoutError) as error:
            raise Unavailable("recorder_slow", f"the disk does not take it: {error}") from None
        del self._lessons[lesson]
        return RecordingEnded(lesson=lesson, tracks=tracks)

    def _made(self, lesson: str) -> LessonRecording:
        files = Files(lesson, lesson_folder(self._folder, lesson), self._disk, self._clock)
        return LessonRecording(
            lesson,
            files,
            clock=self._clock,
            threads=self._threads,
            keyframe_seconds=self._settings.keyframe_seconds,
            emit=self._emit,
            disk_full=self._disk_is_full,
        )

    def _of(self, lesson: str) -> LessonRecording:
        recording = self._lessons.get(lesson)
        if recording is None:
            raise Unavailable("recorder_down", "it has not been begun here")
        return recording

    # -------------------------------------------------------------- by the clock

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock.monotonic()
            for recording in list(self._lessons.values()):
                try:
                    recording.tick(now)
                except Exception:
                    _LOG.exception("recording_tick_bug", lesson=recording.lesson)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LISTEN_SECONDS)
            heard = [
                (track.watch, track.listener)
                for recording in self._lessons.values()
                for track in recording.tracks.values()
                if track.listener is not None and track.listener.waiting
            ]
            if not heard:
                continue
            listeners = [listener for _, listener in heard]
            try:
                peaks = await loop.run_in_executor(self._ears, peaks_of, listeners)
            except Exception:
                _LOG.exception("listening_bug")
                continue
            now = self._clock.monotonic()
            for (watch, _), peak in zip(heard, peaks, strict=True):
                watch.peak(now, peak)

    async def _watch_the_disk(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                free = await loop.run_in_executor(self._rooms, self._free)
            except OSError:
                free = None  # whoever writes finds out, and says so
            now = self._clock.monotonic()
            if free is not None:
                room = self._disk_room.measure(free)
                self._tell_room(Room.NONE if now < self._full_until else room, now)
            await asyncio.sleep(ROOM_SECONDS)

    def _free(self) -> int:
        folder = self._folder
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        return self._disk.free(folder)

    def _disk_is_full(self) -> None:
        now = self._clock.monotonic()
        self._full_until = now + FULL_SECONDS
        self._tell_room(Room.NONE, now)

    def _tell_room(self, room: Room, now: float) -> None:
        for recording in self._lessons.values():
            recording.room(room, now)

    async def _tracks_of(self, lesson: str) -> int:
        return await asyncio.to_thread(_count_tracks, lesson_folder(self._folder, lesson))


def _same(ours: str, theirs: str) -> bool:
    return secrets.compare_digest(ours.encode(), theirs.encode())


def _count_tracks(folder: Path) -> int:
    entries = walk(folder / MANIFEST)
    return len({entry.track for entry in entries if isinstance(entry, PartOpened)})
