"""The socket that browsers connect to, and what comes in before there is a request.

Rule: bounded. So many connections at once and no more, and a share of them for one address. One
that has not sent a whole request in time, or takes no answer, is closed; when all are taken, those
of which no request has been under way for the longest give way to whoever comes. What is no HTTP is
answered like everything else: with its code, the careful headers, and no trace, neither to the
sender nor in the log.
"""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, cast

import structlog
from aiohttp import web

from classroom.failures import BadMessage
from web.errors import answer, internal
from web.headers import add_to
from web.sender import subscriber

log = structlog.get_logger(__name__)

REQUEST_SECONDS = 30.0  # for the first request to arrive whole, and between two of them
HANDSHAKE_SECONDS = 10.0
CLOSING_SECONDS = 2.0
ANSWER_SECONDS = 60.0  # without the other end's taking a byte of what it asked for
AT_ONCE = 64  # part of all connections that gives way at once
SOCKETS_A_PAGE = 4  # a page holds one or two; while it loads, its browser opens up to six


class Listening:
    """An application behind a socket; `listen` opens it and `close` ends what is open."""

    def __init__(
        self,
        app: web.Application,
        most: int,
        *,
        of_one: int | None = None,
        proxies: Collection[str] = (),
    ) -> None:
        """Let `most` connections in at once, `of_one` address that is no proxy of ours so many."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        self._most = most
        self._of_one = most if of_one is None else of_one
        self._proxies = frozenset(proxies)
        self._greeting: dict[_Connection, float] = {}  # not made yet, as in a TLS handshake; until
        self._of: Counter[str] = Counter()  # connections by address
        self._going: set[_Connection] = set()  # that gave way, and are not gone yet
        self.turned_away = 0

    @asynccontextmanager
    async def prepared(self) -> AsyncIterator["Listening"]:
        """Start the application; at the end, close every connection."""
        await self._runner.setup()
        try:
            yield self
        finally:
            await self._runner.cleanup()

    @asynccontextmanager
    async def on(
        self, address: str, port: int, tls: ssl.SSLContext | None = None
    ) -> AsyncIterator[int]:
        """Listen until the block ends, by HTTPS with `tls`; the value is the port, which is another
        one for 0.

        Raises:
            OSError: the address or the port is not to be had.
        """
        server = await asyncio.get_running_loop().create_server(
            self._protocol,
            address,
            port,
            ssl=tls,
            ssl_handshake_timeout=HANDSHAKE_SECONDS if tls else None,
            ssl_shutdown_timeout=CLOSING_SECONDS if tls else None,
        )
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    def _protocol(self) -> asyncio.Protocol:
        loop, manager = asyncio.get_running_loop(), self._runner.server
        for each in [c for c, until in self._greeting.items() if until < loop.time()]:
            del self._greeting[each]
        if manager is None or (self._is_full and not self._idle_give_way()):
            self.turned_away += 1
            return _TurnedAway()
        connection = _Connection(
            manager,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # None is what AppRunner hands on, too
            keepalive_timeout=REQUEST_SECONDS,
        )
        self._greeting[connection] = loop.time() + HANDSHAKE_SECONDS
        connection.enters, connection.leaves = self._enters, self._leaves
        return connection

    @property
    def _is_full(self) -> bool:
        manager = self._runner.server
        open_ones = 0 if manager is None else len(manager._connections)
        return open_ones - len(self._going) + len(self._greeting) >= self._most

    def _idle_give_way(self) -> bool:
        """Close those that have been idle the longest: some, since to find one is as much work."""
        manager = self._runner.server
        known = manager.connections if manager is not None else []
        idle = [c for c in known if isinstance(c, _Connection) and c not in self._going]
        idle = [c for c in idle if c.is_idle]
        for each in sorted(idle, key=lambda c: c.idle_until)[: 1 + self._most // AT_ONCE]:
            self.turned_away += 1
            self._going.add(each)
            each.abort()
        return bool(idle)

    def _enters(self, connection: "_Connection") -> bool:
        self._greeting.pop(connection, None)
        if connection.address in self._proxies:
            return True
        who = subscriber(connection.address)
        if self._of[who] >= self._of_one:
            self.turned_away += 1
            return False
        self._of[who] += 1
        connection.counted = who
        return True

    def _leaves(self, connection: "_Connection") -> None:
        self._going.discard(connection)
        if not connection.counted:
            return
        self._of[connection.counted] -= 1
        if self._of[connection.counted] <= 0:
            del self._of[connection.counted]


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


class _Connection(web.RequestHandler):
    __slots__ = ("address", "counted", "enters", "leaves")
    address: str
    counted: str  # as whose it is counted; "": nobody's
    enters: Callable[["_Connection"], bool]
    leaves: Callable[["_Connection"], None]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and tell whoever counts."""
        transport = cast(asyncio.Transport, transport)  # uvloop's do not derive from it
        self.address, self.counted = (transport.get_extra_info("peername") or ("",))[0], ""
        if not self.enters(self):
            transport.abort()
            return
        _give_up_in_time(transport.get_extra_info("socket"))
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        """End, and tell whoever counts."""
        self.leaves(self)
        super().connection_lost(exc)

    @property
    def is_idle(self) -> bool:
        """Whether no request of it is under way."""
        return self._waiter is not None and not self._waiter.done()

    @property
    def idle_until(self) -> float:
        """When it will be closed if it asks nothing, loop time."""
        return self._next_keepalive_close_time

    def abort(self) -> None:
        """Close at once."""
        if self.transport is not None:
            self.transport.abort()

    def handle_error(
        self,
        request: Any,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer bytes that are no request, and bugs outside the application."""
        if status < 500:
            log.debug("http_malformed", status=status, reason=type(exc).__name__)
            response = answer(BadMessage("bad_request"))
            response.set_status(status)
        else:
            log.error("http_bug", exc_info=exc)
            response = internal()
        add_to(response, host="")
        response.force_close()
        return response


def _give_up_in_time(sock: socket.socket) -> None:
    """Let the system end it when the other end takes nothing (tcp(7), TCP_USER_TIMEOUT): what waits
    to be sent, and whoever waits for it to be, would stay for as long as it likes.
    """
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(1000 * ANSWER_SECONDS))
