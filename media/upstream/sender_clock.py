"""What a sender's reports say of one stream's clock: which RTP timestamp was at which time.

Rule: times are seconds on *our* wall clock; the peer's own NTP time is translated once, by
`PeerClock`, the same for all its streams.
"""

from media.clocks import PeerClock, WallClock, from_ntp, middle_of


class SenderClock:
    """NTP ↔ RTP of one stream (RFC 3550, section 6.4.1)."""

    __slots__ = ("_arrival", "_middle", "_ntp", "_peer", "_rate", "_rtp", "_wall", "known")

    def __init__(self, rate: int, peer: PeerClock, wall: WallClock) -> None:
        """Start without a report."""
        self._rate = rate
        self._peer = peer
        self._wall = wall
        self._ntp = 0.0
        self._rtp = 0
        self._arrival = 0.0
        self._middle = 0
        self.known = False

    def report(self, ntp: int, rtp: int, arrival: float) -> None:
        """Take a sender report: its 64-bit NTP and RTP timestamps, and the loop time it came."""
        seconds = from_ntp(ntp)
        self._peer.observe(seconds, self._wall.wall(arrival))
        self._ntp, self._rtp, self._arrival, self.known = seconds, rtp, arrival, True
        self._middle = middle_of(ntp)

    def came(self, rtp: int, arrival: float) -> None:
        """Take a packet's RTP timestamp and the loop time it came, while that says something."""
        wall = self._wall.wall(arrival)
        if self.known and self._peer.settling(wall):
            self._peer.came(self._ntp + self._since(rtp), wall)

    def place(self, ntp: float, rtp: int) -> None:
        """Take a mapping that was not told by RTCP."""
        self._ntp, self._rtp, self.known = ntp, rtp, True

    def rtp_at(self, wall: float) -> int:
        """Return the stream's RTP timestamp (not wrapped) at a wall time; only when `known`."""
        return self._rtp + round((wall - self._peer.to_wall(self._ntp)) * self._rate)

    def wall_of(self, rtp: int) -> float:
        """Return the wall time of an RTP timestamp near the last report; only when `known`."""
        return self._peer.to_wall(self._ntp) + self._since(rtp)

    def last_report(self, now: float) -> tuple[int, int]:
        """Return LSR and DLSR for a receiver report at loop time `now`."""
        if not self._middle:
            return 0, 0
        return self._middle, int(max(0.0, now - self._arrival) * 65536) & 0xFFFFFFFF

    def _since(self, rtp: int) -> float:
        """Return the seconds from the last report to this timestamp."""
        delta = (rtp - self._rtp) & 0xFFFFFFFF
        if delta & 0x80000000:
            delta -= 0x100000000
        return delta / self._rate
