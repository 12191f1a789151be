"""How long a receiver that could not take its picture goes without: longer each time."""

LONGEST = 8.0  # seconds
CALM = 20.0  # seconds without trouble after which it starts over


class StandBack:
    """Until when one track is not sent."""

    __slots__ = ("_pause", "_since", "until")

    def __init__(self) -> None:
        """Send it."""
        self.until = float("-inf")
        self._since = float("-inf")
        self._pause = 1.0

    def now(self, now: float) -> None:
        """Have no picture for a while."""
        if now - self._since > CALM:
            self._pause = 1.0
        self._since = now
        self.until = now + self._pause
        self._pause = min(LONGEST, self._pause * 2)
