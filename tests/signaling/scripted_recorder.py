"""A recorder that writes nothing, keeps its books, and says what the script says.

It stands in where a test is about what the lesson gives it; the real one is tested in
tests/recording and tests/journeys.
"""

import asyncio
from collections.abc import AsyncIterator, Collection

from classroom import recorder_messages as r
from classroom.failures import Failure
from tests.signaling.scripted_media import ScriptedMedia


class ScriptedRecorder:
    """Implements `classroom.ports.Recorder`."""

    def __init__(self, media: ScriptedMedia) -> None:
        self._media = media
        self.asked: list[r.RecorderRequest] = []
        self.failure: Failure | None = None  # what every request meets, while set
        self.taken: dict[str, r.TakeTrack] = {}  # by consumer
        self.too_late: list[str] = []  # consumers that were resumed before they were announced
        self.open: set[str] = set()
        self._events: asyncio.Queue[r.RecorderEvent] = asyncio.Queue()
        self._changed = asyncio.Condition()

    @property
    def tracks(self) -> set[tuple[str, str]]:
        """What is being written: classroom and source."""
        return {(track.seat, track.source.value) for track in self.taken.values()}

    def happen(self, event: r.RecorderEvent) -> None:
        if isinstance(event, r.RecordingLost):
            self.taken.clear()
            self.open.discard(event.lesson)
        self._events.put_nowait(event)

    async def events(self) -> AsyncIterator[r.RecorderEvent]:
        while True:
            yield await self._events.get()

    async def until_it_has(self, *tracks: tuple[str, str]) -> None:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: self.tracks == set(tracks))

    async def until_asked(self, kind: type[r.RecorderRequest]) -> r.RecorderRequest:
        async with asyncio.timeout(5), self._changed:
            await self._changed.wait_for(lambda: any(isinstance(a, kind) for a in self.asked))
        return next(a for a in reversed(self.asked) if isinstance(a, kind))

    async def ask(self, request: r.RecorderRequest) -> r.RecorderReply:
        if self.failure is not None:
            raise self.failure
        async with self._changed:
            self.asked.append(request)
            reply = self._reply(request)
            self._changed.notify_all()
        return reply

    def _reply(self, request: r.RecorderRequest) -> r.RecorderReply:
        match request:
            case r.BeginRecording():
                resumed = request.lesson in self.open
                self.open.add(request.lesson)
                return r.RecordingBegun(
                    lesson=request.lesson, path="/run/r.sock", ticket="t", resumed=resumed
                )
            case r.TakeTrack():
                if request.consumer in self._media.resumed:
                    self.too_late.append(request.consumer)
                self.taken[request.consumer] = request
            case r.LeaveTrack():
                self.taken.pop(request.consumer, None)
            case r.EndRecording():
                self.taken.clear()
                return r.RecordingEnded(lesson=request.lesson, tracks=1)
        return r.Noted(lesson=request.lesson)


class Register:
    """Classes in which every guardian has agreed; takes note of recordings."""

    def __init__(self, *whole: str) -> None:
        self.agreed = set(whole)
        self.failure: Failure | None = None
        self.noted: list[str] = []
        self.sealed = False

    async def whole(self, classes: Collection[str]) -> Collection[str]:
        if self.failure is not None:
            raise self.failure
        return self.agreed & set(classes)

    async def begun(self, lesson: str, at: float) -> bool:
        self.noted.append("begun")
        return not self.sealed

    async def ended(self, lesson: str, at: float) -> None:
        self.noted.append("ended")
