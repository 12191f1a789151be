"""How well one incoming stream arrives, as RFC 3550 counts it (section 6.4.1, appendix A.8)."""

from typing import NamedTuple


class Interval(NamedTuple):
    """What happened since the last time it was asked."""

    expected: int
    received: int


class Reception:
    """Counters of one stream; fed by it, read for receiver reports and line quality."""

    __slots__ = (
        "_clock_rate",
        "_last_timestamp",
        "_prior",
        "_prior_quality",
        "_transit",
        "bytes",
        "first",
        "jitter",
        "received",
        "repaired",
    )

    def __init__(self, clock_rate: int) -> None:
        """Start with nothing received."""
        self._clock_rate = clock_rate
        self.bytes = 0
        self.jitter = 0.0  # timestamp units
        self.start(0)

    def start(self, first: int) -> None:
        """Count from unwrapped number `first`, which the caller then counts as received."""
        self.first = first
        self.received = 0  # as sent the first time
        self.repaired = 0  # as a retransmission
        self._transit: int | None = None
        self._last_timestamp = -1
        self._prior = Interval(0, 0)
        self._prior_quality = Interval(0, 0)

    def timing(self, timestamp: int, arrival: float) -> None:
        """Take the first packet of each frame into the jitter; packets of one frame say nothing."""
        if timestamp == self._last_timestamp:
            return
        self._last_timestamp = timestamp
        transit = (int(arrival * self._clock_rate) - timestamp) & 0xFFFFFFFF
        if self._transit is not None:
            difference = (transit - self._transit) & 0xFFFFFFFF
            if difference & 0x80000000:
                difference = 0x100000000 - difference
            if difference < 10 * self._clock_rate:  # a new clock, not jitter
                self.jitter += (difference - self.jitter) / 16
        self._transit = transit

    def report(self, highest: int) -> tuple[int, int]:
        """Return fraction lost (0…255) since the last report, and packets lost in all (24 bits)."""
        expected = highest - self.first + 1
        fraction = 0
        span = expected - self._prior.expected
        lost = span - (self.received - self._prior.received)
        if span > 0 and lost > 0:
            fraction = min(255, lost * 256 // span)
        self._prior = Interval(expected, self.received)
        return fraction, max(-0x800000, min(0x7FFFFF, expected - self.received))

    def since_quality(self, highest: int) -> Interval:
        """Return what was expected and came (repaired too) since the last call, for LineQuality."""
        now = Interval(highest - self.first + 1, self.received + self.repaired)
        before, self._prior_quality = self._prior_quality, now
        return Interval(now.expected - before.expected, now.received - before.received)
