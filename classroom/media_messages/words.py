"""The words that the media port's messages are made of, and what all of them have.

Rule: plain values only; they cross a process boundary as msgpack.
"""

from enum import StrEnum
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


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    """What is said of one room, of which it holds the id."""

    room: str
