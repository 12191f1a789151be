"""When a sample was captured: a track's ticks as wall time, by the media plane's reports.

Rule: one line through the last report, at the track's clock rate. Small differences between
reports (a sender's clock runs a little fast or slow) are taken in bit by bit, so that sound and
picture never jump; large ones are a step, and taken whole. Before the first report the arrival of
the first packet stands in for it.
"""

STEP_SECONDS = 0.1
"""A report that differs by more is believed as it stands: a sender that was set anew."""
SHARE = 0.25
"""Of a smaller difference so much is taken in at each report: 40 ppm of drift stays within 0.2 ms,
while a report that is 10 ms wrong moves nothing by more than 2.5 ms."""


class Alignment:
    """One part's line; `ticks` are RTP time, unwrapped."""

    def __init__(self, rate: int) -> None:
        """Know nothing yet. `rate` is in ticks a second."""
        self._rate = rate
        self._wall = 0.0
        self._ticks = 0
        self._known = False  # any point at all
        self._exact = False  # a report of the sender's own

    def arrived(self, wall: float, ticks: int) -> None:
        """Take a packet's arrival, where nothing better is known."""
        if not self._known:
            self._wall, self._ticks, self._known = wall, ticks, True

    def report(self, wall: float, ticks: int, *, exact: bool) -> None:
        """Take a report; one that is not exact only until one was."""
        if self._exact and not exact:
            return
        off = wall - self.wall(ticks) if self._known else 0.0
        if not self._known or abs(off) > STEP_SECONDS or exact is not self._exact:
            self._wall = wall
        else:
            self._wall = wall - off * (1 - SHARE)
        self._ticks, self._known, self._exact = ticks, True, exact

    def wall(self, ticks: int) -> float:
        """Return when the sample with this timestamp was captured; something must be known."""
        return self._wall + (ticks - self._ticks) / self._rate
