"""A track's packets in the order of their numbers, with the holes that stay.

Rule 1: a missing packet is waited for until `MOST_WAITING` packets, or `LONGEST` seconds of the
track's own time, stand behind it; then its place is given up and counted as lost.
Rule 2: numbers that leap, or another SSRC, are a sender that started over once two such packets
follow each other (RFC 3550, A.1); a single one is a stray and is left out.
"""

from recording.tracks.packets import Packet
from recording.tracks.samples import Counts

MOST_WAITING = 512
LONGEST = 0.4
"""Seconds: two or three tries of a retransmission over a slow line."""
FARTHEST = 3000
"""Numbers ahead or behind that a sender which goes on can be (RFC 3550, A.1)."""
MOST_LATE = 64
"""Packets behind, one following the other and nothing in between: nobody is as late as that."""


def signed(difference: int) -> int:
    """Return the difference of two RTP timestamps as the shorter way round."""
    return ((difference + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


class Order:
    """Takes packets as they come and gives them out as they were sent."""

    __slots__ = ("_counts", "_next", "_span", "_ssrc", "_stray", "_strays", "_waiting")

    def __init__(self, rate: int, counts: Counts) -> None:
        """Start empty; `rate` is in ticks a second, `counts` is told what is left out."""
        self._counts = counts
        self._span = round(LONGEST * rate)
        self._ssrc = -1
        self._next = 0  # the number due, unwrapped
        self._waiting: dict[int, Packet] = {}
        self._stray: Packet | None = None
        self._strays = 0

    def take(self, packet: Packet) -> list[Packet]:
        """Return what is in order now; empty while a packet before it is waited for."""
        if self._ssrc < 0:
            return self._begin(packet)
        ahead = ((packet.sequence - self._next + 0x8000) & 0xFFFF) - 0x8000
        if packet.ssrc != self._ssrc or not 0 <= ahead <= FARTHEST:
            return self._out_of_line(packet, ahead)
        self._stray, self._strays = None, 0
        if ahead == 0 and not self._waiting:
            self._next += 1
            return [packet]
        number = self._next + ahead
        if number in self._waiting:
            self._counts.late += 1
            return []
        self._waiting[number] = packet
        return self._released(packet.timestamp)

    def finish(self) -> list[Packet]:
        """Return all that waits; what is missing is lost now."""
        ordered: list[Packet] = []
        while self._waiting:
            self._give_up(min(self._waiting))
            ordered += self._due()
        return ordered

    def _begin(self, packet: Packet) -> list[Packet]:
        self._ssrc, self._next = packet.ssrc, packet.sequence + 1
        self._stray, self._strays = None, 0
        return [packet]

    def _out_of_line(self, packet: Packet, ahead: int) -> list[Packet]:
        before, self._stray = self._stray, packet
        follows = (
            before is not None
            and before.ssrc == packet.ssrc
            and (before.sequence + 1) & 0xFFFF == packet.sequence
        )
        self._strays = self._strays + 1 if follows else 1
        near = packet.ssrc == self._ssrc and -FARTHEST <= ahead < 0
        if before is None or self._strays < (MOST_LATE if near else 2):
            self._counts.late += 1
            return []
        ordered = self.finish()
        if not near:  # they were strays until now
            self._counts.late -= 1
        self._counts.restarts += 1
        first = packet if near else before
        first.restarted = True
        ordered += self._begin(first)
        return ordered if near else ordered + self.take(packet)

    def _released(self, newest: int) -> list[Packet]:
        ordered = self._due()
        while self._waiting:
            oldest = min(self._waiting)
            behind = signed(newest - self._waiting[oldest].timestamp)
            if len(self._waiting) <= MOST_WAITING and behind <= self._span:
                break
            self._give_up(oldest)
            ordered += self._due()
        return ordered

    def _due(self) -> list[Packet]:
        due: list[Packet] = []
        while (packet := self._waiting.pop(self._next, None)) is not None:
            due.append(packet)
            self._next += 1
        return due

    def _give_up(self, number: int) -> None:
        lost = number - self._next
        self._waiting[number].lost = lost
        self._counts.lost += lost
        self._next = number
