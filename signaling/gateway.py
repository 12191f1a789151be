"""The door for pages' connections: python-socketio on aiohttp, and nothing of it further in.

Rule: every request is acknowledged, with its result or with a stable code; a bug is logged with its
trace and told as `internal`. One connection can hurt itself only: its messages are counted, its
requests in flight are bounded, and what it does not take is not kept.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import socketio
import structlog
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as RefuseConnection

from classroom.admission import Cut, SeatTaken
from classroom.failures import BadMessage, Failure, Unavailable
from config import logs, sections
from signaling import codec
from signaling.buckets import Bucket
from signaling.frames import (
    FRAMES_PER_MESSAGE,
    PING_PATIENCE,
    PING_SECONDS,
    UNSENT,
    Encoded,
    GuardedWebSocket,
    QuietLogger,
    StrictJson,
    StrictPacket,
    acknowledgement,
    drop,
)
from signaling.knocking import Address, knock, remote
from signaling.lessons import Lessons
from signaling.messages import Error, Result, ToBrowser
from signaling.origin import same_origin
from signaling.outbox import Outbox
from signaling.page import Page
from signaling.room import LessonRoom
from signaling.wire import Frames
from signaling.written import Written

log = structlog.get_logger(__name__)

PATH = "/socket.io/"
IN_FLIGHT = 64  # requests of one connection being answered at once
GREETING_SECONDS = 10.0  # a connection that has not said Hello by then is ended
CLOSE_SECONDS = 1.0


class Connection:
    """One Socket.IO connection of a page that was let in."""

    def __init__(self, sid: str, bucket: Bucket) -> None:
        """Begin; the gateway fills in the rest before anybody sees it."""
        self.sid = sid
        self.bucket = bucket
        self.in_flight = 0
        self.outbox: Outbox
        self.room: LessonRoom
        self.page: Page
        self.sender: asyncio.Task[None]


class Gateway:
    """Lets pages in and carries messages both ways."""

    def __init__(
        self,
        lessons: Lessons,
        limits: sections.Limits,
        public_url: str = "",
        address: Address = remote,
    ) -> None:
        """Serve `lessons`; pages of `public_url` are welcome besides those of our own host.
        `address` tells where a request comes from.
        """
        self._lessons = lessons
        self._address = address
        self._public_url = public_url
        self._limits = limits
        self._public_host = urlsplit(public_url).netloc
        self._connections: dict[str, Connection] = {}
        self._unwatched: set[asyncio.Task[None]] = set()
        self._silent: dict[str, float] = {}
        self._written = Written()
        self._frames = Frames()
        self.failed: Counter[str] = Counter()  # requests and connections that were not, by code
        self._sio = self._server()

    def _server(self) -> Any:
        quiet = QuietLogger()
        sio = socketio.AsyncServer(
            async_mode="aiohttp",
            serializer=StrictPacket,
            json=StrictJson,
            logger=quiet,
            engineio_logger=quiet,
            cors_allowed_origins=[],  # means: not its business; see `handle`
            max_http_buffer_size=self._limits.message_bytes,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_PATIENCE,
        )
        sio.eio._async = {**sio.eio._async, "websocket": self._websocket}
        sio.on("connect", self._connect)
        sio.on("disconnect", self._disconnect)
        sio.on("*", self._request)
        return sio

    def _websocket(self, handler: Any, server: Any) -> GuardedWebSocket:
        rate = self._limits.messages_per_second * FRAMES_PER_MESSAGE
        bucket = Bucket(rate, asyncio.get_running_loop().time())
        return GuardedWebSocket(handler.__self__, server, bucket, self._frames, self._take)

    @property
    def connections(self) -> int:
        """Pages connected now."""
        return len(self._connections)

    @property
    def unsent(self) -> int:
        """Packets that wait until a connection takes them, all connections together."""
        return sum(socket.queue.qsize() for socket in self._sio.eio.sockets.values())

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Gateway"]:
        """Serve until the block ends; pages then come back by themselves when we do."""
        sweeper = asyncio.create_task(self._sweep(), name="connections that do not greet")
        try:
            yield self
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._sio.shutdown()
            # Engine.IO's close, not Socket.IO's goodbye: pages reconnect after it.
            eio = self._sio.eio
            closing = [asyncio.create_task(s.close()) for s in list(eio.sockets.values())]
            if closing:
                await asyncio.wait(closing, timeout=CLOSE_SECONDS)
            tasks = [sweeper, *self._unwatched, *closing]
            if eio.service_task_handle is not None:  # it had not begun, and was not told to end
                tasks.append(eio.service_task_handle)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def cut(self, *, session: str = "", device: str = "", person: str = "") -> None:
        """Put a sign-in, a device or a person out of every lesson within a second: their pages are
        told `signed_out` or `device_revoked` and closed, their seats are free, nothing of theirs is
        forwarded any more. Call it once the store has what makes the door refuse them.
        """
        cut = Cut(session=session, device=device, person=person)
        hit = [c for c in self._connections.values() if cut.matches(c.page.admitted)]
        await self._lessons.cut(cut, "device_revoked" if device else "signed_out")
        if hit:
            await asyncio.wait([c.sender for c in hit], timeout=CLOSE_SECONDS / 2)
        for connection in hit:
            if not connection.sender.done():  # it does not read: it need not be told
                await self._abort(connection)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer the HTTP side of Engine.IO, WebSocket upgrades included."""
        if not self._same_origin(request):
            drop("bad_origin")
            return web.Response(status=403, text="not from this site")
        if "sid" not in request.query and not await self._has_room():
            drop("too_many_connections")
            return web.Response(status=503, text="full", headers={"Retry-After": "10"})
        try:
            return await self._handle(request)
        except (KeyError, ValueError, TypeError, IndexError, OSError) as error:
            # Engine.IO met bytes, or a session that has just ended, where it expected neither.
            drop(type(error).__name__)
            return web.Response(status=400, text="bad request")

    async def _has_room(self) -> bool:
        """Whether one more may come; when all places are taken, the one that came first of those
        who have not said who they are gives way.
        """
        sockets, manager = self._sio.eio.sockets, self._sio.manager
        if len(sockets) < self._limits.connections:
            return True
        if len(self._connections) >= self._limits.connections:
            return False
        for eio_sid, socket in sockets.items():
            if not socket.closing and manager.sid_from_eio_sid(eio_sid, "/") is None:
                drop("gave_way")
                del sockets[eio_sid]
                await socket.close(wait=False, abort=True)
                socket.queue.put_nowait(None)  # or a poll that is waiting would wait on
                if (carrier := getattr(socket, "carrier", None)) is not None:
                    carrier.abort()
                return True
        return False

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse
        if request.method != "POST":
            response = await self._sio.handle_request(request)
            return response
        socket = self._sio.eio.sockets.get(request.query.get("sid"))
        if socket is not None and socket.queue.qsize() > UNSENT:
            drop("reads_nothing")
            await socket.close(wait=False, abort=True)
            return web.Response(status=400, text="nothing was fetched")
        async with asyncio.timeout(GREETING_SECONDS):  # for the body to arrive
            response = await self._sio.handle_request(request)
        return response

    def _same_origin(self, request: web.Request) -> bool:
        origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
        return same_origin(origin, host, self._public_host)

    # -------------------------------------------------------------- Socket.IO events

    async def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        loop = asyncio.get_running_loop()
        connection = Connection(sid, Bucket(self._limits.messages_per_second, loop.time()))

        async def send(message: ToBrowser | Encoded) -> None:
            await self._send(sid, message)

        connection.outbox = Outbox(self._limits.outbox, send)
        try:
            hello = codec.hello(auth)
            connection.room, connection.page = await self._lessons.admit(
                knock(hello, environ, self._public_url, self._address),
                connection.outbox,
                over=hello.over,
            )
        except Unavailable as failure:
            self.failed[failure.code] += 1
            log.warning("connection_unavailable", code=failure.code)
            data = {"code": "unavailable", "detail": failure.code, "retryable": True}
            raise RefuseConnection("unavailable", data) from None
        except Failure as failure:
            self.failed[failure.code] += 1
            log.info("connection_refused", code=failure.code)
            data = {"code": failure.code, "detail": failure.detail, "retryable": False}
            if isinstance(failure, SeatTaken):
                data["holder"] = failure.holder
            raise RefuseConnection(failure.code, data) from None
        except Exception:
            self.failed["internal"] += 1
            log.exception("connection_bug")
            raise RefuseConnection("internal", {"code": "internal", "retryable": True}) from None
        self._connections[sid] = connection
        connection.sender = loop.create_task(self._run(connection), name=f"outbox {sid}")
        self._unwatched.add(connection.sender)
        connection.sender.add_done_callback(self._unwatched.discard)

    async def _disconnect(self, sid: str, _reason: object = None) -> None:
        connection = self._connections.pop(sid, None)
        if connection is not None:
            connection.outbox.goodbye(None)
            connection.room.detach(connection.page, connection.outbox)
            socket = self._socket(sid)
            if socket is not None and not socket.upgraded:
                socket.queue.put_nowait(None)  # or a poll that is waiting would wait on
            if connection.sender is not asyncio.current_task():
                connection.sender.cancel()

    async def _abort(self, connection: Connection) -> None:
        socket = self._socket(connection.sid)
        await self._disconnect(connection.sid)
        if socket is not None:
            await socket.close(wait=False, abort=True)

    def _take(self, session: Any, frame: str) -> bool:
        """Begin to answer an event of a page that is in. Whatever else comes takes the way through
        python-socketio, as events of polling pages do: it knows what is to be said to it.
        """
        manager = self._sio.manager
        sid = manager.sid_from_eio_sid(session.sid, "/")
        if sid is None or not manager.is_connected(sid, "/"):
            return False
        try:
            packet = StrictPacket(encoded_packet=frame[1:])
        except ValueError:
            return False
        answering = asyncio.create_task(self._answer(session.sid, sid, packet), name="request")
        self._unwatched.add(answering)
        answering.add_done_callback(self._unwatched.discard)
        return True

    async def _answer(self, eio_sid: str, sid: str, asked: StrictPacket) -> None:
        event, *payload = asked.data
        result = await self._result(event, sid, tuple(payload))
        if asked.id is not None:
            await self._sio.eio.send_packet(eio_sid, acknowledgement(asked.id, result))

    async def _request(self, event: str, sid: str, *payload: object) -> dict[str, Any]:
        return codec.write(await self._result(event, sid, payload))[1]

    async def _result(self, event: str, sid: str, payload: tuple[object, ...]) -> Result:
        connection = self._connections.get(sid)
        if connection is None:
            return Error(code="not_connected")
        now = asyncio.get_running_loop().time()
        if not connection.bucket.take(now) or connection.in_flight >= IN_FLIGHT:
            self.failed["too_many"] += 1
            return Error(code="too_many", retryable=True)
        connection.in_flight += 1
        try:
            with logs.identified():
                return await self._done(connection, event, payload)
        finally:
            connection.in_flight -= 1

    async def _done(
        self, connection: Connection, event: str, payload: tuple[object, ...]
    ) -> Result:
        asked = event if event in codec.REQUESTS else "?"
        try:
            message = codec.request(event, *payload)
            return await connection.room.request(connection.page, message)
        except Failure as failure:
            if isinstance(failure, BadMessage):
                drop(failure.code)
            self.failed[failure.code] += 1
            log.debug("request_refused", asked=asked, code=failure.code)
            return codec.error(failure)
        except Exception:
            self.failed["internal"] += 1
            log.exception("request_bug", event_name=asked)
            return Error(code="internal")

    # -------------------------------------------------------------- sending

    async def _run(self, connection: Connection) -> None:
        """Send what is in the outbox; when it comes to its end, so does the connection."""
        if not await self._greeted(connection.sid):
            await self._disconnect(connection.sid)
            return
        await connection.outbox.run()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._sio.disconnect(connection.sid)

    async def _greeted(self, sid: str) -> bool:
        """Wait for the answer to the greeting to be on its way, since it goes first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                while not self._sio.manager.is_connected(sid, "/"):  # noqa: ASYNC110 - no event tells
                    await asyncio.sleep(0.001)
                return True
        return False

    async def _send(self, sid: str, message: ToBrowser | Encoded) -> None:
        """Hand one message to Engine.IO, and wait until it has passed on what it holds: its own
        queue has no bound.
        """
        socket = self._socket(sid)
        if socket is not None:
            await socket.send(self._written.packet(message))
            await socket.queue.join()

    def _socket(self, sid: str) -> Any:
        return self._sio.eio.sockets.get(self._sio.manager.eio_sid_from_sid(sid, "/"))

    async def _sweep(self) -> None:
        """End connections that were opened and never said who they are."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(GREETING_SECONDS / 2)
            now = loop.time()
            manager = self._sio.manager
            silent = {
                eio_sid
                for eio_sid in list(self._sio.eio.sockets)
                if manager.sid_from_eio_sid(eio_sid, "/") is None
            }
            self._silent = {sid: self._silent.get(sid, now) for sid in silent}
            for eio_sid, since in list(self._silent.items()):
                if now - since >= GREETING_SECONDS:
                    drop("no_greeting")
                    with suppress(TimeoutError, KeyError):
                        async with asyncio.timeout(CLOSE_SECONDS):
                            await self._sio.eio.disconnect(eio_sid)
