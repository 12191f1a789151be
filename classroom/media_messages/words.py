"""The words that the media port's messages are made of, and what all of them have.

Rule: plain values only; they cross a process boundary as msgpack.
"""

from enum import IntEnum, StrEnum
from typing import Any

import msgspec

Opaque = dict[str, Any]
"""The media engine's own dialect, never looked into in `classroom/`."""


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


class Level(IntEnum):
    """How much of a lesson a receiver is sent; sound is in all of them."""

    SOUND = 0  # nothing of picture
    SLIDES = 1  # what is drawn and shown, as page state; of pictures a still now and then
    LOW = 2  # cameras at 180p
    MEDIUM = 3  # 360p
    HIGH = 4  # 720p


class LevelReason(StrEnum):
    """Why it is not sent more."""

    LINE = "line"  # its line takes in no more, as far as is known
    LOSS = "loss"  # too much of it is lost
    PINNED = "pinned"  # the classroom wants it so
    FULL = "full"  # there is no more


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """What is said of one room, of which it holds the id."""

    room: str
