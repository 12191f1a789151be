"""Trying whether the line takes more: a short burst at a higher rate, and what came of it.

Rule: a probe is made only while more would be useful, the line is calm, and ever less often while
it finds nothing. It is so short (`SECONDS`) that a line which does not take it queues it for no
longer than a moment: sound waits behind it once, and is not lost.

Source: what browsers do (probe clusters); the limits are ours.
"""

from collections.abc import Sequence

from media.congestion.arriving import Acknowledged
from media.congestion.estimator import Estimator

PACKET = 1200  # bytes, about what a picture's packets have
LEAST_PACKETS = 8
SECONDS = 0.06  # of a burst, unless the least number of packets takes longer
STEP = 2.0  # times the estimate, at most
SPARE = 1.2  # times what is wanted, at most
WORTH = 1.05  # a wish that is no further than this above the estimate is not tried
ARRIVED = 0.7  # of a burst, for it to say something
FULL = 0.9  # came more slowly than sent by so much: that is all the line has
BELIEVED = 1.5  # times the rate of the burst
CALM = 2.0  # seconds after the estimate was lowered
LOSS = 0.05
OVERDUE = 1.5  # seconds after a burst, when no more is told of it
AFTER = 0.5  # seconds after it was told of, in which its queue may still be seen
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0


class Probing:
    """The probes of one receiver: ask `due`, send what is `owed`, give what is told."""

    __slots__ = ("_bits", "_bytes", "_told", "_until", "ended", "next_at", "pause", "rate", "since")

    def __init__(self) -> None:
        """Begin without a probe."""
        self.rate = 0.0  # bit/s of the burst under way; 0: none
        self.since = 0.0
        self.ended: float | None = None  # when the last packet of a burst went
        self.pause = FIRST_PAUSE
        self.next_at = float("-inf")
        self._until = 0.0
        self._bytes = 0  # what the transport had sent when the burst began
        self._told: list[Acknowledged] = []

    @property
    def under_way(self) -> bool:
        """Whether a burst is being sent."""
        return self.rate > 0 and self.ended is None

    def due(self, wanted: float, estimator: Estimator, now: float) -> bool:
        """Whether a probe is worth making now."""
        estimate = estimator.estimate
        return (
            estimate is not None
            and not self.rate
            and wanted > estimate * WORTH
            and now >= self.next_at
            and now - estimator.lowered_at >= CALM
            and not estimator.overused
            and estimator.excess_lost < LOSS
        )

    def begin(self, wanted: float, estimate: float, sent: int, now: float) -> None:
        """Start a burst; `sent` is what the transport has sent in all, in bytes."""
        self.rate = min(STEP * estimate, SPARE * wanted)
        self.since, self.ended = now, None
        self._until = now + max(SECONDS, LEAST_PACKETS * PACKET * 8 / self.rate)
        self._bytes = sent
        self._told.clear()

    def owed(self, sent: int, now: float) -> int:
        """Return how many bytes of padding the burst lacks now; ends it when its time is over."""
        lacking = self.rate * (min(now, self._until) - self.since) / 8 - (sent - self._bytes)
        if now >= self._until:
            self.ended = now
        return max(0, int(lacking))

    def take(self, told: Sequence[Acknowledged], estimator: Estimator, now: float) -> None:
        """Take what feedback tells; once the burst is behind, give the estimator what it showed."""
        if not self.rate:
            return
        estimator.forgive(now + AFTER)
        last = self.ended if self.ended is not None else now
        self._told += [one for one in told if self.since <= one[0] <= last]
        if self.ended is None:
            return
        if now - self.ended < OVERDUE and not any(sent > last for sent, _, _ in told):
            return
        result = self._result()
        before = estimator.estimate or 0.0
        if result:
            estimator.probed(result)
        grown = (estimator.estimate or 0.0) > before * WORTH
        self.pause = FIRST_PAUSE if grown else min(LONGEST_PAUSE, self.pause * 2)
        self.next_at = now + self.pause
        self.rate, self.ended = 0.0, None
        self._told.clear()

    def failed(self) -> None:
        """Know that the estimate was lowered soon after it had been raised: wait longer."""
        self.pause = min(LONGEST_PAUSE, self.pause * 2)

    def _result(self) -> float | None:
        """Return what the line carried in bit/s, or None when too little came to say."""
        came = sorted((at, size) for _, size, at in self._told if at is not None)
        if len(came) < LEAST_PACKETS - 1 or len(came) < ARRIVED * len(self._told):
            return None
        sent = sorted((sent, size) for sent, size, at in self._told if at is not None)
        sending = sent[-1][0] - sent[0][0]
        coming = came[-1][0] - came[0][0]
        if sending <= 0:
            return None
        bits = 8 * sum(size for _, size in sent)
        sent_rate = (bits - 8 * sent[-1][1]) / sending
        came_rate = (bits - 8 * came[0][1]) / coming if coming > 0 else sent_rate
        found = 0.95 * came_rate if came_rate < FULL * sent_rate else min(sent_rate, came_rate)
        # A keyframe that happens to go along may be sent faster: it proves that only for a moment.
        return min(found, BELIEVED * self.rate)
