"""The control process's memory, given back to the system from time to time.

Rule: in a thread, and at most once a minute; it takes some milliseconds, and holds nobody up who
needs none meanwhile. A media worker does so only when it is idle.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from media import memory

EVERY_SECONDS = 60.0


@asynccontextmanager
async def tidying(every: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """Give back until the block ends, every so many seconds."""
    task = asyncio.create_task(_tidy(every), name="tidying")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _tidy(every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await asyncio.to_thread(memory.trim)
