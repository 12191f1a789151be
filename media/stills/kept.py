"""The latest whole keyframe of one stream, for the case that its lesson is shut down.

Rule: only what is forwarded is kept, and one picture of it, so that none is of a classroom whose
picture nobody was to see. It costs the packets of one keyframe, and nothing for those of others.
"""

from typing import NamedTuple

from media.upstream.history import StoredPacket

KEPT_LAYERS = 2  # of simulcast, from the lowest: enough to see who and what
MOST_BYTES = 384 * 1024
PATIENCE = 200  # packets of later frames, until a hole in a keyframe counts as never filled


class Picture(NamedTuple):
    """A whole keyframe."""

    arrival: float
    payloads: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(map(len, self.payloads))


class KeptPicture:
    """Gathers the packets of each keyframe, and keeps the last that became whole."""

    __slots__ = (
        "_end",
        "_first",
        "_packets",
        "_patience",
        "_size",
        "_timestamp",
        "gathering",
        "keeping",
        "picture",
    )

    def __init__(self) -> None:
        """Start with none."""
        self.keeping = True
        self.gathering = False
        self.picture: Picture | None = None
        self._packets: dict[int, StoredPacket] = {}
        self._timestamp = self._first = self._end = self._patience = -1
        self._size = 0

    def take(self, packet: StoredPacket, begins: bool) -> None:
        """Take a packet while `gathering`, or one that begins a keyframe."""
        if not self.keeping:
            self._drop()
            return
        if begins and not (self.gathering and packet.timestamp == self._timestamp):
            self._packets, self._size = {}, 0
            self.gathering, self._patience = True, PATIENCE
            self._timestamp, self._first, self._end = packet.timestamp, packet.number, -1
        if packet.timestamp == self._timestamp:
            self._packets[packet.number] = packet
            self._size += len(packet.payload)
            self._first = min(self._first, packet.number)
            if packet.marker:
                self._end = packet.number
            self._finish()
        else:
            self._patience -= 1
        if self.gathering and (not self._patience or self._size > MOST_BYTES):
            self._drop()

    def _finish(self) -> None:
        wanted = range(self._first, self._end + 1)
        if len(self._packets) != len(wanted):
            return
        payloads = tuple(self._packets[number].payload for number in wanted)
        picture = Picture(self._packets[self._first].arrival, payloads)
        self._drop()
        self.picture = picture

    def _drop(self) -> None:
        self.gathering = False
        self._packets = {}
