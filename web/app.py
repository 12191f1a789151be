"""The HTTP application: pages, the signaling's door, and two answers for whoever watches over us.

Rule: routes only; each leads to one place that knows what to do.
"""

from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from signaling.gateway import PATH, Gateway
from web.errors import failures
from web.headers import secure
from web.site import STATIC, Site

BODY_BYTES = 64 * 1024


def make_app(gateway: Gateway, ready: Callable[[], bool], static: Path = STATIC) -> web.Application:
    """Return the application. `ready` tells whether lessons can be served now."""

    async def healthz(_request: web.Request) -> web.Response:
        """Whether this process answers at all: if not, start it again."""
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        """Whether to send people here."""
        if ready():
            return web.json_response({"status": "ready"})
        return web.json_response({"status": "not_ready"}, status=503)

    app = web.Application(middlewares=[failures], client_max_size=BODY_BYTES)
    app.on_response_prepare.append(secure)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_route("*", PATH, gateway.handle)
    Site(static).add_to(app)
    return app
