"""A token bucket: so many a second on average, so many at once.

Rule: time comes in as an argument; an empty bucket refuses and never waits.
"""

BURST_SECONDS = 5.0


class Bucket:
    """Allows `rate` a second on average and five seconds' worth at once."""

    def __init__(self, rate: float, now: float) -> None:
        """Begin full."""
        self._rate = rate
        self._size = rate * BURST_SECONDS
        self._tokens = self._size
        self._at = now

    def take(self, now: float) -> bool:
        """Take one token, if there is one."""
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
