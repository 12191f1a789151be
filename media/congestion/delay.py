"""Whether packets queue on the way: the trend of their one-way delay, and when it is too much.

Packets are taken in groups sent together; how much longer a group took than the one before it is
summed and smoothed, and the slope over the last groups is held against a threshold that adapts, so
that a jittery line does not read as a full one.

Source: draft-ietf-rmcat-gcc-02 §5.2–5.4, with the trend in place of the Kalman filter (as in
"Congestion Control for Web Real-Time Communication", Carlucci et al., 2017, and browsers since).
"""

from collections import deque
from enum import Enum

GROUP = 0.005  # seconds of sending that make one group …
TOGETHER = 0.005  # … and of arriving, when a queue lets go of several at once
LONGEST_GROUP = 0.1
WINDOW = 20  # groups in the slope
SMOOTHING = 0.9
GAIN = 4.0
MOST_DELTAS = 60  # beyond them more groups do not make a slope more certain
FIRST_THRESHOLD = 12.5
LEAST_THRESHOLD, MOST_THRESHOLD = 6.0, 600.0
OUTLIER = 15.0  # above the threshold: such a leap does not raise it
RISE, FALL = 0.0087, 0.039
OVER_SECONDS = 0.01  # the slope has to be too steep for so long
SILENCE = 2.0  # seconds without a packet after which nothing before is compared
REBASE = 60.0  # seconds after which the sums are made anew, for the sake of their digits


class Usage(Enum):
    """How the line is filled."""

    NORMAL = 0
    OVER = 1
    UNDER = 2


class DelayTrend:
    """Feed it packets in the order of their arrival; read `usage`."""

    __slots__ = (
        "_base",
        "_deltas",
        "_first_arrived",
        "_first_sent",
        "_last_arrived",
        "_last_sent",
        "_over_count",
        "_over_since",
        "_points",
        "_previous_arrived",
        "_previous_sent",
        "_previous_slope",
        "_smoothed",
        "_sum_x",
        "_sum_xx",
        "_sum_xy",
        "_sum_y",
        "_summed",
        "_threshold",
        "_updated_at",
        "usage",
    )

    def __init__(self) -> None:
        """Start with a line that is not full."""
        self.usage = Usage.NORMAL
        self._threshold = FIRST_THRESHOLD
        self._forget()

    def _forget(self) -> None:
        self.usage = Usage.NORMAL
        self._first_sent = self._last_sent = self._first_arrived = self._last_arrived = -1.0
        self._previous_sent = self._previous_arrived = -1.0
        self._points: deque[tuple[float, float]] = deque()
        self._sum_x = self._sum_y = self._sum_xx = self._sum_xy = 0.0
        self._base = 0.0
        self._deltas = 0
        self._summed = self._smoothed = 0.0
        self._previous_slope = 0.0
        self._over_since = -1.0
        self._over_count = 0
        self._updated_at = -1.0

    def packet(self, sent: float, arrived: float) -> None:
        """Take one packet: seconds on our clock and on the receiver's, which need not agree."""
        if self._first_sent < 0:
            self._begin(sent, arrived)
            return
        if arrived - self._last_arrived > SILENCE or arrived < self._previous_arrived:
            self._forget()
            self._begin(sent, arrived)
            return
        if sent < self._first_sent:
            return  # overtaken: its group is closed
        if sent - self._first_sent > GROUP and not self._came_together(sent, arrived):
            self._close()
            self._begin(sent, arrived)
            return
        if sent > self._last_sent:
            self._last_sent = sent
        if arrived > self._last_arrived:
            self._last_arrived = arrived

    def _begin(self, sent: float, arrived: float) -> None:
        self._first_sent = self._last_sent = sent
        self._first_arrived = self._last_arrived = arrived

    def _came_together(self, sent: float, arrived: float) -> bool:
        apart = arrived - self._last_arrived
        return (
            apart <= TOGETHER
            and apart < sent - self._last_sent
            and arrived - self._first_arrived < LONGEST_GROUP
        )

    def _close(self) -> None:
        sent, arrived = self._last_sent, self._last_arrived
        if self._previous_sent >= 0:
            self._delta(
                1000 * ((arrived - self._previous_arrived) - (sent - self._previous_sent)), arrived
            )
        self._previous_sent, self._previous_arrived = sent, arrived

    def _delta(self, milliseconds: float, arrived: float) -> None:
        self._deltas += 1
        self._summed += milliseconds
        self._smoothed = SMOOTHING * self._smoothed + (1 - SMOOTHING) * self._summed
        if not self._points or arrived - self._base > REBASE:
            self._rebase(arrived)
        points = self._points
        x, y = 1000 * (arrived - self._base), self._smoothed
        points.append((x, y))
        self._sum_x += x
        self._sum_y += y
        self._sum_xx += x * x
        self._sum_xy += x * y
        if len(points) > WINDOW:
            x, y = points.popleft()
            self._sum_x -= x
            self._sum_y -= y
            self._sum_xx -= x * x
            self._sum_xy -= x * y
        if len(points) < WINDOW:
            return
        spread = WINDOW * self._sum_xx - self._sum_x * self._sum_x
        if spread > 1e-3:
            slope = (WINDOW * self._sum_xy - self._sum_x * self._sum_y) / spread
            self._detect(slope, arrived)

    def _rebase(self, arrived: float) -> None:
        shift = 1000 * (arrived - self._base)
        self._base = arrived
        self._points = deque((x - shift, y) for x, y in self._points)
        self._sum_x = self._sum_y = self._sum_xx = self._sum_xy = 0.0
        for x, y in self._points:  # not `sum`: from Python 3.12 on it rounds in another way
            self._sum_x += x
            self._sum_y += y
            self._sum_xx += x * x
            self._sum_xy += x * y

    def _detect(self, slope: float, now: float) -> None:
        weighed = min(self._deltas, MOST_DELTAS) * slope * GAIN
        if weighed > self._threshold:
            if self._over_since < 0:
                self._over_since = now
            self._over_count += 1
            if (
                now - self._over_since > OVER_SECONDS
                and self._over_count > 1
                and slope >= self._previous_slope
            ):
                self.usage = Usage.OVER
        else:
            self._over_since, self._over_count = -1.0, 0
            self.usage = Usage.UNDER if weighed < -self._threshold else Usage.NORMAL
        self._previous_slope = slope
        self._adapt(abs(weighed), now)

    def _adapt(self, weighed: float, now: float) -> None:
        if self._updated_at >= 0 and weighed <= self._threshold + OUTLIER:
            elapsed = min(1000 * (now - self._updated_at), 100.0)
            speed = FALL if weighed < self._threshold else RISE
            moved = self._threshold + speed * (weighed - self._threshold) * elapsed
            self._threshold = min(MOST_THRESHOLD, max(LEAST_THRESHOLD, moved))
        self._updated_at = now
