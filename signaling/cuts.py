"""Who was put out a moment ago, for whoever was just coming in.

Rule: a revocation is stored first and cut second. Whoever asked the door before it was stored may
come through after the cut has looked for them; so each admission looks here when it is done.
"""

from collections import deque

from classroom.admission import Cut, Pass
from classroom.failures import Unavailable

KEPT = 256


class Cuts:
    """The latest cuts, numbered."""

    def __init__(self) -> None:
        """Begin with none."""
        self.made = 0
        self._recent: deque[tuple[Cut, str]] = deque(maxlen=KEPT)

    def add(self, cut: Cut, code: str) -> None:
        """Note a cut and what the page is told."""
        self.made += 1
        self._recent.append((cut, code))

    def since(self, made: int, admitted: Pass) -> str | None:
        """Return the code with which this pass was cut after number `made`, or None.

        Raises:
            Unavailable: `busy`: there were more of them than are kept.
        """
        new = self.made - made
        if new > len(self._recent):
            raise Unavailable("busy")
        later = list(self._recent)[len(self._recent) - new :]
        return next((code for cut, code in later if cut.matches(admitted)), None)
