"""The socket that browsers connect to, and what comes in before there is a request.

Rule: bounded. So many connections at once and no more; one that has not sent a whole request in
time is closed. What is no HTTP is answered like everything else: with its code, the careful
headers, and no trace, neither to the sender nor in the log.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from classroom.failures import BadMessage
from web.errors import answer, internal
from web.headers import add_to

log = structlog.get_logger(__name__)

REQUEST_SECONDS = 30.0  # for the first request to arrive whole, and between two of them
HANDSHAKE_SECONDS = 10.0
CLOSING_SECONDS = 2.0
SOCKETS_A_PAGE = 4  # a page holds one or two; while it loads, its browser opens up to six


class Listening:
    """An application behind a socket; `listen` opens it and `close` ends what is open."""

    def __init__(self, app: web.Application, most: int) -> None:
        """Let `most` connections in at once."""
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        self._most = most
        self._greeting: dict[_Connection, float] = {}  # not made yet, as in a TLS handshake; until
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
        if manager is None or len(manager.connections) + len(self._greeting) >= self._most:
            self.turned_away += 1
            return _TurnedAway()
        connection = _Connection(
            manager,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # None is what AppRunner hands on, too
            keepalive_timeout=REQUEST_SECONDS,
        )
        self._greeting[connection] = loop.time() + HANDSHAKE_SECONDS
        connection.made = partial(self._greeting.pop, connection, None)
        return connection


class _TurnedAway(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.abort()


class _Connection(web.RequestHandler):
    __slots__ = ("made",)
    made: Callable[[], object]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin, and tell whoever counts."""
        self.made()
        super().connection_made(transport)

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
