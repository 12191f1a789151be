"""How long a receiver who could not take its picture has none. Rule: longer each time."""

FIRST, LONGEST = 1.0, 8.0  # seconds
CALM = 20.0  # seconds without trouble after which it starts over


class BackOff:
    """A wait that doubles while trouble comes again."""

    __slots__ = ("_began", "_next", "until")

    def __init__(self) -> None:
        """Begin without one."""
        self.until = float("-inf")  # loop time
        self._began = float("-inf")
        self._next = FIRST

    def begin(self, now: float) -> None:
        """Wait from loop time `now` on."""
        if now - self._began > CALM:
            self._next = FIRST
        self._began = now
        self.until = now + self._next
        self._next = min(LONGEST, self._next * 2)
