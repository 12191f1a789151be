"""One unbroken line of numbers for a receiver, made of pieces of several sources.

Rule 1: within a span everything is the source's plus a constant, so losses of the source stay gaps
and its disorder stays disorder; between spans there is no gap.
Rule 2: timestamps never go back; across spans they follow the clock, not the packet count.
"""

from collections import deque
from typing import Protocol

from media.upstream.history import StoredPacket

MAX_SPANS = 16
MAX_AHEAD = 10.0  # seconds; an aligned timestamp further off is a lie


class History(Protocol):
    """What is kept of a source."""

    def get(self, number: int) -> StoredPacket | None:
        """Return the packet with this unwrapped number, or None when it is not kept."""
        ...


class Source(Protocol):
    """What a span is cut from."""

    highest: int

    @property
    def history(self) -> History | None:
        """What may be asked for again."""
        ...


class Span:
    """A piece of one source: what is added to its numbers, and which of them belong to it."""

    __slots__ = (
        "burst",
        "first",
        "last",
        "picture_shift",
        "seq_shift",
        "source",
        "tl0_shift",
        "ts_shift",
    )

    def __init__(self, source: Source, first: int) -> None:
        """Begin at unwrapped number `first` of `source`, with nothing added."""
        self.source = source
        self.first = first
        self.last: int | None = None  # None while it goes on
        self.seq_shift = 0
        self.ts_shift = 0
        self.picture_shift = 0
        self.tl0_shift = 0
        # Timestamps of packets sent faster than they were made, by number (see Consumer.begin).
        self.burst: dict[int, int] | None = None

    def timestamp(self, number: int, timestamp: int) -> int:
        """Return the timestamp under which packet `number` was sent."""
        if self.burst is not None and number in self.burst:
            return self.burst[number]
        return timestamp + self.ts_shift & 0xFFFFFFFF


class Continuation:
    """The spans that one receiver has had, newest last, and where the line stands."""

    __slots__ = ("_at", "_number", "_picture", "_rate", "_spans", "_timestamp", "_tl0")

    def __init__(self, clock_rate: int) -> None:
        """Start an empty line."""
        self._rate = clock_rate
        self._spans: deque[Span] = deque(maxlen=MAX_SPANS)
        self._number: int | None = None  # the last one sent, unwrapped, and so for the others
        self._timestamp = 0
        self._picture = -1
        self._tl0 = -1
        self._at = 0.0

    def begin(
        self,
        source: Source,
        number: int,
        timestamp: int,
        picture: int,
        tl0: int,
        arrival: float,
        expected: int | None = None,
    ) -> Span:
        """Go on with `source` from its packet `number`; its other numbers are that packet's.

        `expected` is the timestamp (of the line) that the clocks of both sources give it.
        """
        span = Span(source, number)
        if self._number is None:
            self._spans.append(span)
            return span
        span.seq_shift = self._number + 1 - number
        wanted = self._by_arrival(arrival)
        previous = self._spans[-1]
        if previous.source is source:
            expected = timestamp + previous.ts_shift
        if expected is not None and self._is_near(expected, arrival):
            wanted = expected
        if _signed(wanted - self._timestamp) <= 0:
            wanted = self._timestamp + 1
        span.ts_shift = wanted - timestamp
        if picture >= 0 and self._picture >= 0:
            span.picture_shift = (self._picture + 1 - picture) & 0x7FFF
        if tl0 >= 0 and self._tl0 >= 0:
            span.tl0_shift = (self._tl0 + 1 - tl0) & 0xFF
        self._spans.append(span)
        return span

    def end(self, number: int, timestamp: int, picture: int, tl0: int, arrival: float) -> None:
        """Stop the current span after its source's packet `number`, whose the others are."""
        span = self._spans[-1]
        if number < span.first:  # nothing of it went out
            self._spans.pop()
            return
        span.last = number
        self._number = number + span.seq_shift
        self._timestamp = timestamp + span.ts_shift & 0xFFFFFFFF
        self._picture = picture + span.picture_shift & 0x7FFF if picture >= 0 else -1
        self._tl0 = tl0 + span.tl0_shift & 0xFF if tl0 >= 0 else -1
        self._at = arrival

    def find(self, sequence: int) -> tuple[Span, int] | None:
        """Return the span and the source's unwrapped number behind a 16-bit number we sent."""
        for span in reversed(self._spans):
            last = span.source.highest if span.last is None else span.last
            back = (last + span.seq_shift - sequence) & 0xFFFF
            if back < 0x8000 and last - back >= span.first:
                return span, last - back
        return None

    def _by_arrival(self, arrival: float) -> int:
        return self._timestamp + max(1, round((arrival - self._at) * self._rate))

    def _is_near(self, expected: int, arrival: float) -> bool:
        elapsed = max(0.0, arrival - self._at)
        ahead = _signed(expected - self._timestamp) / self._rate
        return -1.0 <= ahead <= elapsed + MAX_AHEAD


def _signed(difference: int) -> int:
    """Return a difference of 32-bit timestamps as the nearest signed number."""
    difference &= 0xFFFFFFFF
    return difference - 0x100000000 if difference & 0x80000000 else difference
