"""What arrives of what was sent: how much a second, and whether its delay grows.

Rule: this is all of the estimate that is work for each packet. Where the kernel is built it does
the same (media/kernel/hearing.py), to the last bit; the tests compare them.
"""

from collections import deque
from collections.abc import Sequence
from typing import Protocol

from media.congestion.delay import DelayTrend, Usage
from media.congestion.queue import Queue

WINDOW = 0.4  # seconds over which what came is measured
LEAST_WINDOW = 0.15
MOST_ARRIVALS = 2048  # kept; a receiver that says all came at once does not make them more

Acknowledged = tuple[float, int, float | None]  # sent (s), bytes, arrived (s); None: lost


class Summed(Protocol):
    """What feedback comes to. Of the last one: how many packets it told of, …"""

    @property
    def told(self) -> int:
        """… in all."""
        ...

    @property
    def received(self) -> int:
        """… as received."""
        ...

    @property
    def first(self) -> float:
        """When the first of all of them was sent (s) …"""
        ...

    @property
    def last(self) -> float:
        """… and when the last."""
        ...

    @property
    def bits(self) -> int:
        """What they had."""
        ...

    @property
    def latest(self) -> float:
        """When the last of those received was sent (s)."""
        ...

    @property
    def came(self) -> float:
        """What arrives, in bit/s."""
        ...

    @property
    def usage(self) -> Usage:
        """How the line is filled, by the trend of the delay."""
        ...

    @property
    def stands(self) -> bool:
        """Whether even what passes quickest waits on the way."""
        ...

    def just_now(self) -> float:
        """Return what came in the last moment: a line that became thin shows there first."""
        ...


class Arriving:
    """Give it what feedback tells, a feedback at a time; read what that comes to (`Summed`)."""

    __slots__ = (
        "_arrivals",
        "_came_bits",
        "_queue",
        "_trend",
        "bits",
        "came",
        "first",
        "last",
        "latest",
        "received",
        "told",
    )

    def __init__(self) -> None:
        """Know nothing."""
        self.came = 0.0
        self.told = self.received = self.bits = 0
        self.first = self.last = self.latest = 0.0
        self._trend = DelayTrend()
        self._queue = Queue()
        self._arrivals: deque[tuple[float, int]] = deque()
        self._came_bits = 0

    @property
    def usage(self) -> Usage:
        """As `Summed`."""
        return self._trend.usage

    @property
    def stands(self) -> bool:
        """As `Summed`."""
        return self._queue.stands

    def take(self, packets: Sequence[Acknowledged]) -> None:
        """Take what one feedback says of packets that no feedback spoke of before."""
        received = [(arrived, sent, size) for sent, size, arrived in packets if arrived is not None]
        self.told, self.received = len(packets), len(received)
        if packets:
            times = [sent for sent, _, _ in packets]
            self.first, self.last = min(times), max(times)
            self.bits = 8 * sum([size for _, size, _ in packets])
        if not received:
            return
        received.sort()
        trend, queue, arrivals = self._trend.packet, self._queue.packet, self._arrivals
        for arrived, sent, size in received:
            trend(sent, arrived)
            queue(arrived - sent, arrived)
            if len(arrivals) == MOST_ARRIVALS:
                self._came_bits -= 8 * arrivals.popleft()[1]
            arrivals.append((arrived, size))
            self._came_bits += 8 * size
        self._measure(received[-1][0])
        self.latest = max([sent for _, sent, _ in received])

    def just_now(self) -> float:
        """As `Summed`."""
        if not self._arrivals:
            return self.came
        oldest = newest = self._arrivals[-1][0]
        size = last = 0
        for arrived, bytes_ in reversed(self._arrivals):
            if newest - arrived > LEAST_WINDOW and size:
                break
            size += bytes_
            oldest, last = arrived, bytes_
        span = newest - oldest
        return 8 * (size - last) / span if span > LEAST_WINDOW / 2 else self.came

    def _measure(self, newest: float) -> None:
        arrivals = self._arrivals
        while arrivals and (newest - arrivals[0][0] > WINDOW or newest < arrivals[0][0]):
            self._came_bits -= 8 * arrivals.popleft()[1]
        if not arrivals:
            return
        span = newest - arrivals[0][0]
        if span >= LEAST_WINDOW:
            self.came = (self._came_bits - 8 * arrivals[0][1]) / span
