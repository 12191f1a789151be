"""What a track is made of, as far as a file must say it in its head.

Rule: two samples of one part have the same format; another format is another part.
"""

from dataclasses import dataclass

VIDEO_RATE = 90_000
"""Ticks a second of every picture track (RFC 6184, 8.2.1; RFC 7741, 6.2.1)."""
SOUND_RATE = 48_000
"""Ticks a second of Opus, whatever it was made from (RFC 7587, 4.1)."""


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """H.264: `codec` as RFC 6381 writes it ("avc1.42c01f"), the size in pixels as it is shown.

    `extra` is the AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1).
    """

    codec: str
    width: int
    height: int
    extra: bytes


@dataclass(frozen=True, slots=True)
class Vp8Format:
    """VP8 of this size in pixels."""

    codec: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class OpusFormat:
    """Opus of so many channels, at `rate` ticks a second."""

    codec: str = "opus"
    channels: int = 2
    rate: int = SOUND_RATE


TrackFormat = VideoFormat | Vp8Format | OpusFormat
