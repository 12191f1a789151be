"""The HTTP application: pages, the signaling's door, and two answers for whoever watches over us.

Rule: routes only; each leads to one place that knows what to do. All of them together are one
table, and the guard lets nothing in that is not in it.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Middleware

from signaling.gateway import PATH, Gateway
from web import routes
from web.errors import failures
from web.guard import Guard
from web.headers import secure
from web.operating.identifying import identified, tell
from web.operating.requests import Requests
from web.routes import Access, Rate, Route
from web.site import STATIC, Site

BODY_BYTES = 64 * 1024


def make_app(
    gateway: Gateway,
    missing: Callable[[], Awaitable[Sequence[str]]],
    static: Path = STATIC,
    *,
    guard: Guard | None = None,
    watch: Iterable[Middleware] = (),
    more: Iterable[Route] = (),
    requests: Requests | None = None,
) -> web.Application:
    """Return the application. `missing` tells what it takes to serve lessons and is not there now
    (`web.operating.readiness`); `guard` knows how
    people, devices and tokens prove who they are; `watch` looks on at what it and the handlers
    refuse; `more` are the rows for them; `requests` counts.
    """

    async def healthz(_request: web.Request) -> web.Response:
        """Whether this process answers at all, whatever it lacks: if not, start it again."""
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        """Whether to send people here, and which parts are missing."""
        if away := await missing():
            return web.json_response({"status": "not_ready", "missing": [*away]}, status=503)
        return web.json_response({"status": "ready"})

    table = [
        Route("GET", "/healthz", Access.PUBLIC, healthz, Rate.FREE),
        Route("GET", "/readyz", Access.PUBLIC, readyz, Rate.FREE),
        Route("*", PATH, Access.PUBLIC, gateway.handle, Rate.FREE),
        *more,
        *Site(static).routes(),
    ]
    guard = guard or Guard()
    requests = requests or Requests()
    order = [identified, failures, requests.watch, *watch, guard.check]
    app = web.Application(middlewares=order, client_max_size=BODY_BYTES)
    app.on_response_prepare.append(requests.answering)
    app.on_response_prepare.append(secure)
    app.on_response_prepare.append(tell)
    routes.add_to(app, table)
    return app
