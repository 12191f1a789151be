"""What the media plane is asked.

Rule: each names its reply; anything else is a Failure, and then nothing has changed.
"""

from classroom.media_messages.words import Direction, Level, Message, Opaque, Source


class OpenRoom(Message, frozen=True):
    """Pin the room to a worker; opening an open room changes nothing. Reply: RoomOpened."""


class CloseRoom(Message, frozen=True):
    """End every peer of the room and free it. Reply: Done, also when there was none."""


class ShutRoom(Message, frozen=True):
    """End every peer of the room at once and free it. Reply: RoomShut, also when there was none."""


class CreateTransport(Message, frozen=True):
    """Open a WebRTC transport; a peer comes to be with its first. Reply: Described."""

    peer: str
    direction: Direction


class CreateDirectTransport(Message, frozen=True):
    """Connect to a recorder's Unix socket at `path`; consumers on it send their packets there, as
    `classroom.packet_messages` says, after `ticket`. It is heard of by PeerConnected and PeerLost
    like any other; a peer that has only such is nobody's line, and is not told of in Quality.
    Reply: Described (only its id). Refused `not_ready` when nobody listens there.
    """

    peer: str
    path: str
    ticket: str


class ConnectTransport(Message, frozen=True):
    """Give the browser's DTLS parameters (role, fingerprints). Reply: Done."""

    peer: str
    transport: str
    dtls_parameters: Opaque


class RestartIce(Message, frozen=True):
    """Make new ICE credentials; the DTLS session goes on. Reply: Described (iceParameters)."""

    peer: str
    transport: str


class Produce(Message, frozen=True):
    """Take a track from a peer. Reply: Produced. Refused `source_taken` when it has one already."""

    peer: str
    transport: str
    source: Source
    rtp_parameters: Opaque
    paused: bool = False


class Consume(Message, frozen=True):
    """Send a producer's track to a peer; it starts paused. Reply: Consumed."""

    peer: str
    transport: str
    producer: str
    rtp_capabilities: Opaque
    layer: int = 2


class PauseProducer(Message, frozen=True):
    """Forward nothing of it until resumed, whatever the browser sends. Reply: Done."""

    peer: str
    producer: str


class ResumeProducer(Message, frozen=True):
    """Forward it again, from a keyframe. Reply: Done."""

    peer: str
    producer: str


class CloseProducer(Message, frozen=True):
    """Forget the track; its consumers close too. Reply: Done, also when already closed."""

    peer: str
    producer: str


class PauseConsumer(Message, frozen=True):
    """Stop sending it. Reply: Done."""

    peer: str
    consumer: str


class ResumeConsumer(Message, frozen=True):
    """Send it, from a keyframe. Reply: Done."""

    peer: str
    consumer: str


class CloseConsumer(Message, frozen=True):
    """Forget it. Reply: Done, also when already closed."""

    peer: str
    consumer: str


class PreferLayer(Message, frozen=True):
    """Send at most this simulcast layer (0 low … 2 high), from its next keyframe. Reply: Done."""

    peer: str
    consumer: str
    layer: int


class PinLevel(Message, frozen=True):
    """Send a peer no more than this, whatever its line takes in (None: as much as that is); where
    its line takes in less, it is less. Reply: Done.
    """

    peer: str
    level: Level | None


class ShareWord(Message, frozen=True):
    """Of these microphones forward one at a time, by who speaks first: `leading`, the lecturer's,
    come before `others` when both begin at once. None at all: forward all of them. Reply: Done.
    """

    leading: list[str]
    others: list[str]


class ClosePeer(Message, frozen=True):
    """Close everything a peer has. Reply: Done, also when there is no such peer."""

    peer: str


class StartIngest(Message, frozen=True):
    """Make a file or RTSP source a peer that produces camera and microphone. Reply: Done.

    Its producers are told by ProducerOpened, its health by IngestChanged.
    """

    peer: str
    url: str
    loop: bool = False


class StopIngest(Message, frozen=True):
    """End the ingest and its peer. Reply: Done."""

    peer: str


MediaRequest = (
    OpenRoom
    | CloseRoom
    | ShutRoom
    | CreateTransport
    | CreateDirectTransport
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
    | PinLevel
    | ShareWord
    | ClosePeer
    | StartIngest
    | StopIngest
)
