"""Picture for a thin line leaves no faster than the line takes it; sound never waits.

Rule 1: only a receiver whose line has shown its end is paced; for all others nothing here runs.
Rule 2: one timer a worker, and only while something waits or a probe is under way.
Rule 3: what waits is bounded in time: beyond `LONGEST_WAIT` all of a track's packets are dropped
together, and the track goes on from a keyframe.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Protocol

import structlog

from media.downstream.sending import Send

_LOG = structlog.get_logger()

STEP = 0.005  # seconds
FASTER = 1.2  # times the estimate: a burst that queues on the line would delay sound there
LONGEST_WAIT = 0.8  # seconds at that rate
LEAST_ROOM = 24_000  # bytes: a small picture's keyframe has to fit
CREDIT = 0.01  # seconds of silence that may be made good at once
DEBT = 0.1  # seconds that sound may take from what picture would have had


class Stepper(Protocol):
    """What has something to do in small steps."""

    def step(self, now: float) -> bool:
        """Do what is due; False when nothing is left to do."""
        ...


class PaceClock:
    """The one timer of a worker."""

    def __init__(self) -> None:
        """Stand still."""
        self._busy: dict[Stepper, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def start(self, what: Stepper) -> None:
        """Step `what` until it has nothing left to do."""
        self._busy[what] = None
        if self._timer is None:
            self._schedule()

    def stop(self, what: Stepper) -> None:
        """Forget it."""
        self._busy.pop(what, None)

    def _schedule(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(STEP, self._tick)

    def _tick(self) -> None:
        now = monotonic()  # as the log of what was sent; a loop's own time may be coarser
        for what in list(self._busy):
            try:
                goes_on = what.step(now)
            except Exception:
                _LOG.exception("pacing_failed")  # one line's bug must not stop the others
                goes_on = False
            if not goes_on:
                self._busy.pop(what, None)
        self._timer = None
        if self._busy:
            self._schedule()


class Sender(Protocol):
    """What is paced: a transport that counts its bytes."""

    @property
    def bytes_out(self) -> int:
        """Bytes sent so far."""
        ...

    @property
    def send_rtp(self) -> Send:
        """What takes a packet now."""
        ...


Waiting = tuple[int, int, int, int, bytes]  # as `send_rtp` takes them


class Pacer:
    """A leaky bucket before one transport."""

    __slots__ = ("_at", "_budget", "_bytes", "_queue", "_sent", "_start", "_transport", "rate")

    def __init__(self, transport: Sender, start: Callable[[], None]) -> None:
        """`start` is called when something begins to wait."""
        self.rate = 1_000_000.0  # bit/s
        self._transport = transport
        self._start = start
        self._queue: deque[Waiting] = deque()
        self._bytes = 0
        self._budget = 0.0  # bytes
        self._sent = transport.bytes_out
        self._at = 0.0

    def __len__(self) -> int:
        """Return how many packets wait."""
        return len(self._queue)

    @property
    def too_long(self) -> bool:
        """Whether what waits would wait too long."""
        return self._bytes > max(LEAST_ROOM, self.rate / 8 * LONGEST_WAIT)

    def send_rtp(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes, droppable: bool = True
    ) -> bool:
        """Take one packet; it leaves with one of the next steps."""
        if not self._queue:
            self._sent = self._transport.bytes_out  # what went before is paid for
            self._start()
        self._queue.append((b1, seq, timestamp, ssrc, payload))
        self._bytes += len(payload)
        return True

    def step(self, now: float) -> None:
        """Send what may leave by now; what others sent at once is counted against it."""
        rate = self.rate / 8
        elapsed = min(now - self._at, CREDIT)
        self._at = now
        sent = self._transport.bytes_out
        budget = self._budget + rate * elapsed - (sent - self._sent)
        budget = max(-rate * DEBT, min(budget, rate * CREDIT))
        queue = self._queue
        while queue and budget > 0:
            packet = queue.popleft()
            self._bytes -= len(packet[4])
            self._transport.send_rtp(*packet)
            budget -= self._transport.bytes_out - sent
            sent = self._transport.bytes_out
        self._budget, self._sent = budget, sent

    def flush(self) -> None:
        """Send everything now."""
        while self._queue:
            self._transport.send_rtp(*self._queue.popleft())
        self._bytes = 0

    def drop(self) -> dict[int, int]:
        """Drop everything; return the first number that was dropped, by SSRC."""
        first: dict[int, int] = {}
        for _, seq, _, ssrc, _ in self._queue:
            first.setdefault(ssrc, seq)
        self._queue.clear()
        self._bytes = 0
        return first
