"""Which of a producer's simulcast layers anybody receives, so that its sender sends no others.

Rule: more is wanted at once, less after a while: a wall that is rearranged does not make a camera
come and go. The lowest layer is always wanted, so that whoever comes has a picture at once.
"""

from collections.abc import Callable, Mapping

from classroom.media_messages import LayersWanted, MediaEvent
from media.peer import Peer
from media.producer import Producer

LOWER_AFTER = 5.0  # seconds


def wanted(producer: Producer) -> int:
    """Return the highest layer that somebody may be sent now, at least 0."""
    layers = [min(c.preferred, c.limit) for c in producer.consumers.values() if not c.paused]
    return min(max([0, *layers]), len(producer.streams) - 1)


class _Told:
    """What a sender was told, and since when less would do."""

    __slots__ = ("layer", "most", "since")

    def __init__(self, layer: int) -> None:
        self.layer = layer
        self.since: float | None = None
        self.most = 0  # that was wanted since

    def look(self, now_wanted: int, now: float) -> bool:
        """Take what is wanted now; True when the sender is to be told of a new `layer`."""
        if now_wanted > self.layer:
            self.layer, self.since = now_wanted, None
            return True
        if now_wanted == self.layer:
            self.since = None
            return False
        if self.since is None:
            self.since, self.most = now, now_wanted
        self.most = max(self.most, now_wanted)
        if now - self.since < LOWER_AFTER:
            return False
        self.layer, self.since = self.most, None
        return True


class Wanted:
    """What the senders of one room were told."""

    def __init__(self, room: str, emit: Callable[[MediaEvent], None]) -> None:
        """Begin with nobody; `emit` takes what they are to be told."""
        self._room = room
        self._emit = emit
        self._told: dict[str, _Told] = {}

    def tick(self, peers: Mapping[str, Peer], now: float) -> None:
        """Look at every producer that comes in layers."""
        layered = {
            producer.id: (peer.id, producer)
            for peer in peers.values()
            for producer in peer.producers.values()
            if len(producer.streams) > 1
        }
        for gone in self._told.keys() - layered.keys():
            del self._told[gone]
        for id, (peer, producer) in layered.items():
            told = self._told.get(id)
            if told is None:
                told = self._told[id] = _Told(len(producer.streams) - 1)
            if told.look(wanted(producer), now):
                self._emit(LayersWanted(room=self._room, peer=peer, producer=id, layer=told.layer))
