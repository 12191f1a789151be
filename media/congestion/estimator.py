"""What one line can take in all: the delay's rate, bounded by losses, raised by probes.

Rule: all work is for a feedback (ten to twenty a second), none for a packet.
"""

from collections import deque
from collections.abc import Sequence

from media.congestion.delay import DelayTrend, Usage
from media.congestion.loss import LossBound
from media.congestion.queue import Queue
from media.congestion.rate import LEAST, RateControl

FIRST = 300_000.0  # bit/s, where nothing is known
WINDOW = 0.4  # seconds over which what came is measured
LEAST_WINDOW = 0.15
STARTING = 3.0  # seconds in which what came is believed to be no more than a beginning
DEAF = 1.5  # seconds without feedback on what was sent, after which the line counts as cut
CUT = 0.5  # the share that is left of the estimate then, each time

Acknowledged = tuple[float, int, float | None]  # sent (s), bytes, arrived (s); None: lost


class Estimator:
    """One receiver's estimate in bit/s; None until the first feedback that says enough."""

    __slots__ = (
        "_arrivals",
        "_began",
        "_came_bits",
        "_forgiven",
        "_heard_at",
        "_loss",
        "_queue",
        "_rate",
        "_response",
        "_sends",
        "_trend",
        "came",
        "estimate",
        "lowered_at",
    )

    def __init__(self) -> None:
        """Know nothing."""
        self.estimate: float | None = None
        self.came = 0.0  # bit/s
        self.lowered_at = float("-inf")
        self._trend = DelayTrend()
        self._loss = LossBound()
        self._rate = RateControl(FIRST)
        self._arrivals: deque[tuple[float, int]] = deque()
        self._sends: deque[tuple[float, float, int]] = deque()  # first, last, bits of a feedback
        self._queue = Queue()
        self._forgiven = float("-inf")
        self._came_bits = 0
        self._began: float | None = None
        self._heard_at = float("-inf")
        self._response = 0.2

    @property
    def overused(self) -> bool:
        """Whether packets queue up now."""
        return self._trend.usage is Usage.OVER and self._queue.stands

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
        received = [(arrived, sent, size) for sent, size, arrived in packets if arrived is not None]
        self._heard_at = now
        if packets:
            self._count_sent(packets)
        if received:
            received.sort()
            trend = self._trend
            for arrived, sent, size in received:
                trend.packet(sent, arrived)
                self._queue.packet(arrived - sent, arrived)
                self._arrivals.append((arrived, size))
                self._came_bits += 8 * size
            self._measure(received[-1][0])
            response = max(0.0, now - max(sent for _, sent, _ in received))
            self._response += 0.1 * (response - self._response)
        if self._began is None:
            self._began = now
        if now - self._began < WINDOW:
            return
        starting = now - self._began < STARTING and self.lowered_at == float("-inf")
        if starting and self.came > self._rate.value and not self.overused:
            self._rate.set(self.came)
        if received and now >= self._forgiven:
            usage = self._usage()
            came = min(self.came, self._just_now()) if usage is Usage.OVER else self.came
            if self._rate.update(usage, came, self._sent(), self._response, now):
                self.lowered_at = now
        lost = len(packets) - len(received)
        if self._loss.update(len(packets), lost, self.came, self._rate.value, now):
            self.lowered_at = now
            self._rate.set(min(self._rate.value, self._loss.value))
        self.estimate = max(LEAST, min(self._rate.value, self._loss.value))

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
        """Lower the estimate while nothing is heard of what was sent; a few times a second."""
        if self.estimate is None or not unheard or now - self._heard_at < DEAF:
            return
        self._heard_at = now
        self.lowered_at = now
        self._rate.set(self._rate.value * CUT)
        self.estimate = max(LEAST, min(self.estimate * CUT, self._rate.value))

    def _usage(self) -> Usage:
        usage = self._trend.usage
        return Usage.NORMAL if usage is Usage.OVER and not self._queue.stands else usage

    def _count_sent(self, packets: Sequence[Acknowledged]) -> None:
        times = [sent for sent, _, _ in packets]
        sends = self._sends
        sends.append((min(times), max(times), 8 * sum(size for _, size, _ in packets)))
        newest = max(last for _, last, _ in sends)
        while newest - sends[0][1] > WINDOW:
            sends.popleft()

    def _sent(self) -> float:
        """Return the bit/s at which what was told of lately had been sent, come or lost."""
        span = max(last for _, last, _ in self._sends) - min(first for first, _, _ in self._sends)
        return sum(bits for _, _, bits in self._sends) / max(span, LEAST_WINDOW)

    def _just_now(self) -> float:
        """Return what came in the last moment: a line that became thin shows there first."""
        newest = self._arrivals[-1][0]
        size = 0
        oldest = newest
        for arrived, bytes_ in reversed(self._arrivals):
            if newest - arrived > LEAST_WINDOW and size:
                break
            size += bytes_
            oldest = arrived
            last = bytes_
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
