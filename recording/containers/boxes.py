"""ISO base media boxes as bytes (ISO/IEC 14496-12, 4.2), and the head of a file of one track.

Rule: sizes are of 32 bits; a segment is far below them.
"""

import struct

from recording.tracks.formats import SOUND_RATE, VIDEO_RATE, OpusFormat, VideoFormat

TRACK = 1
_HEAD = struct.Struct("!I4s")
_FULL = struct.Struct("!I4sI")
# The unity matrix (ISO/IEC 14496-12, 6.2.2).
_MATRIX = struct.pack("!9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_LANGUAGE = 0x55C4  # "und"


def box(kind: bytes, *contents: bytes) -> bytes:
    """Return a box."""
    body = b"".join(contents)
    return _HEAD.pack(8 + len(body), kind) + body


def full(kind: bytes, flags: int, *contents: bytes, version: int = 0) -> bytes:
    """Return a full box."""
    body = b"".join(contents)
    return _FULL.pack(12 + len(body), kind, version << 24 | flags) + body


def head(format: VideoFormat | OpusFormat) -> bytes:
    """Return ftyp and moov; the samples come in fragments (8.8), and nobody knows how long for."""
    return box(b"ftyp", b"iso6", bytes(4), b"iso6", b"mp41") + box(
        b"moov",
        full(
            b"mvhd",
            0,
            struct.pack("!4IIH10x", 0, 0, 1000, 0, 0x10000, 0x100),
            _MATRIX,
            bytes(24),
            struct.pack("!I", TRACK + 1),
        ),
        _track(format),
        box(b"mvex", full(b"trex", 0, struct.pack("!5I", TRACK, 1, 0, 0, 0))),
    )


def rate_of(format: VideoFormat | OpusFormat) -> int:
    """Return the track's timescale."""
    return VIDEO_RATE if isinstance(format, VideoFormat) else SOUND_RATE


def _track(format: VideoFormat | OpusFormat) -> bytes:
    if isinstance(format, VideoFormat):
        width, height, volume, handler, name = format.width, format.height, 0, b"vide", b"picture\0"
        media, entry = full(b"vmhd", 1, bytes(8)), _avc1(format)
    else:
        width, height, volume, handler, name = 0, 0, 0x100, b"soun", b"sound\0"
        media, entry = full(b"smhd", 0, bytes(4)), _opus(format)
    return box(
        b"trak",
        full(
            b"tkhd",
            3,  # enabled, in the movie
            struct.pack("!5I8x4H", 0, 0, TRACK, 0, 0, 0, 0, volume, 0),
            _MATRIX,
            struct.pack("!II", width << 16, height << 16),
        ),
        box(
            b"mdia",
            full(b"mdhd", 0, struct.pack("!4IHH", 0, 0, rate_of(format), 0, _LANGUAGE, 0)),
            full(b"hdlr", 0, bytes(4), handler, bytes(12), name),
            box(
                b"minf",
                media,
                box(b"dinf", full(b"dref", 0, struct.pack("!I", 1), full(b"url ", 1))),
                box(
                    b"stbl",
                    full(b"stsd", 0, struct.pack("!I", 1), entry),
                    full(b"stts", 0, bytes(4)),
                    full(b"stsc", 0, bytes(4)),
                    full(b"stsz", 0, bytes(8)),
                    full(b"stco", 0, bytes(4)),
                ),
            ),
        ),
    )


def _avc1(format: VideoFormat) -> bytes:
    """ISO/IEC 14496-12, 12.1.3 and 14496-15, 5.4.2.1."""
    return box(
        b"avc1",
        struct.pack("!6xH16xHH", 1, format.width, format.height),
        struct.pack("!IIIH", 0x480000, 0x480000, 0, 1),
        bytes(32),
        struct.pack("!Hh", 24, -1),
        box(b"avcC", format.extra),
    )


def _opus(format: OpusFormat) -> bytes:
    """Encapsulation of Opus in ISO base media, 4.3.1 and 4.3.2.

    PreSkip is 0: a recording begins in the middle of what somebody said, and its ticks hold.
    """
    return box(
        b"Opus",
        struct.pack("!6xH8xHH4xI", 1, format.channels, 16, format.rate << 16),
        box(b"dOps", struct.pack("!BBHIhB", 0, format.channels, 0, format.rate, 0, 0)),
    )
