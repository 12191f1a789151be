"""What the media plane answers.

Rule: a reply says what is so by now.
"""

import msgspec

from classroom.media_messages.words import Kind, Message, Opaque, Source


class RoomOpened(Message, frozen=True):
    """The room exists. `epoch` is new whenever everything in it was lost (a worker died)."""

    epoch: str
    rtp_capabilities: Opaque


class Described(Message, frozen=True):
    """What the browser's half needs: id, iceParameters, iceCandidates, dtlsParameters."""

    description: Opaque


class Produced(Message, frozen=True):
    """The track is taken."""

    producer: str


class Consumed(Message, frozen=True):
    """The consumer is made, paused: what the browser needs to receive it."""

    consumer: str
    producer: str
    kind: Kind
    rtp_parameters: Opaque
    producer_paused: bool


class Done(Message, frozen=True):
    """It is so."""


class Still(msgspec.Struct, frozen=True, kw_only=True):
    """The latest whole keyframe of a track that was forwarded, as it came: nobody decoded it."""

    peer: str
    source: Source
    codec: str  # "h264" (Annex B) or "vp8"
    age: float  # seconds since it came
    data: bytes


class RoomShut(Message, frozen=True):
    """Nothing of the room moves any more. `stills` are as many as one message holds."""

    stills: list[Still]


MediaReply = RoomOpened | RoomShut | Described | Produced | Consumed | Done
