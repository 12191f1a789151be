"""When a sample was captured: a track's ticks as wall time, by the media plane's reports.

Rule: one line through the last report, at the track's clock rate. Small differences between
reports (a sender's clock runs a little fast or slow) are taken in bit by bit, so that sound and
picture never jump; large ones are a step, and taken whole. Before the first report of the sender's
own the packets' arrival stands in for it, of which the soonest is the truest. In the line's first
minute what makes it truer counts for what was written by it before, too: it is owed to that.
"""

STEP_SECONDS = 0.1
"""A report that differs by more is believed as it stands: a sender that was set anew."""
SHARE = 0.25
"""Of a smaller difference so much is taken in at each report: 40 ppm of drift stays within 0.2 ms,
while a report that is 10 ms wrong moves nothing by more than 2.5 ms."""
SETTLING = 60.0
"""Seconds; the media plane's window of shortest delays is as long."""
MOST_OWED = 1.0
"""Seconds; who differs by more was set, and what came before was right by its clock."""
GRAIN = 0.005
"""Seconds; less is not worth a line in the manifest."""


class Alignment:
    """One part's line; `ticks` are RTP time, unwrapped."""

    def __init__(self, rate: int) -> None:
        """Know nothing yet. `rate` is in ticks a second."""
        self._rate = rate
        self._wall = 0.0
        self._ticks = 0
        self._known = False  # any point at all
        self._exact = False  # a report of the sender's own
        self._since = 0.0
        self._owed = 0.0

    def arrived(self, wall: float, ticks: int) -> None:
        """Take a packet's arrival, where nothing better is known."""
        if self._exact:
            return
        if not self._known:
            self._wall, self._ticks, self._known, self._since = wall, ticks, True, wall
        elif (off := wall - self.wall(ticks)) < 0:
            self._wall += off
            self._owe(wall, off)

    def report(self, wall: float, ticks: int, *, exact: bool) -> None:
        """Take a report; one that is not exact only until one was."""
        if self._exact and not exact:
            return
        if not self._known:
            self._known, self._since, self._wall = True, wall, wall
        else:
            off = wall - self.wall(ticks)
            truer = off < 0 and wall - self._since < SETTLING  # a way only ever takes longer
            if abs(off) > STEP_SECONDS or exact is not self._exact or truer:
                moved = off
            else:
                moved = off * SHARE
            self._wall = wall - off + moved
            self._owe(wall, moved)
        self._ticks, self._exact = ticks, exact

    def wall(self, ticks: int) -> float:
        """Return when the sample with this timestamp was captured; something must be known."""
        return self._wall + (ticks - self._ticks) / self._rate

    def settle(self) -> float:
        """Return by how many seconds what was written before was wrong, once; 0 for too few."""
        if abs(self._owed) < GRAIN:
            return 0.0
        owed, self._owed = self._owed, 0.0
        return owed

    def _owe(self, wall: float, by: float) -> None:
        if abs(by) < MOST_OWED and wall - self._since < SETTLING:
            self._owed += by
