"""`GET /metrics`, on a socket of its own.

Rule: default deny. Another machine has to bring the token (the settings refuse to open it to others
without one); so has this one, where a token is set. One scrape at a time is answered: the figures
cost something, and nobody needs them twice at once.
"""

import asyncio
import hmac
from collections.abc import Sequence

from aiohttp import web

from web.operating.figures import Sources, figures

SCRAPE_SECONDS = 10.0


class Metrics:
    """Tells the figures of `sources` to whoever may know them."""

    def __init__(self, sources: Sources, token: str) -> None:
        """Ask for `token`, unless it is empty."""
        self._sources = sources
        self._expected = f"Bearer {token}".encode() if token else b""
        self._turn = asyncio.Lock()

    def app(self) -> web.Application:
        """Return the application: one route."""
        app = web.Application(client_max_size=1024)
        app.router.add_get("/metrics", self.metrics, allow_head=False)
        return app

    async def metrics(self, request: web.Request) -> web.Response:
        """Tell all figures in Prometheus' text format."""
        given = request.headers.get("Authorization", "").encode(errors="replace")
        if self._expected and not hmac.compare_digest(given, self._expected):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            async with asyncio.timeout(SCRAPE_SECONDS), self._turn:
                text, kind = await self._text()
        except TimeoutError:
            return web.Response(status=503, headers={"Retry-After": "15"})
        return web.Response(body=text, headers={"Content-Type": kind, "Cache-Control": "no-store"})

    async def _text(self) -> tuple[bytes, str]:
        await asyncio.to_thread(_load)
        told = await figures(self._sources)
        return await asyncio.to_thread(_written, told)


def _load() -> None:
    """Import what takes long: most servers are never asked."""
    import prometheus_client.core  # noqa: F401


def _written(told: Sequence[object]) -> tuple[bytes, str]:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
    from prometheus_client import generate_latest as written

    class Told:
        def collect(self) -> Sequence[object]:
            return told

    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(Told())  # type: ignore[arg-type]  # it collects what was collected
    return written(registry), CONTENT_TYPE_LATEST
