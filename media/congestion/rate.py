"""How fast to send: more while the line takes it, less as soon as it queues.

Rule: nobody grows beyond what has been proved. A server sends what there is, mostly less than the
line takes; so the estimate stays where it was when little is sent, and rises above a share more
than what came only by probing.

Source: draft-ietf-rmcat-gcc-02 §5.5 (additive increase near the line's end, multiplicative far from
it, decrease to a share of what came).
"""

from math import ceil, sqrt

from media.congestion.delay import Usage

LEAST, MOST = 30_000.0, 20_000_000.0  # bit/s
DECREASE = 0.85
INCREASE = 1.08  # a second, far from the end
BEYOND, BEYOND_BITS = 1.5, 10_000.0  # what may be grown to, over what came
IDLE = 0.5  # who sends less than this share of the estimate proves little about the line
KEPT_UP = 0.85  # of what was sent, unless as much came the line is what holds it up
PACKET_BITS = 1200 * 8
FRAMES = 30  # a second, to guess at the size of packets
LEAST_STEP = 4000.0
CAPACITY_WEIGHT = 0.05
SETTLE = 0.2  # seconds at most from one decrease to the next


class RateControl:
    """The rate in bit/s by delay alone."""

    __slots__ = ("_at", "_capacity", "_deviation", "_held", "_lowered_at", "value")

    def __init__(self, start: float) -> None:
        """Begin at `start`."""
        self.value = start
        self._at = -1.0
        self._held = False
        self._lowered_at = float("-inf")
        self._capacity: float | None = None  # what came when the line last was full, smoothed
        self._deviation = 0.4  # of it, as a variance in proportion to it (kbit/s)

    def update(self, usage: Usage, came: float, sent: float, response: float, now: float) -> bool:
        """Take how the line is filled and what came (bit/s); tell whether the rate was lowered.

        `sent` is the rate at which it had been sent, `response` the time in seconds from sending
        to knowing.
        """
        elapsed = min(now - self._at, 1.0) if self._at >= 0 else 0.0
        self._at = now
        if usage is Usage.OVER:
            if now - self._lowered_at < min(SETTLE, max(0.01, response)):
                return False
            return self._lower(came, sent, now)
        if usage is Usage.UNDER:
            self._held = True  # the queue drains: let it
            return False
        if self._held:
            self._held = False
            return False
        self._raise(came, response, elapsed)
        return False

    def set(self, value: float) -> None:
        """Take a rate that was found in another way."""
        self.value = min(MOST, max(LEAST, value))

    def _lower(self, came: float, sent: float, now: float) -> bool:
        self._lowered_at = now
        self._held = True
        if sent < IDLE * self.value and came > KEPT_UP * sent:
            # Little is sent: what came says nothing about the line, only that it queues.
            lowered = self.value * DECREASE
        else:
            lowered = min(self.value, came * DECREASE)
            self._learn(came)
        before = self.value
        self.set(lowered)
        return self.value < before

    def _raise(self, came: float, response: float, elapsed: float) -> None:
        limit = BEYOND * came + BEYOND_BITS
        if self.value >= limit:
            return
        if self._capacity is not None and came > self._bound(3.0):
            self._capacity = None  # the line has become wider
        if self._capacity is not None:
            step = self._careful_step(response) * elapsed
        else:
            step = max(1000.0 * elapsed, self.value * (INCREASE**elapsed - 1))
        self.set(min(limit, self.value + step))

    def _careful_step(self, response: float) -> float:
        """Return bit/s a second: about a packet in a response time, less beyond the known end."""
        assert self._capacity is not None  # who asks has looked
        frame = self.value / FRAMES
        packet = frame / ceil(frame / PACKET_BITS)
        step = max(LEAST_STEP, packet / (response + 0.1))
        return step / 3 if self.value > self._capacity else step

    def _learn(self, came: float) -> None:
        if self._capacity is not None and came < self._bound(-3.0):
            self._capacity = None
        if self._capacity is None:
            self._capacity = came
            return
        error = (came - self._capacity) / 1000
        self._capacity += CAPACITY_WEIGHT * (came - self._capacity)
        share = error * error / max(self._capacity / 1000, 1.0)
        moved = (1 - CAPACITY_WEIGHT) * self._deviation + CAPACITY_WEIGHT * share
        self._deviation = min(2.5, max(0.4, moved))

    def _bound(self, deviations: float) -> float:
        assert self._capacity is not None  # who asks has looked
        kilobits = self._capacity / 1000
        return 1000 * max(0.0, kilobits + deviations * sqrt(self._deviation * kilobits))
