"""WebM (RFC 9559, RFC 8794) of one VP8 track, as it was sent.

Rule 1: the segment element is of unknown size, each cluster of a known one: cut off behind any
cluster the file still opens.
Rule 2: times are milliseconds of the part, each rounded by itself, so that nothing adds up.
"""

import struct
from collections.abc import Sequence

from recording.containers.spans import Spans
from recording.tracks.formats import VIDEO_RATE, Vp8Format
from recording.tracks.samples import Sample

_EBML = 0x1A45DFA3
_SEGMENT = b"\x18\x53\x80\x67" + b"\x01" + b"\xff" * 7  # with its unknown size (RFC 8794, 6.2)
_INFO, _SCALE, _MUXER, _WRITER = 0x1549A966, 0x2AD7B1, 0x4D80, 0x5741
_TRACKS, _ENTRY, _NUMBER, _UID, _TYPE, _LACING, _CODEC = (
    0x1654AE6B,
    0xAE,
    0xD7,
    0x73C5,
    0x83,
    0x9C,
    0x86,
)
_VIDEO, _WIDTH, _HEIGHT = 0xE0, 0xB0, 0xBA
_CLUSTER, _TIME, _BLOCK, _GROUP, _PLAIN, _DURATION, _REFERENCE = (
    0x1F43B675,
    0xE7,
    0xA3,
    0xA0,
    0xA1,
    0x9B,
    0xFB,
)
_KEYFRAME, _INVISIBLE = 0x80, 0x08
_FARTHEST = 32_000
"""Milliseconds from a cluster's beginning, which a block says in 16 bits with a sign."""


class WebmWriter:
    """Writes one part."""

    suffix = "webm"

    def __init__(self, format: Vp8Format, origin: int | None = None) -> None:
        """Begin a part at `origin` ticks, or else at its first sample."""
        self.format = format
        self.mime = f'video/webm; codecs="{format.codec}"'
        self._spans = Spans(origin, VIDEO_RATE // 25)

    @property
    def origin(self) -> int | None:
        """The ticks that are 0 in the part's own time; None before the first segment."""
        return self._spans.origin

    def init(self) -> bytes:
        """Return everything before the first cluster."""
        ebml = _element(
            _EBML,
            _number(0x4286, 1),  # EBMLVersion
            _number(0x42F7, 1),  # EBMLReadVersion
            _number(0x42F2, 4),  # EBMLMaxIDLength
            _number(0x42F3, 8),  # EBMLMaxSizeLength
            _element(0x4282, b"webm"),  # DocType
            _number(0x4287, 2),  # DocTypeVersion
            _number(0x4285, 2),  # DocTypeReadVersion
        )
        info = _element(
            _INFO,
            _number(_SCALE, 1_000_000),
            _element(_MUXER, b"sanketang"),
            _element(_WRITER, b"sanketang"),
        )
        entry = _element(
            _ENTRY,
            _number(_NUMBER, 1),
            _number(_UID, 1),
            _number(_TYPE, 1),
            _number(_LACING, 0),
            _element(_CODEC, b"V_VP8"),
            _element(
                _VIDEO, _number(_WIDTH, self.format.width), _number(_HEIGHT, self.format.height)
            ),
        )
        return ebml + _SEGMENT + info + _element(_TRACKS, entry)

    def segment(self, samples: Sequence[Sample], sequence: int, until: int | None = None) -> bytes:
        """Return one cluster, more only where a picture stands for half a minute.

        See `Writer.segment`; WebM does not count its clusters.
        """
        begin = self._spans.begin(samples)
        origin = samples[0].ticks - begin
        durations = self._spans.durations(samples, until)
        clusters: list[bytes] = []
        blocks: list[bytes] = []
        base = _milliseconds(begin)
        for sample in samples:
            at = _milliseconds(sample.ticks - origin)
            if at - base > _FARTHEST:
                clusters.append(_element(_CLUSTER, _number(_TIME, base), *blocks))
                blocks, base = [], at
            if sample is samples[-1]:
                stands = _milliseconds(sample.ticks - origin + durations[-1]) - at
                blocks.append(_last_block(sample, at - base, stands))
            else:
                blocks.append(_block(sample, at - base))
        return b"".join(clusters) + _element(_CLUSTER, _number(_TIME, base), *blocks)


def _block(sample: Sample, at: int) -> bytes:
    flags = _KEYFRAME if sample.keyframe else 0
    return _element(_BLOCK, struct.pack("!BhB", 0x81, at, flags | _hidden(sample)), sample.data)


def _last_block(sample: Sample, at: int, stands: int) -> bytes:
    """Return a block that says how long it stands, since no other one in its cluster tells."""
    block = _element(_PLAIN, struct.pack("!BhB", 0x81, at, _hidden(sample)), sample.data)
    # A group without a reference is a keyframe; a picture earlier is what others refer to.
    reference = b"" if sample.keyframe else _element(_REFERENCE, b"\xff")
    return _element(_GROUP, block, _number(_DURATION, max(stands, 1)), reference)


def _hidden(sample: Sample) -> int:
    """VP8 says in its first byte whether a frame is to be shown (RFC 6386, 9.1)."""
    return 0 if sample.data[:1] and sample.data[0] & 0x10 else _INVISIBLE


def _milliseconds(ticks: int) -> int:
    return (ticks * 1000 + VIDEO_RATE // 2) // VIDEO_RATE


def _element(kind: int, *contents: bytes) -> bytes:
    body = b"".join(contents)
    size = len(body)
    length = max(1, -(-(size + 1).bit_length() // 7))  # all ones would mean unknown
    name = kind.to_bytes((kind.bit_length() + 7) // 8)
    return name + (1 << 7 * length | size).to_bytes(length) + body


def _number(kind: int, value: int) -> bytes:
    return _element(kind, value.to_bytes(max(1, (value.bit_length() + 7) // 8)))
