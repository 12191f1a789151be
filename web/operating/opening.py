"""The server's doors, opened together: the pages', where figures are told, and where http:// is
sent on to https://.

Rule: the pages' door is opened last: whoever finds it open finds everything behind it.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from classroom.failures import Unavailable
from config.sections import Settings, Web
from web.address import is_loopback, why_not
from web.listening import Listening
from web.operating.certificates import BadCertificate, Certificates
from web.operating.figures import Sources
from web.operating.redirecting import redirecting
from web.operating.telling import Metrics

SCRAPERS = 8  # connections at once of whoever reads figures
REDIRECTED = 256  # of whoever is sent on


@asynccontextmanager
async def certificates(web: Web) -> AsyncIterator[Certificates | None]:
    """Have the certificate of the settings, and each newer one, until the block ends; None: there
    is none.

    Raises:
        Unavailable: `certificate`, it cannot be used.
    """
    reload, loop = getattr(signal, "SIGHUP", None), asyncio.get_running_loop()
    if not web.tls:
        if reload is not None and not os.isatty(0):  # a service: what reloads must not end it
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(reload, lambda: None)
        yield None
        return
    files = Path(web.tls_certificate), Path(web.tls_key)
    try:
        ours = await asyncio.to_thread(Certificates, *files)
    except BadCertificate as bad:
        raise Unavailable("certificate", str(bad)) from None
    async with ours.watched():
        if reload is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not the main thread
                loop.add_signal_handler(reload, ours.look)
        yield ours


@asynccontextmanager
async def opened(
    settings: Settings, pages: Listening, ours: Certificates | None, sources: Sources
) -> AsyncIterator[int]:
    """Open them until the block ends; the value is the pages' port.

    Raises:
        Unavailable: `port`, one is not to be had.
    """
    here, tls = settings.web, None if ours is None else ours.context
    async with AsyncExitStack() as stack:

        async def door(listening: Listening, address: str, port: int, *, secure: bool) -> int:
            try:
                opening = listening.on(address, port, tls if secure else None)
                return await stack.enter_async_context(opening)
            except OSError as error:
                raise Unavailable("port", why_not(error, address, port)) from None

        if settings.operate.metrics:
            metrics = Metrics(sources, settings.operate.metrics_token)
            telling = Listening(metrics.app(), SCRAPERS)
            await stack.enter_async_context(telling.prepared())
            address, number = settings.operate.metrics_address
            await door(telling, address, number, secure=not is_loopback(address))
        if here.redirect_port:
            sending = Listening(redirecting(here.public_url, here.port), REDIRECTED)
            await stack.enter_async_context(sending.prepared())
            await door(sending, here.listen, here.redirect_port, secure=False)
        yield await door(pages, here.listen, here.port, secure=True)
