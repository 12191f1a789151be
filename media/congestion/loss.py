"""What losses say of the rate: a bound that falls when much is lost that need not be.

A line may lose a share whatever is sent (bad Wi-Fi, a long radio link). What it has lost in every
one of the last seconds, sent more or less, is taken off before it is judged; a queue that runs over
is told from it by what it loses after the rate has fallen: nothing.

Source: draft-ietf-rmcat-gcc-02 §6 (above 10 % down, below 2 % up, between them as it is).
"""

from collections import deque

PERIOD = 1.0  # seconds …
LEAST_PACKETS = 20  # … and packets that make a share
PERIODS = 10  # in which something has to be lost to count as lost always
TOO_MUCH, CALM = 0.10, 0.02
UP = 1.08  # a period
MOST_ALWAYS = 0.25
CAME = 0.85  # of what comes is never taken away for losses


class LossBound:
    """The bound in bit/s; infinite while losses say nothing."""

    __slots__ = ("_began", "_lost", "_packets", "_shares", "always", "lost", "value")

    def __init__(self) -> None:
        """Start without a bound."""
        self.value = float("inf")
        self.lost = 0.0  # the share in the last period
        self.always = 0.0  # the share that is lost whatever is sent
        self._began: float | None = None
        self._packets = self._lost = 0
        self._shares: deque[float] = deque(maxlen=PERIODS)

    def update(self, packets: int, lost: int, came: float, estimate: float, now: float) -> bool:
        """Take what one feedback tells of; tell whether the bound fell.

        `came` is the rate that arrives (bit/s): so much the line takes, whatever else it loses.
        """
        if self._began is None:
            self._began = now
        self._packets += packets
        self._lost += lost
        if now - self._began < PERIOD or self._packets < LEAST_PACKETS:
            return False
        self.lost = self._lost / self._packets
        self._shares.append(self.lost)
        self._began, self._packets, self._lost = now, 0, 0
        return self._judge(came, estimate)

    def _judge(self, came: float, estimate: float) -> bool:
        if len(self._shares) >= PERIODS // 2:
            lower = sorted(self._shares)[
                : (len(self._shares) + 1) // 2
            ]  # the least alone would be luck
            self.always = min(MOST_ALWAYS, sum(lower) / len(lower))
        excess = self.lost - self.always
        if excess > TOO_MUCH:
            before = min(self.value, estimate)
            self.value = max(before * (1 - 0.5 * excess), min(before, CAME * came))
            return self.value < before
        if excess < CALM and self.value != float("inf"):
            self.value *= UP
            if self.value > 2 * estimate:
                self.value = float("inf")
        return False
