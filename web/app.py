"""The HTTP application: pages, the signaling's door, and two answers for whoever watches over us.

Rule: routes only; each leads to one place that knows what to do. All of them together are one
table, and the guard lets nothing in that is not in it.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from signaling.gateway import PATH, Gateway
from web import routes
from web.errors import failures
from web.guard import Guard
from web.headers import secure
from web.routes import Access, Rate, Route
from web.site import STATIC, Site

BODY_BYTES = 64 * 1024


def make_app(
    gateway: Gateway,
    ready: Callable[[], bool],
    static: Path = STATIC,
    *,
    guard: Guard | None = None,
    watch: Iterable[Middleware] = (),
    more: Iterable[Route] = (),
) -> web.Application:
    """Return the application. `ready` tells whether lessons can be served now; `guard` knows how
    people, devices and tokens prove who they are; `watch` looks on at what it and the handlers
    refuse; `more` are the rows for them.
    """

    async def healthz(_request: web.Request) -> web.Response:
        """Whether this process answers at all: if not, start it again."""
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        """Whether to send people here."""
        if ready():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "not_ready"}, status=503)

    table = [
        Route("GET", "/healthz", Access.PUBLIC, healthz, Rate.FREE),
        Route("GET", "/readyz", Access.PUBLIC, readyz, Rate.FREE),
        Route("*", PATH, Access.PUBLIC, gateway.handle, Rate.FREE),
        *more,
        *Site(static).routes(),
    ]
    guard = guard or Guard()
    app = web.Application(middlewares=[failures, *watch, guard.check], client_max_size=BODY_BYTES)
    app.on_response_prepare.append(secure)
    routes.add_to(app, table)
    return app
