"""Which clock says what: the loop's, the wall's, and each sending peer's own NTP clock.

Rule: all tracks of one peer are translated by one offset, so that its lips and sound stay together
whatever its clock says; the offset is taken once and moves only when the peer's clock jumps.
"""

import asyncio
import time

NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970 (RFC 5905)
JUMP = 5.0


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
    """The offset between one peer's NTP clock and ours."""

    __slots__ = ("_offset",)

    def __init__(self, offset: float | None = None) -> None:
        """Start without knowing it, or with 0 for a source on this machine."""
        self._offset = offset

    def observe(self, ntp: float, wall: float) -> None:
        """Take a sender report's time and when it came; both seconds since the epoch."""
        if self._offset is None or abs(wall - ntp - self._offset) > JUMP:
            self._offset = wall - ntp

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
