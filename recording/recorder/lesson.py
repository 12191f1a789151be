"""One lesson that is being recorded.

Rule 1: its state is the event loop's; one task of its own hands what waits to a thread, a batch at
a time, and tries again what the disk did not take.
Rule 2: nothing that goes wrong with one lesson, one track or the disk ends the recording: it is
told, marked, and gone on with.
"""

import asyncio
import errno
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import TypeVar, assert_never

import structlog

from classroom.failures import BadMessage
from classroom.media_messages import Source
from classroom.packet_messages import (
    Attach,
    Dropped,
    Ended,
    Layer,
    Muted,
    Packet,
    Report,
    ToRecorder,
)
from classroom.recorder_messages import AlarmCleared, AlarmRaised, RecorderEvent, TakeTrack
from classroom.recording.values import Alarm, Marked
from recording.recorder.clock import SteadyClock
from recording.recorder.disk_room import Room
from recording.recorder.files import Files
from recording.recorder.jobs import Detail, Identity, Job, Note, Opening, Piece
from recording.recorder.track import RecordedTrack
from recording.recorder.waiting import Waiting

BATCH = 16
"""Jobs handed over at once: few, so that the lecturer's sound is never behind many pictures."""
RETRY_SECONDS = 1.0
HANGING_SECONDS = 5.0
"""A write that takes so long is told as a disk that fails."""
END_SECONDS = 8.0
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_LOG = structlog.get_logger()
Result = TypeVar("Result")


class LessonRecording:
    """A lesson's tracks, marks and alarms."""

    def __init__(
        self,
        lesson: str,
        files: Files,
        *,
        clock: SteadyClock,
        threads: Executor,
        keyframe_seconds: float,
        emit: Callable[[RecorderEvent], None],
        disk_full: Callable[[], None],
    ) -> None:
        """`emit` takes what happens; `disk_full` hears of a disk that says it is."""
        self.lesson = lesson
        self.ticket = secrets.token_urlsafe(32)
        self.want_keyframe: Callable[[str], None] = lambda consumer: None
        self.tracks: dict[tuple[str, Source], RecordedTrack] = {}
        self._files, self._clock, self._threads = files, clock, threads
        self._keyframe_seconds = keyframe_seconds
        self._emit, self._disk_full = emit, disk_full
        self._consumers: dict[str, RecordedTrack] = {}
        self._waiting = Waiting()
        self._wake = asyncio.Event()
        self._written = asyncio.Event()
        self._written.set()
        self._writing_since: float | None = None
        self._room = Room.PLENTY
        self._standing: set[Alarm] = set()  # about all of it
        self._failing = False
        self._one_at_a_time = threading.Lock()
        self._task = asyncio.create_task(self._write())

    # -------------------------------------------------------------- requests

    async def open(self) -> bool:
        """Begin on the disk; return whether there was something of it.

        A disk that fails now is an alarm, and tried again with every write.

        Raises:
            Refused: `recording_sealed`.
            Unavailable: `recorder_slow`: another process still holds it.
        """
        try:
            return await self._thread(self._files.open)
        except OSError as error:
            self._failed(error)
            return False

    def take(self, request: TakeTrack, now: float) -> None:
        """Take a track; BadMessage `codec` when it is none that is recorded."""
        identity = Identity(request.seat, request.classroom, request.source, request.leading)
        track = self.tracks.get(identity.key)
        if track is None:
            track = RecordedTrack(identity, self, self._clock, self._keyframe_seconds)
            track.room(now, self._room)
        before = track.consumer
        try:
            track.take(request.consumer, request.codec, now, muted=request.paused)
        except ValueError as error:
            raise BadMessage("codec", str(error)) from None
        if before is not None and before != request.consumer:
            self._clear(track)
            self._consumers.pop(before, None)
        if identity.key not in self.tracks:
            self.put(Opening(self._clock.now(), identity))
        self.tracks[identity.key] = self._consumers[request.consumer] = track

    def leave(self, consumer: str, why: str) -> None:
        """Write nothing more of this consumer."""
        track = self._consumers.pop(consumer, None)
        if track is not None:
            self._clear(track)
            track.leave(why)

    def mark(self, at: float, what: Marked, detail: Detail) -> None:
        """Note something on the time line."""
        self.put(Note(at, what, None, detail))

    async def end(self) -> int:
        """Write out and close everything; return how many tracks have been written.

        Raises:
            OSError: the disk did not take it; it may be asked again.
            TimeoutError: not within END_SECONDS.
        """
        for consumer in list(self._consumers):
            self.leave(consumer, "ended")
        for alarm in list(self._standing):
            self._stands(alarm, False)
        async with asyncio.timeout(END_SECONDS):
            await self.drained()
            await self._stop()
            await self._thread(self._files.end)
        return self._files.tracks

    async def close(self, seconds: float) -> None:
        """Write out what there is and leave it to be gone on with."""
        for track in self.tracks.values():
            track.leave("closed")
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._written.wait()
        await self._stop()
        await self._thread(self._files.close)

    # -------------------------------------------------------------- what comes

    def message(self, message: ToRecorder, now: float, skew: float) -> None:
        """Take one message of the media plane; `skew` is how far its clock is behind ours."""
        match message:
            case Packet(consumer=consumer, data=data):
                track = self._consumers.get(consumer)
                if track is not None:
                    track.packet(data, now)
                return
            case Attach():
                return
            case Report() | Layer() | Muted() | Dropped() | Ended():
                track = self._consumers.get(message.consumer)
                if track is None:
                    return
            case _:
                assert_never(message)
        match message:
            case Report(wall=wall, ticks=ticks, exact=exact):
                track.report(wall + skew, ticks, exact=exact)
            case Layer(layer=layer):
                track.note(Marked.LAYER, {"layer": layer})
            case Muted(paused=paused):
                track.mute(now, paused)
            case Dropped(count=count):
                track.dropped(count, now)
            case Ended():
                self.leave(message.consumer, "closed")

    async def drained(self) -> None:
        """Wait until everything that was handed over is on the disk."""
        await self._written.wait()

    def room(self, room: Room, now: float) -> None:
        """Take how much room the disk has."""
        if room is self._room:
            return
        self._room = room
        for track in self.tracks.values():
            track.room(now, room)
        for alarm in (Alarm.DISK_LOW, Alarm.DISK_FULL):
            self._stands(alarm, room.alarm is alarm)

    def tick(self, now: float) -> None:
        """Do what is due by the clock."""
        for track in self.tracks.values():
            track.tick(now)
            if track.consumer is None:
                continue
            for alarm, begins, since in track.watch.changes(now):
                self._tell(track, alarm, self._clock.of(since) if begins else None)
        hangs = self._writing_since is not None and now - self._writing_since > HANGING_SECONDS
        self._stands(Alarm.DISK_FAILED, self._failing or hangs)

    # -------------------------------------------------------------- for tracks

    def put(self, job: Job) -> None:
        """Have this written."""
        self._waiting.put(job)
        self._written.clear()
        self._wake.set()

    # -------------------------------------------------------------- alarms

    def _tell(self, track: RecordedTrack, alarm: Alarm, since: float | None) -> None:
        identity = track.identity
        if since is not None:
            self._emit(
                AlarmRaised(
                    lesson=self.lesson,
                    alarm=alarm,
                    since=since,
                    seat=identity.seat,
                    source=identity.source,
                )
            )
        else:
            self._emit(
                AlarmCleared(
                    lesson=self.lesson, alarm=alarm, seat=identity.seat, source=identity.source
                )
            )
        track.note(Marked.CLEARED if since is None else Marked.ALARM, {"kind": alarm.value})

    def _clear(self, track: RecordedTrack) -> None:
        for alarm in track.watch.raised:
            self._tell(track, alarm, None)

    def _stands(self, alarm: Alarm, stands: bool) -> None:
        if stands is (alarm in self._standing):
            return
        if stands:
            self._standing.add(alarm)
            self._emit(AlarmRaised(lesson=self.lesson, alarm=alarm, since=self._clock.now()))
        else:
            self._standing.discard(alarm)
            self._emit(AlarmCleared(lesson=self.lesson, alarm=alarm))
        what = Marked.ALARM if stands else Marked.CLEARED
        self.put(Note(self._clock.now(), what, None, {"kind": alarm.value}))

    # -------------------------------------------------------------- writing

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            jobs = self._waiting.take(BATCH)
            if not jobs:
                self._wake.clear()
                self._written.set()
                continue
            self._writing_since = self._clock.monotonic()
            try:
                done, error = await self._thread(partial(self._files.write, jobs))
            except Exception:
                # What is in this batch cannot be written; it must not hold up what can.
                _LOG.exception("recording_not_written", lesson=self.lesson, jobs=len(jobs))
                done, error, self._failing = len(jobs), None, True
            else:
                self._failing = self._failing and error is not None
            finally:
                self._writing_since = None
            for job in jobs[:done]:
                if isinstance(job, Piece):
                    self.tracks[job.part.identity.key].written(job.bytes)
            if error is None:
                continue
            self._waiting.put_back(jobs[done:])
            self._failed(error)
            await asyncio.sleep(RETRY_SECONDS)

    def _failed(self, error: OSError) -> None:
        if error.errno in _FULL:
            self._disk_full()
        elif not self._failing:
            self._failing = True
            _LOG.error("recording_disk_failed", lesson=self.lesson, reason=error.strerror)
            self._stands(Alarm.DISK_FAILED, True)

    async def _stop(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _thread(self, work: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._alone, work)

    def _alone(self, work: Callable[[], Result]) -> Result:
        """Whoever waited for a thread may be gone, and the thread not."""
        with self._one_at_a_time:
            return work()
