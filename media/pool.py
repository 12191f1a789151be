"""The media plane as the lesson sees it: worker processes, each room pinned to one, the one that
carries least when it is opened.

Rule 1: nothing here reopens anything: a lost room is told by RoomLost, and opened anew by whoever
still wants it, perhaps on another worker.
Rule 2: events wait in one bounded queue; when it is half full, what will be said again (voices,
lines, layers) is left out, and for the rest the workers' sockets wait.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from classroom.failures import Unavailable
from classroom.media_messages import (
    CloseRoom,
    ConsumerChanged,
    Done,
    MediaEvent,
    MediaReply,
    MediaRequest,
    OpenRoom,
    Quality,
    RoomShut,
    ShutRoom,
    Speaking,
)
from media.settings import WorkerSettings
from media.spare import Spares
from media.worker_process import WorkerProcess

MAX_EVENTS = 4096


class MediaPool:
    """Implements `classroom.ports.Media`; use as `async with MediaPool(settings) as media`."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Nothing runs before `start`."""
        self._settings = settings
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue(MAX_EVENTS)
        self._workers: list[WorkerProcess] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._pinned: dict[str, WorkerProcess] = {}
        self._spares = Spares(keeping=settings.spare)
        self._closing = False

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        await self.close()

    async def start(self) -> None:
        """Start every worker and wait until all listen.

        Raises:
            Unavailable: one cannot; `port` says which port is taken. None is left running.
        """
        for index in range(self._settings.workers):
            worker = WorkerProcess(index, self._settings, self._emit, self._forget, self._spares)
            self._workers.append(worker)
            self._tasks.append(asyncio.create_task(worker.supervise()))
        try:
            for worker in self._workers:
                await worker.started()
        except BaseException:
            await self.close()
            raise
        self._tasks.insert(0, asyncio.create_task(self._spares.run(), name="spare media worker"))

    async def close(self) -> None:
        """End the workers, last started first, and wait for their processes."""
        self._closing = True
        while self._tasks:
            task = self._tasks.pop()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._workers.clear()
        self._pinned.clear()

    @property
    def ready(self) -> bool:
        """Whether a room could be opened now: some worker is running."""
        return any(worker.ready.is_set() for worker in self._workers)

    @property
    def waiting(self) -> int:
        """Events that nobody has taken yet."""
        return self._events.qsize()

    @property
    def workers(self) -> tuple[WorkerProcess, ...]:
        """The workers, for figures and tests."""
        return tuple(self._workers)

    @property
    def spare(self) -> int | None:
        """The process that waits to take a dead worker's place, if one does."""
        return self._spares.pid

    async def ask(self, request: MediaRequest) -> MediaReply:
        """Send one request to the worker that holds its room; as `classroom.ports.Media`.

        Raises:
            Unavailable: also `room_not_open`, when it was never opened or its worker died.
        """
        worker = self._pinned.get(request.room)
        if worker is None:
            if isinstance(request, CloseRoom):
                return Done(room=request.room)
            if isinstance(request, ShutRoom):
                return RoomShut(room=request.room, stills=[])
            if not isinstance(request, OpenRoom):
                raise Unavailable("room_not_open")
            worker = self._least_loaded()
            self._pin(request.room, worker)
            try:
                return await worker.ask(request)
            except BaseException:
                if self._pinned.get(request.room) is worker:
                    self._forget(request.room)
                raise
        reply = await worker.ask(request)
        if isinstance(request, CloseRoom | ShutRoom):
            self._forget(request.room)
        return reply

    async def events(self) -> AsyncIterator[MediaEvent]:
        """Yield what happens, in order; one consumer, for ever."""
        while True:
            yield await self._events.get()

    def _least_loaded(self) -> WorkerProcess:
        running = [w for w in self._workers if w.ready.is_set()]
        if not running:
            raise Unavailable("media_down", "no media worker is running")
        return min(running, key=lambda w: (w.weight, len(w.rooms), w.index))

    def _pin(self, room: str, worker: WorkerProcess) -> None:
        self._pinned[room] = worker
        worker.rooms.add(room)

    def _forget(self, room: str) -> None:
        worker = self._pinned.pop(room, None)
        if worker is not None:
            worker.rooms.discard(room)

    async def _emit(self, event: MediaEvent) -> None:
        if self._closing:
            return  # nobody listens any more, and a full queue must not hold the end up
        again = isinstance(event, Quality | Speaking | ConsumerChanged)
        if again and self._events.qsize() > MAX_EVENTS // 2:
            return
        await self._events.put(event)
