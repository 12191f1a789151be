"""Feedback held against what was sent: each packet is told of once, as come or as lost.

Rule 1: what was not sent, or too long ago to be in the log, is passed over, whatever feedback says.
Rule 2: a packet that feedback misses may only be late; it counts as lost when it has not been told
of for `PATIENCE`.
"""

from collections import deque

from media.congestion.arriving import Acknowledged
from media.downstream.sent_log import MASK, SIZE, SentLog
from media.transport_feedback import TICKS_A_SECOND, TransportFeedback

PATIENCE = 0.2  # seconds


class Matching:
    """What feedback has told of one log."""

    __slots__ = ("_arrived", "_asked", "_missing", "_seen", "log")

    def __init__(self, log: SentLog) -> None:
        """Begin with nothing told."""
        self.log = log
        self._seen = 0  # the first number that no feedback has covered
        self._asked = 0  # the first number that was not sent when `unheard` was asked last
        self._missing: deque[tuple[int, float]] = deque()  # number, and when it was missed
        self._arrived: int | None = None  # the newest arrival, in ticks, not wrapped

    def unheard(self) -> bool:
        """Whether something was sent since this was asked last, and no feedback has covered it.

        The last packet before a pause may be lost: nothing will ever be told of it.
        """
        asked, self._asked = self._asked, self.log.next
        return max(asked, self._seen) < self.log.next

    def take(self, feedback: TransportFeedback, now: float) -> list[Acknowledged]:
        """Return (sent, bytes, arrived or None) for each packet of which this tells something."""
        log = self.log
        times, sizes = log.times, log.sizes
        number = log.unwrap(feedback.base_sequence)
        end = min(number + len(feedback.arrivals), log.next)
        oldest = max(0, log.next - SIZE)
        told: list[Acknowledged] = []
        skipped = max(0, oldest - number)
        number += skipped
        reference = self._arrived
        for arrival in feedback.arrivals[skipped : skipped + max(0, end - number)]:
            at = number & MASK
            if arrival is None:
                if number >= self._seen:
                    self._missing.append((number, now))
            elif sizes[at]:
                if reference is None:
                    reference = arrival
                ticks = reference + ((arrival - reference + 0x80000000 & 0xFFFFFFFF) - 0x80000000)
                told.append((times[at], sizes[at], ticks / TICKS_A_SECOND))
                sizes[at] = 0  # it is told of
                reference = max(reference, ticks)
            number += 1
        self._arrived = reference
        self._seen = max(self._seen, end)
        self._give_up(told, oldest, now)
        return told

    def _give_up(self, told: list[Acknowledged], oldest: int, now: float) -> None:
        missing, log = self._missing, self.log
        while missing and now - missing[0][1] >= PATIENCE:
            number, _ = missing.popleft()
            size = log.sizes[number & MASK]
            if number >= oldest and size:
                told.append((log.times[number & MASK], size, None))
                log.sizes[number & MASK] = 0
