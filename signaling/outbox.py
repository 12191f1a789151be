"""What one page is still to be told.

Rule: bounded. State is never dropped: a page too slow for it is told `too_slow` and disconnected.
What is not state (levels, quality) is dropped as soon as the outbox is half full. After a goodbye
nothing follows.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from signaling.frames import SEND_SECONDS, Encoded
from signaling.messages import (
    Changed,
    Goodbye,
    LayerSent,
    Lines,
    PathSilent,
    Speakers,
    ToBrowser,
)

Waiting = ToBrowser | Encoded


class Outbox:
    """Implements `classroom.ports.Outbox`; `run` does the sending."""

    def __init__(self, size: int, send: Callable[[Waiting], Awaitable[None]]) -> None:
        """Hold at most `size` messages; `send` returns when the connection has room again."""
        self._size = size
        self._send = send
        self._waiting: deque[Waiting] = deque()
        self._filled = asyncio.Event()
        self._closing = False

    @property
    def waiting(self) -> int:
        """Messages that are still to be sent."""
        return len(self._waiting)

    def put(self, message: object) -> None:
        """Queue one message."""
        assert isinstance(message, Waiting)
        if self._closing:
            return
        passing = isinstance(message, Lines | Speakers | LayerSent | PathSilent) or (
            isinstance(message, Encoded) and message.passing
        )
        if passing and len(self._waiting) >= self._size // 2:
            return
        if len(self._waiting) >= self._size:
            self.goodbye("too_slow")
            return
        self._waiting.append(message)
        self._filled.set()

    def superseded(self, version: int) -> None:
        """Forget queued changes that a snapshot of this version includes."""
        self._waiting = deque(
            m for m in self._waiting if not (isinstance(m, Changed) and m.version <= version)
        )

    def goodbye(self, code: str | None) -> None:
        """End the connection after saying why; None ends it without a word."""
        if not self._closing:
            self._closing = True
            self._waiting.clear()
            if code is not None:
                self._waiting.append(Goodbye(code=code))
            self._filled.set()

    async def run(self) -> None:
        """Send until a goodbye is sent or the connection takes nothing more."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                message = self._waiting.popleft()
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self._send(message)
                except TimeoutError:
                    return
            if self._closing:
                return
