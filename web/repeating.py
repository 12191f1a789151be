"""Work that is done at the start and then again and again, for as long as a block lasts.

Rule: the block owns its task, which is over when the block is. What it is doing then it may finish,
so that no transaction is torn off, unless that takes too long. What fails is told in the log and
tried again the next time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from classroom.failures import Unavailable

LAST_SECONDS = 3.0  # for what is being done when the block ends
log = structlog.get_logger(__name__)


@asynccontextmanager
async def repeating(
    name: str, work: Callable[[], Awaitable[None]], pause: Callable[[], float]
) -> AsyncIterator[None]:
    """Do `work` until the block ends, with so many seconds in between; `name` is for the log."""
    ending = asyncio.Event()
    task = asyncio.create_task(_always(name, work, pause, ending))
    try:
        yield
    finally:
        ending.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await task


async def _always(
    name: str,
    work: Callable[[], Awaitable[None]],
    pause: Callable[[], float],
    ending: asyncio.Event,
) -> None:
    while not ending.is_set():
        try:
            await work()
        except Unavailable as failure:
            log.warning(f"{name}_failed", code=failure.code, detail=failure.detail)
        except Exception:
            log.exception(f"{name}_bug")
        with suppress(TimeoutError):
            async with asyncio.timeout(pause()):
                await ending.wait()
