"""What one line can take in all: the delay's rate, bounded by losses, raised by probes.

Rule: all work is for a feedback (ten to twenty a second); what is for a packet is `arriving`.
"""

from collections import deque
from collections.abc import Sequence

from media.congestion.arriving import LEAST_WINDOW, WINDOW, Acknowledged, Arriving, Summed
from media.congestion.delay import Usage
from media.congestion.loss import LossBound
from media.congestion.rate import LEAST, RateControl

FIRST = 300_000.0  # bit/s, where nothing is known
STARTING = 3.0  # seconds in which what came is believed to be no more than a beginning
DEAF = 1.5  # seconds without feedback on what was sent, after which the line counts as cut
CUT = 0.5  # the share that is left of the estimate then, each time


class Estimator:
    """One receiver's estimate in bit/s; None until the first feedback that says enough."""

    __slots__ = (
        "_began",
        "_by_hand",
        "_forgiven",
        "_heard_at",
        "_loss",
        "_newest_sent",
        "_rate",
        "_response",
        "_sends",
        "arriving",
        "estimate",
        "lowered_at",
    )

    def __init__(self) -> None:
        """Know nothing."""
        self.estimate: float | None = None
        self._by_hand = Arriving()
        self.arriving: Summed = self._by_hand  # whoever has the kernel sum it up puts that here
        self.lowered_at = float("-inf")
        self._loss = LossBound()
        self._rate = RateControl(FIRST)
        self._sends: deque[tuple[float, float, int]] = deque()  # first, last, bits of a feedback
        self._newest_sent = float("-inf")
        self._forgiven = float("-inf")
        self._began: float | None = None
        self._heard_at = float("-inf")
        self._response = 0.2

    @property
    def came(self) -> float:
        """What comes, in bit/s."""
        return self.arriving.came

    @property
    def overused(self) -> bool:
        """Whether packets queue up now."""
        return self.arriving.usage is Usage.OVER and self.arriving.stands

    @property
    def lost(self) -> float:
        """The share that was lost lately, 0…1."""
        return self._loss.lost

    @property
    def excess_lost(self) -> float:
        """That share less what this line loses whatever is sent."""
        return max(0.0, self._loss.lost - self._loss.always)

    def feedback(self, packets: Sequence[Acknowledged], now: float) -> None:
        """Take what one feedback says of packets that no feedback spoke of before."""
        self._by_hand.take(packets)
        self.heard(now)

    def heard(self, now: float) -> None:
        """Take what `arriving` has just made of one feedback."""
        arriving = self.arriving
        told, received, came = arriving.told, arriving.received, arriving.came
        self._heard_at = now
        if told:
            self._count_sent(arriving.first, arriving.last, arriving.bits)
        if received:
            response = max(0.0, now - arriving.latest)
            self._response += 0.1 * (response - self._response)
        if self._began is None:
            self._began = now
        if now - self._began < WINDOW:
            return
        rate = self._rate
        starting = now - self._began < STARTING and self.lowered_at == float("-inf")
        if starting and came > rate.value and not self.overused:
            rate.set(came)
        if received and now >= self._forgiven:
            usage = arriving.usage
            if usage is Usage.OVER and not arriving.stands:
                usage = Usage.NORMAL
            least = min(came, arriving.just_now()) if usage is Usage.OVER else came
            sent = self._sent() if usage is Usage.OVER else 0.0
            if rate.update(usage, least, sent, self._response, now):
                self.lowered_at = now
        if self._loss.update(told, told - received, came, rate.value, now):
            self.lowered_at = now
            rate.set(min(rate.value, self._loss.value))
        self.estimate = max(LEAST, min(rate.value, self._loss.value))

    def probed(self, rate: float) -> None:
        """Take it that the line carried `rate` for the length of a probe."""
        if self.estimate is not None and rate > self.estimate:
            self._rate.set(rate)
            self._loss.value = max(self._loss.value, rate)
            self.estimate = self._rate.value

    def forgive(self, until: float) -> None:
        """Take what the delay tells before `until` for the work of a probe, not of the line."""
        self._forgiven = until

    def bounded(self, rate: float) -> None:
        """Take the receiver's own word (REMB) where it is all there is."""
        self.estimate = max(LEAST, rate)

    def tick(self, unheard: bool, now: float) -> None:
        """Lower the estimate while nothing is heard of what is being sent; once a second or more
        often. Where nothing is sent there is nothing to hear.
        """
        if not unheard:
            self._heard_at = now
        if self.estimate is None or now - self._heard_at < DEAF:
            return
        self._heard_at = now
        self.lowered_at = now
        self._rate.set(self._rate.value * CUT)
        self.estimate = max(LEAST, min(self.estimate * CUT, self._rate.value))

    def _count_sent(self, first: float, last: float, bits: int) -> None:
        sends = self._sends
        sends.append((first, last, bits))
        newest = self._newest_sent = max(self._newest_sent, last)
        while newest - sends[0][1] > WINDOW:
            sends.popleft()

    def _sent(self) -> float:
        """Return the bit/s at which what was told of lately had been sent, come or lost."""
        span = max(last for _, last, _ in self._sends) - min(first for first, _, _ in self._sends)
        return sum(bits for _, _, bits in self._sends) / max(span, LEAST_WINDOW)
