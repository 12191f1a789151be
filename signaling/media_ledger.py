"""What exists of one lesson in the media plane, as far as we have been told.

Rule: bookkeeping only. It is thrown away whole when the room's worker dies, and an entry goes as
soon as either side says that the thing is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from classroom.media_messages import Direction, Level
from classroom.microphones import Sharing

E = TypeVar("E")


@dataclass(slots=True)
class TransportEntry:
    """A WebRTC transport of a page."""

    peer: str
    direction: Direction


@dataclass(slots=True)
class ProducerEntry:
    """A track coming in. `paused` is what the media plane was last asked for."""

    peer: str
    transport: str | None  # None: an ingest's
    paused: bool
    published: bool  # the lesson knows it, or knew it: the lesson decides when it ends
    wanted: int | None = None  # the highest layer that anybody receives; None: all there are


@dataclass(slots=True)
class ConsumerEntry:
    """A track going out to a page. `layer` is what the media plane was last asked for."""

    peer: str
    transport: str
    producer: str
    layer: int


@dataclass(slots=True)
class Ledger:
    """Everything in one room."""

    transports: dict[str, TransportEntry] = field(default_factory=dict)
    producers: dict[str, ProducerEntry] = field(default_factory=dict)
    consumers: dict[str, ConsumerEntry] = field(default_factory=dict)
    sharing: Sharing = field(default_factory=Sharing)  # as the media plane was last asked
    ingests: dict[str, tuple[str, bool]] = field(default_factory=dict)  # peer → url, loop
    pins: dict[str, Level] = field(default_factory=dict)  # by peer, as the media plane was asked
    made: set[str] = field(default_factory=set)  # peers that stay there until they are closed

    def peers(self) -> set[str]:
        """Return every peer that has something here, or had and is yet to be closed."""
        return self.made | {
            entry.peer
            for entries in (self.transports, self.producers, self.consumers)
            for entry in entries.values()
        }

    def forget_peer(self, peer: str) -> None:
        """Forget all that a peer has."""
        self.pins.pop(peer, None)
        self.made.discard(peer)
        _drop(self.transports, lambda entry: entry.peer == peer)
        _drop(self.producers, lambda entry: entry.peer == peer)
        _drop(self.consumers, lambda entry: entry.peer == peer)

    def forget_ingest(self, peer: str) -> None:
        """Forget an ingest and its tracks."""
        self.ingests.pop(peer, None)
        self.forget_peer(peer)

    def forget_producer(self, producer: str) -> None:
        """Forget a track and whoever receives it."""
        self.producers.pop(producer, None)
        _drop(self.consumers, lambda entry: entry.producer == producer)

    def forget_transport(self, transport: str) -> list[str]:
        """Forget a transport and all it carried; return its producers."""
        self.transports.pop(transport, None)
        gone = [k for k, v in self.producers.items() if v.transport == transport]
        for producer in gone:
            self.forget_producer(producer)
        _drop(self.consumers, lambda entry: entry.transport == transport)
        return gone


def _drop(entries: dict[str, E], gone: Callable[[E], bool]) -> None:
    for key in [key for key, entry in entries.items() if gone(entry)]:
        del entries[key]
