"""The wall clock, for whoever hands the time to the classroom."""

import time


class SystemClock:
    """Implements `classroom.ports.Clock`."""

    def now(self) -> float:
        """Return seconds since the epoch, UTC."""
        return time.time()
