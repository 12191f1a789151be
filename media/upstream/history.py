"""The last second of a producer's stream, kept once for all who may ask for a packet again.

Rule: at most `SIZE` packets and `SECONDS` of them, whichever is less; older ones are gone.
"""

from typing import NamedTuple

SIZE = 1024  # a power of two; about 1 s of 10 Mbit/s
SECONDS = 1.0


class StoredPacket(NamedTuple):
    """One packet as it came: numbers unwrapped, padding and extensions removed."""

    number: int
    arrival: float
    timestamp: int
    marker: int  # 0x80 or 0
    picture: int  # VP8 PictureID, unwrapped; -1 where there is none
    tl0: int  # VP8 TL0PICIDX; -1 where there is none
    payload: bytes


class PacketHistory:
    """A ring of packets by unwrapped sequence number."""

    __slots__ = ("_slots", "newest", "oldest")

    def __init__(self) -> None:
        """Start empty."""
        self._slots: list[StoredPacket | None] = [None] * SIZE
        self.oldest = 0
        self.newest = -1

    def put(self, packet: StoredPacket) -> None:
        """Keep `packet`, and let go of what is too old; one older than all is not kept."""
        number = packet.number
        slots = self._slots
        if number > self.newest:
            if number - self.oldest >= SIZE:
                start = max(self.oldest, self.newest - SIZE + 1)
                self._forget(start, min(number - SIZE + 1, self.newest + 1))
                self.oldest = number - SIZE + 1
            self.newest = number
        elif number < self.oldest:
            return
        slots[number & SIZE - 1] = packet
        limit = packet.arrival - SECONDS
        oldest = self.oldest
        while oldest < number:
            held = slots[oldest & SIZE - 1]
            if held is not None:
                if held.arrival >= limit:
                    break
                slots[oldest & SIZE - 1] = None
            oldest += 1
        self.oldest = oldest

    def _forget(self, start: int, end: int) -> None:
        for number in range(start, end):
            self._slots[number & SIZE - 1] = None

    def get(self, number: int) -> StoredPacket | None:
        """Return the packet with this unwrapped number, or None when it is not kept."""
        packet = self._slots[number & SIZE - 1]
        return packet if packet is not None and packet.number == number else None

    def clear(self) -> None:
        """Let go of everything."""
        self._slots = [None] * SIZE
        self.oldest = self.newest + 1
