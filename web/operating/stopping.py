"""When the server is told to end: at once, or when its lessons have come to their end.

Rule: SIGTERM waits for lessons that are being taught, for so long as the settings say, and a second
one does not; Ctrl-C never does. Where nobody is taught nothing is waited for.
"""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import structlog

from signaling.draining import Draining

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.25
SEALING_SECONDS = 10.0  # for recordings to be ended; one that is not is gone on with later


class Stopping:
    """Waits for the word."""

    def __init__(self, drain_seconds: float = 0.0) -> None:
        """Let lessons go on for so many seconds at most."""
        self._seconds = drain_seconds
        self._draining: Draining | None = None
        self._asked = asyncio.Event()
        self._now = asyncio.Event()

    def of(self, draining: Draining) -> None:
        """Know whose lessons are to come to their end."""
        self._draining = draining

    async def told(self) -> None:
        """Return when the server is to be closed."""
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError  # told before this, where a library went on all the same
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.ask)
        loop.add_signal_handler(signal.SIGINT, self.ask, True)
        await self._asked.wait()
        draining = self._draining
        if draining is None or not (self._seconds and draining.taught) or self._now.is_set():
            return
        draining.begin(time.time() + self._seconds)
        await self._until(self._seconds, lambda: not draining.taught)
        log.info("drained", left=draining.taught)
        if not draining.taught:
            await self._until(SEALING_SECONDS, lambda: not draining.recorded)

    def ask(self, now: bool = False) -> None:
        """End it: when its lessons are over, or, `now` or asked again, at once."""
        if now or self._asked.is_set():
            self._now.set()
        self._asked.set()

    async def _until(self, seconds: float, true: Callable[[], bool]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not (true() or self._now.is_set()):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_SECONDS):
                            await self._now.wait()
