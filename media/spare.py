"""Processes for workers: a new one each time, or the one that was kept ready for it.

Rule: at most one waits, and only if it is asked for. It is started a while after the last worker
was, so that a start is never slowed by one that nobody waits for.
"""

import asyncio
import socket
from contextlib import suppress

from config import child_process

CALM_SECONDS = 5.0

Child = tuple[asyncio.subprocess.Process, socket.socket]


class Spares:
    """Starts worker processes; `run` keeps one ready."""

    def __init__(self, *, keeping: bool) -> None:
        """Keep one ready if `keeping`."""
        self._keeping = keeping
        self._ready: Child | None = None
        self._wanted = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process that waits, if one does; for figures and tests."""
        return None if self._ready is None else self._ready[0].pid

    async def take(self) -> Child:
        """Return a process that waits to be told which worker to be, and the socket to it."""
        ready, self._ready = self._ready, None
        self._wanted.set()
        if ready is not None:
            if ready[0].returncode is None:
                return ready
            await _end(ready)
        return await _start()

    async def run(self) -> None:
        """Keep one ready; cancel to end it."""
        try:
            while self._keeping:
                await self._wanted.wait()
                self._wanted.clear()
                await asyncio.sleep(CALM_SECONDS)
                if self._ready is None and not self._wanted.is_set():
                    with suppress(OSError):  # no more processes: a worker is started when need be
                        self._ready = await _start()
        finally:
            ready, self._ready = self._ready, None
            if ready is not None:
                await _end(ready)


async def _start() -> Child:
    return await child_process.start("media.worker")


async def _end(child: Child) -> None:
    process, ours = child
    ours.close()
    await child_process.end(process)
