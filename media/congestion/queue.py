"""Whether packets wait on the way at all: the least delay of late against the least there was.

Rule: jitter delays some packets and a queue delays all. On a line that shakes, the trend of the
delay tells of a queue now and then where none is; what passes quickest tells.
"""

from collections import deque

RECENT = 12  # packets
STANDS = 0.03  # seconds that all of them waited
HALF = 10.0  # seconds; the least of two halves is what the way takes at best


class Queue:
    """Feed it delays, on two clocks that need not agree; read `stands`."""

    __slots__ = ("_before", "_least", "_recent", "_since")

    def __init__(self) -> None:
        """Know nothing."""
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._least = self._before = float("inf")
        self._since = float("-inf")

    def packet(self, delay: float, arrived: float) -> None:
        """Take one packet, in the order of arrival."""
        if arrived - self._since > HALF:
            self._before, self._least, self._since = self._least, delay, arrived
        elif delay < self._least:
            self._least = delay
        self._recent.append(delay)

    @property
    def stands(self) -> bool:
        """Whether even the quickest packet of late has waited."""
        return bool(self._recent) and min(self._recent) - min(self._least, self._before) > STANDS
