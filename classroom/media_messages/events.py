"""What the media plane tells unasked.

Rule: what is said again anyway (levels, quality, layers) may be left out when it is crowded.
"""

from enum import StrEnum

import msgspec

from classroom.media_messages.words import Direction, Level, LevelReason, Message, Source


class RoomLost(Message, frozen=True):
    """The worker that held the room died; all transports are gone. Open it again."""


class PeerConnected(Message, frozen=True):
    """A transport of the peer carries media now (ICE and DTLS are up)."""

    peer: str
    direction: Direction
    protocol: str  # "udp", "tcp", or "local" of a direct transport


class PeerLost(Message, frozen=True):
    """Consent expired (RFC 7675), or it closed DTLS or its socket: that transport is freed."""

    peer: str
    transport: str
    direction: Direction


class PeerSilent(Message, frozen=True):
    """Nothing came on a path of the peer for some seconds: no media, no report, no consent check.
    Sent again every few seconds while that is so.
    """

    peer: str
    direction: Direction
    seconds: float  # since something came last


class PeerHeard(Message, frozen=True):
    """Something comes again on a path that was silent."""

    peer: str
    direction: Direction


class ProducerOpened(Message, frozen=True):
    """An ingest's track is there (a browser's is told by the reply to Produce)."""

    peer: str
    producer: str
    source: Source


class ProducerClosed(Message, frozen=True):
    """A track ended from the media side."""

    peer: str
    producer: str


class ConsumerChanged(Message, frozen=True):
    """The layer now sent (None: nothing is), or its producer paused or resumed."""

    peer: str
    consumer: str
    layer: int | None
    producer_paused: bool


class LevelChanged(Message, frozen=True):
    """A peer is sent more or less from now on, and why; sent when it changes."""

    peer: str
    level: Level
    reason: LevelReason
    estimate_kbps: float | None  # what its line takes in; None: nobody knows


class ConsumerClosed(Message, frozen=True):
    """Its producer is gone."""

    peer: str
    consumer: str


class LayersWanted(Message, frozen=True):
    """The highest simulcast layer of a producer that anybody receives, or would if it came: its
    sender need send none above it. Told when it changes; a new producer's are all wanted.
    """

    peer: str
    producer: str
    layer: int


class Speaking(Message, frozen=True):
    """Who speaks, loudest first (RFC 6464), as peers; sent when it changes, at most 4 a second."""

    peers: list[str]


class WordTaken(Message, frozen=True):
    """Of the microphones that share the word, the one that is forwarded now, or all of them (None);
    sent when it changes.
    """

    producer: str | None


class LineQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One peer's line over the last few seconds, as the server sees it from RTP and RTCP."""

    peer: str
    up_kbps: float
    down_kbps: float
    up_loss: float  # 0…1, after retransmission
    down_loss: float  # 0…1, as the browser reports it
    rtt_ms: float | None  # by its receiver reports: None while it receives nothing
    jitter_ms: float | None
    picture: bool  # a camera or screen arrived within the window
    sound: bool  # a microphone arrived within the window
    protocol: str | None  # "udp", "tcp", or None while not connected, or silent
    level: Level | None = None  # None: it receives nothing of ours
    estimate_kbps: float | None = None  # what its line takes in, as far as is known
    bytes_down: int = 0  # to it since the peer came, RTP and RTCP without IP's and UDP's headers
    bytes_up: int = 0  # from it


class Quality(Message, frozen=True):
    """Every peer's line in one room, every two seconds."""

    lines: list[LineQuality]


class IngestState(StrEnum):
    """How an ingest is doing."""

    STARTING = "starting"
    PLAYING = "playing"
    LOST = "lost"  # being retried with back-off
    ENDED = "ended"
    FAILED = "failed"  # not retried: no such file, nothing playable


class IngestChanged(Message, frozen=True):
    """The ingest's state and, in plain English for the log, why."""

    peer: str
    state: IngestState
    detail: str = ""


MediaEvent = (
    RoomLost
    | PeerConnected
    | PeerLost
    | PeerSilent
    | PeerHeard
    | ProducerOpened
    | ProducerClosed
    | ConsumerChanged
    | LevelChanged
    | ConsumerClosed
    | LayersWanted
    | Speaking
    | WordTaken
    | Quality
    | IngestChanged
)
