"""One endpoint in a room: its transports, what it sends and what it receives."""

import secrets

from classroom.media_messages import Source
from media.clocks import PeerClock
from media.downstream.consumer import Consumer
from media.downstream.direct import DirectTransport
from media.downstream.levels import Levels
from media.downstream.stills import Timers
from media.downstream.transport import OutboundTransport
from media.producer import Producer
from media.upstream.transport import InboundTransport

# Tracks that are one scene share a clock name, and so are kept in step by the receiver; a browser
# pairs one sound with one picture of a name, hence not all of a peer's tracks together.
_SCENE = {
    Source.CAMERA: "room",
    Source.MICROPHONE: "room",
    Source.SCREEN: "screen",
    Source.SCREEN_SOUND: "screen",
    Source.DOCUMENT: "document",
}


class Peer:
    """A page, an ingest or a recorder."""

    def __init__(self, id: str, clock: PeerClock, timers: Timers) -> None:
        """Begin with nothing; the name of its clock is random and tells nothing."""
        self.id = id
        self.clock = clock
        self.inbound: dict[str, InboundTransport] = {}
        self.outbound: dict[str, OutboundTransport] = {}
        self.direct: dict[str, DirectTransport] = {}
        self.unseen = False  # a recorder: it has never had another transport than direct ones
        self.silent = False  # nothing comes over one of its paths
        self.producers: dict[str, Producer] = {}
        self.consumers: dict[str, Consumer] = {}
        self.levels = Levels(timers)  # of what it receives
        self._name = secrets.token_hex(6)

    def cname(self, source: Source) -> str:
        """Return the RTCP canonical name of a track (RFC 3550, section 6.5.1)."""
        return f"{self._name}-{_SCENE[source]}"

    def has(self, source: Source) -> bool:
        """Whether it sends this source already."""
        return any(p.source is source for p in self.producers.values())

    @property
    def round_trip(self) -> float | None:
        """The shortest recent round trip of its consumers, in seconds."""
        known = [c.round_trip for c in self.consumers.values() if c.round_trip is not None]
        return min(known, default=None)
