"""How long it takes from wanting to be in a lesson until sound or picture flows; how often what is
sent changes.

Rule: figures only, by nobody's name. A page is timed once, from its coming or from its pressing
*enter*, whichever is later: how long somebody looks at their camera first is not the line's doing.
"""

from collections import Counter
from collections.abc import Iterable

from classroom.media_messages import LevelChanged
from signaling.page import Page

BOUNDS = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 60.0)  # seconds


class Joins:
    """Counted since the server began."""

    def __init__(self) -> None:
        """Begin with none."""
        self.counts = [0] * (len(BOUNDS) + 1)  # of a histogram; the last: longer than all bounds
        self.seconds = 0.0
        self.levels: Counter[tuple[str, str]] = Counter()  # changes, to which and why

    def changed(self, event: LevelChanged) -> None:
        """Count a change of what somebody is sent."""
        self.levels[event.level.name.lower(), event.reason.value] += 1

    def connected(self, pages: Iterable[Page], peer: str, now: float) -> None:
        """Count the page of that peer if it was waited for; `now` is monotonic."""
        for page in pages:
            if page.peer == peer and page.waits_since is not None and not page.beside:
                took, page.waits_since = now - page.waits_since, None
                self.seconds += took
                self.counts[sum(took > bound for bound in BOUNDS)] += 1
