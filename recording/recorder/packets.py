"""Where the media plane's packets come in: a Unix socket, one connection a room.

Rule 1: who does not begin with a ticket of ours is sent away, and so is whoever talks nonsense.
Rule 2: of a connection on which little comes, what came is read together every PAUSE seconds: being
woken for each packet costs more than the packet. One on which much comes is read at once.
"""

import asyncio
import os
from contextlib import suppress
from typing import cast

import msgspec
import structlog

from classroom.failures import BadMessage
from classroom.framing import FrameSplitter, frame
from classroom.packet_messages import MAX_FRAME, Attach, KeyframeWanted, Report, ToRecorder
from recording.recorder.lesson import LessonRecording
from recording.recorder.recorder import Recorder

ATTACH_SECONDS = 5.0
PAUSE = 0.08
MUCH = 64 * 1024
"""Bytes in one read; the kernel keeps some 200 KB for us."""
MOST_CONNECTIONS = 1000
MOST_UNREAD = 256 * 1024
"""Bytes; a media plane that does not read what it is asked for counts as gone."""
SET_SECONDS = 5.0
"""A worker's clock that is further from ours was read before the machine's clock was set."""

_LOG = structlog.get_logger()
_DECODER: msgspec.msgpack.Decoder[ToRecorder] = msgspec.msgpack.Decoder(ToRecorder)
_ENCODER = msgspec.msgpack.Encoder()


class Connection(asyncio.Protocol):
    """One room of the media plane."""

    def __init__(self, recorder: Recorder, all_of_them: "set[Connection]") -> None:
        """Trust nobody yet."""
        self._recorder, self._all = recorder, all_of_them
        self._frames = FrameSplitter(MAX_FRAME)
        self._transport: asyncio.Transport | None = None
        self._recording: LessonRecording | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._skew: float | None = None
        self._paused: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the ticket."""
        self._transport = cast(asyncio.Transport, transport)  # a stream socket's
        if len(self._all) >= MOST_CONNECTIONS:
            self.close()
            return
        self._all.add(self)
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_later(ATTACH_SECONDS, self._refuse, "said nothing")

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        try:
            for payload in self._frames.feed(data):
                message = _DECODER.decode(payload)
                recording = self._recording
                if recording is None:
                    self._attach(message)
                    continue
                skew = self._skew_of(message) if isinstance(message, Report) else 0.0
                self._recorder.message(recording, message, skew)
        except (BadMessage, msgspec.DecodeError) as error:
            self._refuse(str(error))
        if len(data) < MUCH and self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()
            self._paused = asyncio.get_running_loop().call_later(PAUSE, self._resume)

    def _resume(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Ask nothing of it any more; its tracks will be seen to stall."""
        self._all.discard(self)
        for timer in (self._waiting, self._paused):
            if timer is not None:
                timer.cancel()
        if self._recording is not None and self._recording.want_keyframe == self._want_keyframe:
            self._recording.want_keyframe = lambda consumer: None
        self._recording = None

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def _attach(self, message: ToRecorder) -> None:
        if not isinstance(message, Attach):
            raise BadMessage("attach", "it does not begin with a ticket")
        recording = self._recorder.find(message.ticket)
        if recording is None:
            raise BadMessage("attach", "no ticket of ours")
        if self._waiting is not None:
            self._waiting.cancel()
        self._recording = recording
        recording.want_keyframe = self._want_keyframe

    def _skew_of(self, report: Report) -> float:
        """Return how far the worker's clock is behind ours; taken once, for all its tracks."""
        if self._skew is None:
            off = self._recorder.clock.now() - report.wall
            self._skew = off if abs(off) > SET_SECONDS else 0.0
        return self._skew

    def _want_keyframe(self, consumer: str) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNREAD:
            self._refuse("does not read")
            return
        transport.write(frame(_ENCODER.encode(KeyframeWanted(consumer))))

    def _refuse(self, why: str) -> None:
        _LOG.warning("packets_refused", why=why)
        self.close()


class PacketSocket:
    """The socket that connections come to."""

    def __init__(self, recorder: Recorder, path: str) -> None:
        """Listen only with `open`."""
        self._recorder, self._path = recorder, path
        self._connections: set[Connection] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen; a socket that a killed process left there gives way. Raises OSError."""
        with suppress(FileNotFoundError):
            os.unlink(self._path)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(
            lambda: Connection(self._recorder, self._connections), self._path
        )

    async def close(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._connections):
            connection.close()
        with suppress(FileNotFoundError):
            os.unlink(self._path)
