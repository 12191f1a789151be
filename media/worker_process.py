"""One worker as the control process sees it: started, asked, and started again when it dies.

Rule: a request ends in its reply, in a Failure, or after `reply_seconds` in Unavailable; when the
worker dies everything under way is Unavailable at once. One that hangs counts as dead after
`deaf_seconds`.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import assert_never

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.media_messages import MediaEvent, MediaReply, MediaRequest, RoomLost
from config import child_process
from media.settings import WorkerSettings
from media.worker_messages import (
    Failed,
    Fault,
    Figures,
    FromWorker,
    Happened,
    Ready,
    Reply,
    Request,
    StartFailed,
)

MAX_UNDER_WAY = 512
MAX_UNSENT = 4 * 1024 * 1024  # bytes that a worker which hangs leaves unread
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
STEADY_SECONDS = 30.0  # a worker that lived so long starts the back-off over

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
    ) -> None:
        """`emit` takes events and may make us wait; `forget` unpins a room that was lost."""
        self.index = index
        self.rooms: set[str] = set()
        self.port: int | None = None
        self.pid: int | None = None
        self.starts = 0
        self.ready = asyncio.Event()
        self.figures: Figures | None = None  # as it told last; None while it does not run
        self._settings = settings
        self._emit = emit
        self._forget = forget
        self._writer: asyncio.StreamWriter | None = None
        self._under_way: dict[int, asyncio.Future[MediaReply]] = {}
        self._ids = itertools.count(1)
        # Since when nothing was heard of it though it was asked.
        self._deaf_since: float | None = None
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def started(self) -> None:
        """Wait until the first start has succeeded.

        Raises:
            Unavailable: it has not; `port` with the number when that is taken.
        """
        await asyncio.shield(self._first)

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
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        future: asyncio.Future[MediaReply] = loop.create_future()
        self._under_way[id] = future
        try:
            writer.write(payload)
            async with asyncio.timeout(self._settings.reply_seconds):
                return await future
        except TimeoutError:
            if self._deaf_since is None:
                self._deaf_since = asked_at
            elif loop.time() - self._deaf_since > self._settings.deaf_seconds:
                writer.transport.abort()  # `supervise` does the rest
            raise Unavailable("media_late", type(request).__name__) from None
        finally:
            del self._under_way[id]

    async def supervise(self) -> None:
        """Run the worker, again and again; cancel to end it."""
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
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
                pause = FIRST_PAUSE
            _LOG.error("media_worker_ended", worker=self.index, reason=reason, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _run_once(self) -> str:
        process, ours = await child_process.start(
            "media.worker",
            "--index",
            str(self.index),
            "--settings",
            msgspec.json.encode(self._settings).decode(),
        )
        try:
            self.pid = process.pid
            self.starts += 1
            reader, self._writer = await asyncio.open_unix_connection(sock=ours)
            await self._wait_until_ready(reader)
            return await self._read(reader)
        finally:
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
            await child_process.end(process)
            for room in lost:
                await self._emit(RoomLost(room=room))

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
            case Ready(port=port):
                self.port = port
                self.ready.set()
                if not self._first.done():
                    self._first.set_result(None)
                _LOG.info("media_worker_ready", worker=self.index, port=port, pid=self.pid)
            case StartFailed(code=code, detail=detail):
                raise Unavailable(code, detail)
            case _:
                raise Unavailable("media_down", f"worker {self.index} ended while starting")

    async def _read(self, reader: asyncio.StreamReader) -> str:
        while True:
            try:
                payload = await read_frame(reader)
                self._deaf_since = None
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
