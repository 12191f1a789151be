"""Which clock says what: the loop's, the wall's, and each sending peer's own NTP clock.

Rule: all tracks of one peer are translated by one offset, so that its lips and sound stay together
whatever its clock says; the offset follows the drift between the two clocks, too slowly to be seen,
and moves at once only when the peer's clock jumps, or in its first seconds, when something came
sooner than all before: what a report was held up by is never in what came without.
"""

import asyncio
import time
from collections import deque

NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970 (RFC 5905)
JUMP = 5.0
WINDOW = 60.0  # seconds over which the shortest delay counts
GRAIN = 1.0  # seconds between two that are kept: bounds them, whatever a peer sends
# Seconds a second by which the offset moves. Down, a report came sooner than any: that is surely
# truer. Up, it may be a queue on the line as well, so no faster than clocks drift (100 ppm is bad).
DOWN, UP = 0.003, 0.0003
SETTLING = 20.0  # seconds from a peer's first report on


class WallClock:
    """Loop time as wall time, steady: steps of the machine's clock after the start do not show."""

    __slots__ = ("_offset",)

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Read both clocks once."""
        self._offset = time.time() - loop.time()

    def wall(self, loop_time: float) -> float:
        """Return seconds since the epoch at this loop time."""
        return loop_time + self._offset


class PeerClock:
    """The offset between one peer's NTP clock and ours, the shortest delay of a report included."""

    __slots__ = ("_at", "_least", "_offset", "_settled")

    def __init__(self, offset: float | None = None) -> None:
        """Start without knowing it, or with 0 for a source on this machine."""
        self._offset = offset
        self._settled = float("-inf")  # from when on it moves slowly
        self._at = 0.0
        # When, and what a report made of the offset; rising, so that the first is the least.
        self._least: deque[tuple[float, float]] = deque()

    def observe(self, ntp: float, wall: float) -> None:
        """Take a sender report's time and when it came; both seconds since the epoch."""
        seen = wall - ntp
        if self._offset is None:
            self._settled = wall + SETTLING
        if self._offset is None or abs(seen - self._offset) > JUMP:
            self._offset, self._at = seen, wall
            self._least.clear()
        self._take(seen, wall)
        elapsed = max(0.0, wall - self._at)
        self._at = wall
        step = self._least[0][1] - self._offset
        down = float("-inf") if wall < self._settled else -DOWN * elapsed
        self._offset += max(down, min(UP * elapsed, step))

    def settling(self, wall: float) -> bool:
        """Tell whether it is so new that also packets say something of it."""
        return wall < self._settled

    def came(self, ntp: float, wall: float) -> None:
        """Take when a packet was captured and when it came, which cannot have been before."""
        seen = wall - ntp
        if self._offset is not None and self._offset - JUMP < seen < self._offset:
            self._take(seen, wall)
            self._offset = seen

    def _take(self, seen: float, wall: float) -> None:
        """Keep what may be the shortest delay of the window."""
        least = self._least
        while least and least[-1][1] >= seen:
            least.pop()
        if not least or wall - least[-1][0] >= GRAIN:
            least.append((wall, seen))
        while wall - least[0][0] > WINDOW and len(least) > 1:
            least.popleft()

    def to_wall(self, ntp: float) -> float:
        """Return our time of the peer's `ntp`."""
        return ntp + (self._offset or 0.0)


def to_ntp(wall: float) -> int:
    """Return the 64-bit NTP timestamp of a wall time (RFC 3550, section 4)."""
    return int((wall + NTP_EPOCH) * 4294967296) & 0xFFFFFFFFFFFFFFFF


def from_ntp(ntp: int) -> float:
    """Return the wall time of a 64-bit NTP timestamp."""
    return ntp / 4294967296 - NTP_EPOCH


def middle_of(ntp: int) -> int:
    """Return the middle 32 bits, as LSR and round-trip arithmetic use them."""
    return ntp >> 16 & 0xFFFFFFFF
