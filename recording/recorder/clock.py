"""The time of a recording: the wall's as it was when the recorder started, and steady from then on.

Rule: a machine's clock that is set, an hour back, say, moves nothing in a recording. A recorder
that is started anew takes the machine's new time; `recording.manifest.index` knows.
"""

import time
from collections.abc import Callable


class SteadyClock:
    """Seconds since the epoch, UTC, that never run back."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read both clocks once."""
        self._wall, self._monotonic = wall, monotonic
        self._offset = wall() - monotonic()

    def now(self) -> float:
        """Return the recording's time."""
        return self._monotonic() + self._offset

    def monotonic(self) -> float:
        """Return a time that is only good for differences."""
        return self._monotonic()

    def of(self, monotonic: float) -> float:
        """Return the recording's time of a reading of the monotonic clock."""
        return monotonic + self._offset

    def here(self, at: float) -> float:
        """Return the recording's time of what the machine's clock calls `at` by now."""
        return at + self.now() - self._wall()
