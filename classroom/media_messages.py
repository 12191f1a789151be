"""What the lesson and the media plane say to each other: the messages of the `Media` port.

Rule 1: one frozen struct per message, both directions, all in this file; they cross a process
boundary as msgpack, so they hold only plain values.
Rule 2: `Opaque` values are the media engine's own dialect (today mediasoup's ORTC JSON). The
classroom passes them between the browser and the engine and never looks inside, so that another
engine can take the embedded one's place.

Words: a *room* is a lesson's media; a *peer* is one endpoint in it (a page, an ingest, a recorder);
a *producer* is one track coming in, a *consumer* is one track going out to one peer (ORTC terms).
"""

from enum import StrEnum
from typing import Any

import msgspec

Opaque = dict[str, Any]


class Kind(StrEnum):
    """Sound or picture (W3C `MediaStreamTrack.kind`)."""

    AUDIO = "audio"
    VIDEO = "video"


class Source(StrEnum):
    """What a track shows or sounds; at most one producer of each a peer."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SCREEN = "screen"
    SCREEN_SOUND = "screen_sound"
    DOCUMENT = "document"  # a second camera, such as a document camera

    @property
    def kind(self) -> Kind:
        """Sound or picture."""
        return Kind.AUDIO if self in (Source.MICROPHONE, Source.SCREEN_SOUND) else Kind.VIDEO


class Direction(StrEnum):
    """Seen from the browser, as in mediasoup-client: `send` carries producers, `recv` consumers."""

    SEND = "send"
    RECV = "recv"


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    room: str


# ------------------------------------------------------------------ to the media plane


class OpenRoom(_Message, frozen=True):
    """Pin the room to a worker; opening an open room changes nothing. Reply: RoomOpened."""


class CloseRoom(_Message, frozen=True):
    """End every peer of the room and free it. Reply: Done, also when there was none."""


class ShutRoom(_Message, frozen=True):
    """End every peer of the room at once and free it. Reply: RoomShut, also when there was none."""


class CreateTransport(_Message, frozen=True):
    """Open a WebRTC transport; a peer comes to be with its first. Reply: Described."""

    peer: str
    direction: Direction


class ConnectTransport(_Message, frozen=True):
    """Give the browser's DTLS parameters (role, fingerprints). Reply: Done."""

    peer: str
    transport: str
    dtls_parameters: Opaque


class RestartIce(_Message, frozen=True):
    """Make new ICE credentials; the DTLS session goes on. Reply: Described (iceParameters)."""

    peer: str
    transport: str


class Produce(_Message, frozen=True):
    """Take a track from a peer. Reply: Produced. Refused `source_taken` when it has one already."""

    peer: str
    transport: str
    source: Source
    rtp_parameters: Opaque
    paused: bool = False


class Consume(_Message, frozen=True):
    """Send a producer's track to a peer; it starts paused. Reply: Consumed."""

    peer: str
    transport: str
    producer: str
    rtp_capabilities: Opaque
    layer: int = 2


class PauseProducer(_Message, frozen=True):
    """Forward nothing of it until resumed, whatever the browser sends. Reply: Done."""

    peer: str
    producer: str


class ResumeProducer(_Message, frozen=True):
    """Forward it again, from a keyframe. Reply: Done."""

    peer: str
    producer: str


class CloseProducer(_Message, frozen=True):
    """Forget the track; its consumers close too. Reply: Done, also when already closed."""

    peer: str
    producer: str


class PauseConsumer(_Message, frozen=True):
    """Stop sending it. Reply: Done."""

    peer: str
    consumer: str


class ResumeConsumer(_Message, frozen=True):
    """Send it, from a keyframe. Reply: Done."""

    peer: str
    consumer: str


class CloseConsumer(_Message, frozen=True):
    """Forget it. Reply: Done, also when already closed."""

    peer: str
    consumer: str


class PreferLayer(_Message, frozen=True):
    """Send at most this simulcast layer (0 low … 2 high), from its next keyframe. Reply: Done."""

    peer: str
    consumer: str
    layer: int


class ShareWord(_Message, frozen=True):
    """Of these microphones forward one at a time, by who speaks first: `leading`, the lecturer's,
    come before `others` when both begin at once. None at all: forward all of them. Reply: Done.
    """

    leading: list[str]
    others: list[str]


class ClosePeer(_Message, frozen=True):
    """Close everything a peer has. Reply: Done, also when there is no such peer."""

    peer: str


class StartIngest(_Message, frozen=True):
    """Make a file or RTSP source a peer that produces camera and microphone. Reply: Done.

    Its producers are told by ProducerOpened, its health by IngestChanged.
    """

    peer: str
    url: str
    loop: bool = False


class StopIngest(_Message, frozen=True):
    """End the ingest and its peer. Reply: Done."""

    peer: str


MediaRequest = (
    OpenRoom
    | CloseRoom
    | ShutRoom
    | CreateTransport
    | ConnectTransport
    | RestartIce
    | Produce
    | Consume
    | PauseProducer
    | ResumeProducer
    | CloseProducer
    | PauseConsumer
    | ResumeConsumer
    | CloseConsumer
    | PreferLayer
    | ShareWord
    | ClosePeer
    | StartIngest
    | StopIngest
)


# ------------------------------------------------------------------ replies


class RoomOpened(_Message, frozen=True):
    """The room exists. `epoch` is new whenever everything in it was lost (a worker died)."""

    epoch: str
    rtp_capabilities: Opaque


class Described(_Message, frozen=True):
    """What the browser's half needs: id, iceParameters, iceCandidates, dtlsParameters."""

    description: Opaque


class Produced(_Message, frozen=True):
    """The track is taken."""

    producer: str


class Consumed(_Message, frozen=True):
    """The consumer is made, paused: what the browser needs to receive it."""

    consumer: str
    producer: str
    kind: Kind
    rtp_parameters: Opaque
    producer_paused: bool


class Done(_Message, frozen=True):
    """It is so."""


class Still(msgspec.Struct, frozen=True, kw_only=True):
    """The latest whole keyframe of a track that was forwarded, as it came: nobody decoded it."""

    peer: str
    source: Source
    codec: str  # "h264" (Annex B) or "vp8"
    age: float  # seconds since it came
    data: bytes


class RoomShut(_Message, frozen=True):
    """Nothing of the room moves any more. `stills` are as many as one message holds."""

    stills: list[Still]


MediaReply = RoomOpened | RoomShut | Described | Produced | Consumed | Done


# ------------------------------------------------------------------ from the media plane


class RoomLost(_Message, frozen=True):
    """The worker that held the room died; all transports are gone. Open it again."""


class PeerConnected(_Message, frozen=True):
    """A transport of the peer carries media now (ICE and DTLS are up)."""

    peer: str
    direction: Direction
    protocol: str  # "udp" or "tcp"


class PeerLost(_Message, frozen=True):
    """The peer's consent expired or it closed DTLS: that transport is freed (RFC 7675)."""

    peer: str
    transport: str
    direction: Direction


class ProducerOpened(_Message, frozen=True):
    """An ingest's track is there (a browser's is told by the reply to Produce)."""

    peer: str
    producer: str
    source: Source


class ProducerClosed(_Message, frozen=True):
    """A track ended from the media side."""

    peer: str
    producer: str


class ConsumerChanged(_Message, frozen=True):
    """The layer now sent (None: nothing is), or its producer paused or resumed."""

    peer: str
    consumer: str
    layer: int | None
    producer_paused: bool


class ConsumerClosed(_Message, frozen=True):
    """Its producer is gone."""

    peer: str
    consumer: str


class Speaking(_Message, frozen=True):
    """Who speaks, loudest first (RFC 6464), as peers; sent when it changes, at most 4 a second."""

    peers: list[str]


class WordTaken(_Message, frozen=True):
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
    protocol: str | None  # "udp", "tcp", or None while not connected


class Quality(_Message, frozen=True):
    """Every peer's line in one room, every two seconds."""

    lines: list[LineQuality]


class IngestState(StrEnum):
    """How an ingest is doing."""

    STARTING = "starting"
    PLAYING = "playing"
    LOST = "lost"  # being retried with back-off
    ENDED = "ended"
    FAILED = "failed"  # not retried: no such file, nothing playable


class IngestChanged(_Message, frozen=True):
    """The ingest's state and, in plain English for the log, why."""

    peer: str
    state: IngestState
    detail: str = ""


MediaEvent = (
    RoomLost
    | PeerConnected
    | PeerLost
    | ProducerOpened
    | ProducerClosed
    | ConsumerChanged
    | ConsumerClosed
    | Speaking
    | WordTaken
    | Quality
    | IngestChanged
)
