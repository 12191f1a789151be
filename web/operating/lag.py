"""By how much the control process is late: the first sign that something holds its loop up.

Rule: told is the worst of the last fifteen seconds and more, so that a scrape a quarter of a minute
misses none.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

TICK_SECONDS = 0.25
KEPT = 80  # ticks: 20 s


class Lag:
    """Measured by a clock that ticks."""

    def __init__(self) -> None:
        """Begin with none."""
        self._late: deque[float] = deque(maxlen=KEPT)

    @property
    def worst(self) -> float:
        """Seconds."""
        return max(self._late, default=0.0)

    @asynccontextmanager
    async def measured(self) -> AsyncIterator["Lag"]:
        """Measure until the block ends."""
        task = asyncio.create_task(self._tick(), name="lag")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(TICK_SECONDS)
            self._late.append(max(0.0, loop.time() - before - TICK_SECONDS))
