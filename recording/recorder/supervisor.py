"""The recorder as the control process sees it: one process, started with the first request.

Rule 1: a request ends in its reply, in a Failure, or after `reply_seconds` in Unavailable. When the
process dies, or says nothing for `deaf_seconds`, everything under way is Unavailable at once, each
lesson that was being recorded is told RECORDER_DOWN and RecordingLost, and it is started again.
Rule 2: nothing here remembers what is recorded but the lessons' ids: who began a recording begins
it again.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, assert_never

import msgspec
import structlog

from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.framing import frame, read_frame
from classroom.media_messages import Source
from classroom.recorder_messages import (
    AlarmCleared,
    AlarmRaised,
    BeginRecording,
    EndRecording,
    RecorderEvent,
    RecorderReply,
    RecorderRequest,
    RecordingBegun,
    RecordingEnded,
    RecordingLost,
)
from classroom.recording.values import Alarm
from config import child_process
from recording.recorder import socket_folder
from recording.recorder.clock import SteadyClock
from recording.recorder.process_messages import (
    Failed,
    Fault,
    FromProcess,
    Happened,
    Ping,
    Pong,
    Ready,
    Reply,
    Request,
    StartFailed,
)
from recording.recorder.settings import RecorderSettings
from recording.recorder.socket_folder import SocketFolder

MOST_UNDER_WAY = 512
MOST_UNSENT = 1024 * 1024  # bytes that a process which hangs leaves unread
MOST_EVENTS = 4096
PING_SECONDS = 1.0
FIRST_PAUSE = 0.1
STEADY_SECONDS = 30.0  # a process that lived so long starts the back-off over

_LOG = structlog.get_logger()
_DECODER: msgspec.msgpack.Decoder[FromProcess] = msgspec.msgpack.Decoder(FromProcess)
_ENCODER = msgspec.msgpack.Encoder()


_Standing = tuple[str, Alarm, str | None, Source | None]


@dataclass(frozen=True, slots=True)
class _Asked:
    request: RecorderRequest
    reply: asyncio.Future[RecorderReply]


class RecorderSupervisor:
    """Implements `classroom.ports.Recorder`; use as `async with RecorderSupervisor(settings)`."""

    def __init__(self, settings: RecorderSettings) -> None:
        """Nothing runs before the first request."""
        self.pid: int | None = None
        self.starts = 0
        self._settings = settings
        self._clock = SteadyClock()
        self._ready = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._under_way: dict[int, _Asked] = {}
        self._asking = 0  # those under way, and those that wait for the process
        self._ids = itertools.count(1)
        self._heard = 0.0  # when something last was, loop time
        self._lessons: set[str] = set()  # begun and not ended
        self._down: set[str] = set()  # of them, those told RECORDER_DOWN
        self._standing: dict[_Standing, AlarmCleared] = {}  # what the process has raised
        self._events: asyncio.Queue[RecorderEvent] = asyncio.Queue(MOST_EVENTS)
        self._task: asyncio.Task[None] | None = None
        self._folder: SocketFolder | None = None
        self._closed = False
        self._hangs = False

    async def __aenter__(self) -> Self:
        """Start nothing yet."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        await self.close()

    @property
    def running(self) -> bool:
        """Whether its process is there and takes requests."""
        return self._ready.is_set()

    @property
    def wanting(self) -> bool:
        """Whether it is wanted and not running: a lesson is to be recorded, or its process does not
        come to be.
        """
        return (
            self._task is not None and not self.running and bool(self._lessons or self.starts > 1)
        )

    @property
    def waiting(self) -> int:
        """Requests that were not answered yet."""
        return self._asking

    async def ask(self, request: RecorderRequest) -> RecorderReply:
        """Send one request and wait for its reply; raises as `classroom.ports.Recorder`."""
        if self._closed:
            raise Unavailable("recorder_down", "the server is ending")
        if self._asking >= MOST_UNDER_WAY:
            raise Unavailable("recorder_slow", f"{MOST_UNDER_WAY} requests under way")
        if self._task is None:
            self._task = asyncio.create_task(self._supervise())
        id = next(self._ids)
        future: asyncio.Future[RecorderReply] = asyncio.get_running_loop().create_future()
        self._asking += 1
        try:
            async with asyncio.timeout(self._settings.reply_seconds):
                await self._ready.wait()
                self._send(Request(id, request))
                self._under_way[id] = _Asked(request, future)
                return await future
        except TimeoutError:
            code = "recorder_slow" if self._ready.is_set() else "recorder_down"
            raise Unavailable(code, type(request).__name__) from None
        finally:
            self._asking -= 1
            self._under_way.pop(id, None)

    async def events(self) -> AsyncIterator[RecorderEvent]:
        """Yield what happens, in order; one consumer, for ever."""
        while True:
            yield await self._events.get()

    async def close(self) -> None:
        """End the process when it has written out what it has; recordings can be gone on with."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._folder is not None:
            await asyncio.to_thread(self._folder.remove)
            self._folder = None

    # -------------------------------------------------------------- the process

    async def _supervise(self) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE
        while True:
            began = loop.time()
            try:
                reason = await self._run_once()
            except (Unavailable, OSError) as error:
                reason = str(error)
            if loop.time() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            _LOG.error("recorder_ended", reason=reason, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(self._settings.longest_pause, pause * 2)

    async def _run_once(self) -> str:
        if self._folder is None:
            self._folder = await asyncio.to_thread(socket_folder.make)
        process, ours = await child_process.start(
            "recording.recorder.process",
            "--socket",
            str(self._folder.path / "recorder"),
            "--settings",
            msgspec.json.encode(self._settings).decode(),
        )
        pinging: asyncio.Task[None] | None = None
        try:
            self.pid = process.pid
            self.starts += 1
            reader, self._writer = await asyncio.open_unix_connection(sock=ours)
            await self._wait_until_ready(reader)
            pinging = asyncio.create_task(self._ping())
            return await self._read(reader)
        finally:
            self._ready.clear()
            self.pid = None
            if pinging is not None:
                pinging.cancel()
                with suppress(asyncio.CancelledError):
                    await pinging
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            else:
                ours.close()
            for asked in self._under_way.values():
                if not asked.reply.done():
                    asked.reply.set_exception(Unavailable("recorder_down", "it ended"))
            self._lost()
            await self._end(process)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Let it write out what it has when the server ends; one that hangs will not."""
        if self._hangs:
            with suppress(ProcessLookupError):
                process.kill()
            self._hangs = False
        if self._closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.closing_seconds):
                    await process.wait()
        await child_process.end(process)

    async def _wait_until_ready(self, reader: asyncio.StreamReader) -> None:
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                payload = await read_frame(reader)
            message = _DECODER.decode(payload) if payload is not None else None
        except TimeoutError:
            raise Unavailable("recorder_down", "it did not start") from None
        except (BadMessage, msgspec.DecodeError) as error:
            raise Unavailable("recorder_down", f"it talks nonsense: {error}") from None
        match message:
            case Ready():
                self._heard = asyncio.get_running_loop().time()
                self._ready.set()
                _LOG.info("recorder_ready", pid=self.pid)
            case StartFailed(detail=detail):
                raise Unavailable("recorder_down", detail)
            case _:
                raise Unavailable("recorder_down", "it ended while starting")

    async def _ping(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            asked = loop.time()
            with suppress(Unavailable):  # it does not read, which shows soon
                self._send(Ping())
            await asyncio.sleep(PING_SECONDS)
            now = loop.time()
            if now - asked > 2 * PING_SECONDS:
                self._heard = now  # it was us who hung
            elif now - self._heard > self._settings.deaf_seconds and self._writer is not None:
                _LOG.error("recorder_hangs", pid=self.pid)
                self._hangs = True
                self._writer.transport.abort()  # `_run_once` does the rest
                return

    async def _read(self, reader: asyncio.StreamReader) -> str:
        loop = asyncio.get_running_loop()
        while True:
            try:
                payload = await read_frame(reader)
                if payload is None:
                    return "its socket closed"
                message = _DECODER.decode(payload)
            except (BadMessage, msgspec.DecodeError) as error:
                return f"it cannot be understood: {error}"
            self._heard = loop.time()
            match message:
                case Reply(id=id, body=body):
                    asked = self._under_way.get(id)
                    if asked is not None and not asked.reply.done():
                        self._note(asked.request, body)
                        asked.reply.set_result(body)
                case Failed():
                    asked = self._under_way.get(message.id)
                    if asked is not None and not asked.reply.done():
                        asked.reply.set_exception(_failure(message))
                case Happened(body=event):
                    self._remember(event)
                    self._emit(event)
                case Pong():
                    pass
                case Ready() | StartFailed():
                    return "it started twice"
                case _:
                    assert_never(message)

    def _send(self, message: Request | Ping) -> None:
        writer = self._writer
        if writer is None or writer.is_closing():
            raise Unavailable("recorder_down", "it is not running")
        if writer.transport.get_write_buffer_size() > MOST_UNSENT:
            raise Unavailable("recorder_slow", "it does not read")
        writer.write(frame(_ENCODER.encode(message)))

    # -------------------------------------------------------------- what is told

    def _note(self, request: RecorderRequest, reply: RecorderReply) -> None:
        match request, reply:
            case BeginRecording(lesson=lesson), RecordingBegun():
                self._lessons.add(lesson)
                self._up(lesson)
            case EndRecording(lesson=lesson), RecordingEnded():
                self._lessons.discard(lesson)
                self._up(lesson)

    def _up(self, lesson: str) -> None:
        if lesson in self._down:
            self._down.discard(lesson)
            self._emit(AlarmCleared(lesson=lesson, alarm=Alarm.RECORDER_DOWN))

    def _lost(self) -> None:
        """Tell every lesson that was being recorded, once until it is begun again."""
        if self._closed:
            return
        since = self._clock.now()
        for over in self._standing.values():
            self._emit(over)  # the next process finds out again
        self._standing.clear()
        for lesson in sorted(self._lessons - self._down):
            self._down.add(lesson)
            self._emit(AlarmRaised(lesson=lesson, alarm=Alarm.RECORDER_DOWN, since=since))
            self._emit(RecordingLost(lesson=lesson))

    def _remember(self, event: RecorderEvent) -> None:
        match event:
            case AlarmRaised() | AlarmCleared():
                key = (event.lesson, event.alarm, event.seat, event.source)
                self._standing.pop(key, None)
                if isinstance(event, AlarmRaised):
                    self._standing[key] = AlarmCleared(
                        lesson=event.lesson,
                        alarm=event.alarm,
                        seat=event.seat,
                        source=event.source,
                    )
            case RecordingLost():
                pass

    def _emit(self, event: RecorderEvent) -> None:
        if self._events.full():
            # Nobody listens; what was lost is told again by whoever begins anew.
            _LOG.error("recorder_event_dropped", kind=type(self._events.get_nowait()).__name__)
        self._events.put_nowait(event)


def _failure(message: Failed) -> Failure:
    match message.fault:
        case Fault.BAD_MESSAGE:
            return BadMessage(message.code, message.detail)
        case Fault.REFUSED:
            return Refused(message.code, message.detail)
        case Fault.UNAVAILABLE:
            return Unavailable(message.code, message.detail)
        case Fault.INTERNAL:
            return Unavailable("internal", "a bug in the recorder; see its log")
        case _:
            assert_never(message.fault)
