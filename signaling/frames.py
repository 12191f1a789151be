"""What is let through to python-socketio: the part of Engine.IO and Socket.IO that our pages speak.

Rule: text frames only, one namespace, no binary attachments, no acknowledgements of ours, events of
one name and at most one payload; every frame counts, pings too. Whatever else arrives is counted
and dropped, or ends that one connection; it makes no traceback.
"""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import msgspec
import structlog
from aiohttp import WSMsgType, web
from engineio import packet as engineio_packet
from engineio.async_drivers.aiohttp import WebSocket
from socketio import packet

from signaling.buckets import Bucket
from signaling.wire import Frames

log = structlog.get_logger(__name__)

FRAMES_PER_MESSAGE = 4.0  # pings, pongs and upgrades come on top of messages
UNSENT = 128  # packets waiting in Engine.IO for one connection, whose own queue has no bound
PING_SECONDS, PING_PATIENCE = 10.0, 10.0
SILENT_SECONDS = PING_SECONDS + PING_PATIENCE  # whoever is there has answered a ping by then
UPGRADE_SECONDS = 5.0  # for a WebSocket to begin in a poll's place, which rests meanwhile
SEND_SECONDS = 20.0  # a connection that takes nothing for so long is dead or hopeless
_RESERVED = frozenset({"connect", "disconnect", "connect_error", "message", "*"})
_KNOWN = (packet.CONNECT, packet.DISCONNECT, packet.EVENT)
_ENGINEIO = frozenset("123456")
EVENT = f"{engineio_packet.MESSAGE}{packet.EVENT}"  # what a frame with an event begins with

Take = Callable[[Any, str], bool]
"""Given an Engine.IO session and a frame with an event; False: the libraries are to see it."""

dropped: Counter[str] = Counter()


def drop(reason: str) -> None:
    """Count something malformed."""
    dropped[reason] += 1
    log.debug("frame_dropped", reason=reason)


class StrictJson:
    """JSON as python-socketio wants it, strict and quick: no NaN, no lone surrogates."""

    @staticmethod
    def loads(text: str | bytes) -> Any:
        """Raise ValueError for anything that is not JSON, however deep it is nested."""
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            raise ValueError(str(error)) from None

    @staticmethod
    def dumps(value: Any, **_options: Any) -> str:
        """Return compact JSON."""
        return msgspec.json.encode(value).decode()


class StrictPacket(packet.Packet):  # type: ignore[misc]
    """A Socket.IO packet that our pages could have sent."""

    uses_binary_events = False
    json = StrictJson

    def decode(self, encoded_packet: Any) -> int:
        """Read one packet.

        Raises:
            ValueError: it is none of ours.
        """
        try:
            attachments = super().decode(encoded_packet)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
            raise ValueError("malformed") from error
        if attachments or self.packet_type not in _KNOWN or self.namespace not in (None, "/"):
            raise ValueError("not spoken here")
        if self.packet_type == packet.EVENT and not _is_event(self.data):
            raise ValueError("not an event")
        return 0


class Encoded(msgspec.Struct, frozen=True):
    """A message for many pages, as the one packet that goes to all of them."""

    packet: engineio_packet.Packet
    passing: bool  # not state: a page that is slow goes without

    @classmethod
    def of(cls, message: msgspec.Struct, *, passing: bool) -> "Encoded":
        """Encode a message, whose tag is its event's name."""
        name = json_of(message.__struct_config__.tag)
        frame = f"{packet.EVENT}[{name},{json_of(message)}]"
        return cls(engineio_packet.Packet(engineio_packet.MESSAGE, frame), passing)


def acknowledgement(number: int, result: msgspec.Struct) -> engineio_packet.Packet:
    """Return the packet that answers the event of this number."""
    return engineio_packet.Packet(
        engineio_packet.MESSAGE, f"{packet.ACK}{number}[{json_of(result)}]"
    )


def json_of(value: object) -> str:
    """Return compact JSON."""
    return msgspec.json.encode(value).decode()


def _is_event(data: object) -> bool:
    return (
        isinstance(data, list)
        and 1 <= len(data) <= 2
        and isinstance(data[0], str)
        and data[0] not in _RESERVED
    )


class GuardedWebSocket(WebSocket):  # type: ignore[misc]
    """A WebSocket that ends, without a word, when what it carries is not Engine.IO, or when its
    other end does not read what it is sent.
    """

    def __init__(
        self, session: Any, server: Any, bucket: Bucket, frames: Frames, take: Take
    ) -> None:
        """Carry an Engine.IO session, and let in as many frames as the bucket allows; events are
        offered to `take` first.
        """
        super().__init__(session._websocket_handler, server)
        self._session = session
        self._bucket = bucket
        self._frames = frames
        self._take = take
        self._turn = asyncio.Lock()  # a large message is made beside the loop; others wait for it
        self._queued = session.send
        session.send = self._pass_on
        session.carrier = self

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Carry the session to its end."""
        self.environ = environ
        # aiohttp answers pings before anybody can count them.
        most = self.server.max_http_buffer_size
        self._sock = web.WebSocketResponse(max_msg_size=most, autoping=False)
        await self._sock.prepare(environ["aiohttp.request"])
        await self.handler(self)
        return self._sock

    async def wait(self) -> str:
        """Return the next frame that was not taken; raise OSError, which ends the connection, for
        a bad one. The libraries make three tasks and a timer for each that they see, so they see
        no events. Whoever is there has a pong for them in time, however much else it sends.
        """
        session = self._session
        try:
            async with asyncio.timeout(UPGRADE_SECONDS if session.upgrading else SILENT_SECONDS):
                while True:
                    data = self._checked(await self._frame())
                    carried = session.upgraded and not session.upgrading
                    if not (carried and data.startswith(EVENT) and self._take(session, data)):
                        return data
        except TimeoutError:
            drop("silent")
            session.upgrading = False  # Engine.IO forgets to, and no poll would be answered
            raise OSError("nothing came") from None

    async def _frame(self) -> object:
        """Return what the next frame carries; answer pings, as many as the bucket allows."""
        while True:
            message = await self._sock.receive()
            if message.type not in (WSMsgType.PING, WSMsgType.PONG):
                return message.data
            if not self._bucket.take(asyncio.get_running_loop().time()):
                drop("too_many_frames")
                self.abort()
                raise OSError("too many pings")
            if message.type is WSMsgType.PING and not self._is_full:  # it reads what it is sent
                await self._sock.pong(message.data)

    def _checked(self, data: object) -> str:
        session = self._session
        if session.closed:
            drop("after_the_end")
        elif session.queue.qsize() > UNSENT:
            drop("reads_nothing")
            self.abort()
        elif not self._bucket.take(asyncio.get_running_loop().time()):
            drop("too_many_frames")
        elif not isinstance(data, str) or data[:1] not in _ENGINEIO:
            drop("not_engineio")
        else:
            return data
        session.upgrading = False
        raise OSError("not a frame of ours")

    async def _pass_on(self, packet: engineio_packet.Packet) -> None:
        """Send a packet of the session, a message at once if this carries it, there is room, and
        nothing goes before: in Engine.IO's queue each takes two tasks and a timer. Pings take that
        way, since Engine.IO ends a connection for which it had nothing to send for 20 s.
        """
        session = self._session
        here = session.upgraded and not session.upgrading and not session.closed
        quick = here and packet.packet_type == engineio_packet.MESSAGE
        if quick and not session.queue._unfinished_tasks and not self._is_full:
            with suppress(OSError):  # whoever reads from it notices
                await self.send(packet.encode())
        else:
            await self._queued(packet)

    @property
    def _is_full(self) -> bool:
        return bool(self.environ["aiohttp.request"].protocol.writing_paused)

    async def send(self, message: str) -> None:
        """Send a message, and wait until there is room for more.

        Raises:
            OSError: the connection has ended, or took nothing for too long, which ends it.
        """
        request = self.environ["aiohttp.request"]
        async with self._turn:
            frame = await self._frames.of(message, int(self._sock.compress))
            transport = request.transport
            if transport is None or transport.is_closing() or self._sock.closed:
                raise ConnectionResetError("nothing can be sent any more")
            # Past aiohttp, which would compress it for each page anew, and never does so here.
            transport.write(frame)
        if not self._is_full:
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await request.protocol._drain_helper()
        except TimeoutError:
            drop("reads_nothing")
            self.abort()
            raise

    def abort(self) -> None:
        """End it at once: what waits to be sent would keep it open otherwise."""
        transport = self.environ["aiohttp.request"].transport
        if transport is not None:
            transport.abort()


class QuietLogger(logging.Logger):
    """What python-socketio and python-engineio log to. What they call exceptions are a browser's
    bytes: our own handlers let none through.
    """

    def __init__(self) -> None:
        """Let warnings and worse through, to be counted."""
        super().__init__("socketio", logging.WARNING)

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Count it."""
        drop(type(sys.exception()).__name__)

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Count it: bad origin, bad session, bad version."""
        drop("bad_request")

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Count it."""
        drop("bad_request")
