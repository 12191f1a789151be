"""Keyframe requests of one producer: merged, and at most one a second.

Rule: a request within the second is remembered and sent when it may be, if it is still needed by
then: a keyframe that came meanwhile answers it. While someone waits, it is repeated each second.
"""

import asyncio
from collections.abc import Callable, Hashable, Iterable
from typing import Generic, Protocol, TypeVar

INTERVAL = 1.0

Stream = TypeVar("Stream", bound=Hashable)


class Timers(Protocol):
    """What is needed of an event loop, so that a test can be its own clock."""

    def time(self) -> float:
        """Return loop time in seconds."""
        ...

    def call_later(self, delay: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Call `callback` after `delay` seconds."""
        ...


class KeyframeRequests(Generic[Stream]):
    """Which streams of one producer need a keyframe, and when that is said."""

    def __init__(
        self,
        timers: Timers,
        send: Callable[[list[Stream]], None],
        waiting: Callable[[], Iterable[Stream]],
    ) -> None:
        """Send through `send`; `waiting` names the streams that someone waits for just now."""
        self._timers = timers
        self._send = send
        self._waiting = waiting
        self._wanted: set[Stream] = set()
        self._allowed_at = -1.0
        self._handle: asyncio.TimerHandle | None = None
        self.sent = 0

    def ask(self, stream: Stream) -> None:
        """Say that `stream` needs a keyframe: now, or as soon as one may be asked for again."""
        self._wanted.add(stream)
        if self._handle is None:
            delay = self._allowed_at - self._timers.time()
            if delay <= 0:
                self._flush()
            else:
                self._handle = self._timers.call_later(delay, self._due)

    def came(self, stream: Stream) -> None:
        """Know that a keyframe of `stream` began; requests for it are answered."""
        self._wanted.discard(stream)

    def _due(self) -> None:
        self._handle = None
        self._wanted.update(self._waiting())
        if self._wanted:
            self._flush()

    def _flush(self) -> None:
        wanted = list(self._wanted)
        self._wanted.clear()
        self._allowed_at = self._timers.time() + INTERVAL
        self._handle = self._timers.call_later(INTERVAL, self._due)
        self.sent += 1
        self._send(wanted)

    def close(self) -> None:
        """Send nothing any more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._wanted.clear()
        self._allowed_at = float("inf")
