"""Work that is done at the start and then again and again, for as long as a block lasts.

Rule: the block owns its task, which is over when the block is. What fails is told in the log and
tried again the next time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from classroom.failures import Unavailable

log = structlog.get_logger(__name__)


@asynccontextmanager
async def repeating(
    name: str, work: Callable[[], Awaitable[None]], pause: Callable[[], float]
) -> AsyncIterator[None]:
    """Do `work` until the block ends, with so many seconds in between; `name` is for the log."""
    task = asyncio.create_task(_always(name, work, pause))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _always(
    name: str, work: Callable[[], Awaitable[None]], pause: Callable[[], float]
) -> None:
    while True:
        try:
            await work()
        except Unavailable as failure:
            log.warning(f"{name}_failed", code=failure.code, detail=failure.detail)
        except Exception:
            log.exception(f"{name}_bug")
        await asyncio.sleep(pause())
