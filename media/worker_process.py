"""One worker as the control process sees it: started, asked, and started again when it dies.

Rule 1: a request ends in its reply, in a Failure, or after `reply_seconds` in Unavailable; when the
worker dies everything under way is Unavailable and its rooms are told lost, at once: its socket
ends with it, and nobody waits for a timeout or for the process's end.
Rule 2: one that says nothing for `deaf_seconds` hangs, and is killed.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import assert_never

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.media_messages import MediaEvent, MediaReply, MediaRequest, RoomLost
from config import child_process
from media.load import EXPECTED, weight
from media.settings import WorkerSettings
from media.spare import Spares
from media.worker_messages import (
    Begin,
    Failed,
    Fault,
    Figures,
    FromWorker,
    Happened,
    Load,
    Ready,
    Reply,
    Request,
    StartFailed,
)

MAX_UNDER_WAY = 512
MAX_UNSENT = 4 * 1024 * 1024  # bytes that a worker which hangs leaves unread
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
STEADY_SECONDS = 30.0  # a worker that lived so long is replaced without a pause
LOOK_SECONDS = 0.25  # between two looks at whether it hangs

_LOG = structlog.get_logger()
_DECODER = msgspec.msgpack.Decoder(FromWorker)
_ENCODER = msgspec.msgpack.Encoder()


class WorkerProcess:
    """Worker `index` of the pool; `rooms` are those pinned to it."""

    def __init__(
        self,
        index: int,
        settings: WorkerSettings,
        emit: Callable[[MediaEvent], Awaitable[None]],
        forget: Callable[[str], None],
        spares: Spares,
    ) -> None:
        """`emit` takes events and may make us wait; `forget` unpins a room that was lost; its
        processes come from `spares`.
        """
        self.index = index
        self.rooms: set[str] = set()
        self.port: int | None = None
        self.pid: int | None = None
        self.kernel = False  # whether packets are forwarded in C
        self.starts = 0
        self.load: Load | None = None  # as it last said
        self.ready = asyncio.Event()
        self.figures: Figures | None = None  # as it told last; None while it does not run
        self._settings = settings
        self._emit = emit
        self._forget = forget
        self._writer: asyncio.StreamWriter | None = None
        self._under_way: dict[int, asyncio.Future[MediaReply]] = {}
        self._ids = itertools.count(1)
        self._spares = spares
        # Since when we listen and hear nothing; None while what was heard is being taken in.
        self._listening_since: float | None = None
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def started(self) -> None:
        """Wait until the first start has succeeded.

        Raises:
            Unavailable: it has not; `port` with the number when that is taken.
        """
        await asyncio.shield(self._first)

    @property
    def weight(self) -> float:
        """What it carries, in cores: as measured, and as expected of rooms that are silent yet."""
        if self.load is None:
            return EXPECTED * len(self.rooms)
        return weight(self.load, len(self.rooms))

    async def ask(self, request: MediaRequest) -> MediaReply:
        """Send one request and wait for its reply; raises as `Media.ask`."""
        writer = self._writer
        if writer is None or not self.ready.is_set():
            raise Unavailable("media_down", f"worker {self.index} is not running")
        if len(self._under_way) >= MAX_UNDER_WAY:
            raise Unavailable("media_busy", f"{MAX_UNDER_WAY} requests under way")
        if writer.transport.get_write_buffer_size() > MAX_UNSENT:
            raise Unavailable("media_busy", f"worker {self.index} does not read")
        id = next(self._ids)
        payload = frame(_ENCODER.encode(Request(id, request)))
        future: asyncio.Future[MediaReply] = asyncio.get_running_loop().create_future()
        self._under_way[id] = future
        try:
            writer.write(payload)
            async with asyncio.timeout(self._settings.reply_seconds):
                return await future
        except TimeoutError:
            raise Unavailable("media_late", type(request).__name__) from None
        finally:
            del self._under_way[id]

    async def supervise(self) -> None:
        """Run the worker, again and again; cancel to end it."""
        loop = asyncio.get_running_loop()
        pause = 0.0
        while True:
            began = loop.time()
            try:
                reason = await self._run_once()
            except (Unavailable, OSError) as error:
                if not self._first.done():
                    failure = error if isinstance(error, Unavailable) else None
                    self._first.set_exception(failure or Unavailable("media_down", str(error)))
                    self._first.exception()  # told by `started`, or by nobody
                    return
                reason = str(error)
            if loop.time() - began > STEADY_SECONDS:
                pause = 0.0
            _LOG.error("media_worker_ended", worker=self.index, reason=reason, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, pause * 2))

    async def _run_once(self) -> str:
        process, ours = await self._spares.take()
        watching: asyncio.Task[None] | None = None
        dead = False
        try:
            self.pid = process.pid
            self.starts += 1
            reader, writer = await asyncio.open_unix_connection(sock=ours)
            self._writer = writer
            writer.write(frame(_ENCODER.encode(Begin(self.index, self._settings))))
            await self._wait_until_ready(reader)
            watching = asyncio.create_task(self._watch(writer), name=f"worker {self.index} heard")
            reason = await self._read(reader)
            dead = True
            return reason
        finally:
            if watching is not None:
                watching.cancel()
            self._listening_since = self.load = None
            self.ready.clear()
            self.pid = self.port = self.figures = None
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            else:
                ours.close()
            for future in self._under_way.values():
                if not future.done():
                    future.set_exception(Unavailable("media_down", "the worker ended"))
            lost, self.rooms = self.rooms, set()
            for room in lost:
                self._forget(room)
            for room in lost:
                await self._emit(RoomLost(room=room))
            if dead and process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()  # there is nothing in it that anybody could still want
            await child_process.end(process)

    async def _wait_until_ready(self, reader: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                payload = await read_frame(reader)
            message = _DECODER.decode(payload) if payload is not None else None
        except TimeoutError:
            raise Unavailable("media_late", f"worker {self.index} did not start") from None
        except (BadMessage, msgspec.DecodeError) as error:
            raise Unavailable(
                "media_down", f"worker {self.index} talks nonsense: {error}"
            ) from None
        match message:
            case Ready(port=port, kernel=kernel):
                self.port, self.kernel = port, kernel
                self.ready.set()
                if not self._first.done():
                    self._first.set_result(None)
                _LOG.info("media_worker_ready", worker=self.index, port=port, pid=self.pid)
            case StartFailed(code=code, detail=detail):
                raise Unavailable(code, detail)
            case _:
                raise Unavailable("media_down", f"worker {self.index} ended while starting")

    async def _watch(self, writer: asyncio.StreamWriter) -> None:
        """End the connection when the worker hangs; `_read` is told of it."""
        loop = asyncio.get_running_loop()
        looked = loop.time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            late, looked = loop.time() - looked - LOOK_SECONDS, loop.time()
            if self._listening_since is None:
                continue
            if late > LOOK_SECONDS:  # it was this process that hung, and heard nobody
                self._listening_since = max(self._listening_since, looked - LOOK_SECONDS)
            elif looked - self._listening_since > self._settings.deaf_seconds:
                _LOG.error("media_worker_hangs", worker=self.index, pid=self.pid)
                writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> str:
        loop = asyncio.get_running_loop()
        while True:
            try:
                self._listening_since = loop.time()
                payload = await read_frame(reader)
                self._listening_since = None
                if payload is None:
                    return "its socket closed"
                message = _DECODER.decode(payload)
            except (BadMessage, msgspec.DecodeError) as error:
                return f"it cannot be understood: {error}"
            match message:
                case Reply(id=id, body=body):
                    future = self._under_way.get(id)
                    if future is not None and not future.done():
                        future.set_result(body)
                case Failed():
                    future = self._under_way.get(message.id)
                    if future is not None and not future.done():
                        future.set_exception(_failure(message))
                case Happened(body=event):
                    await self._emit(event)
                case Load():
                    self.load = message
                case Figures():
                    self.figures = message
                case Ready() | StartFailed():
                    return "it started twice"
                case _:
                    assert_never(message)


def _failure(message: Failed) -> Failure:
    match message.fault:
        case Fault.BAD_MESSAGE:
            return BadMessage(message.code, message.detail)
        case Fault.REFUSED:
            return Refused(message.code, message.detail)
        case Fault.UNAVAILABLE:
            return Unavailable(message.code, message.detail)
        case Fault.INTERNAL:
            return Unavailable("internal", "a bug in the media worker; see its log")
        case _:
            assert_never(message.fault)
