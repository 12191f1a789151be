"""Fragmented MP4 (ISO/IEC 14496-12, 8.8) of one track: H.264 or Opus, as it was sent.

Rule: each segment is one moof and one mdat that say by themselves when they begin (tfdt, 64 bits)
and which samples a decoder may start at.
"""

import struct
from collections.abc import Sequence

from recording.containers.boxes import TRACK, box, full, head, rate_of
from recording.containers.spans import Spans
from recording.tracks.formats import OpusFormat, VideoFormat
from recording.tracks.samples import Sample

_BASE_IS_MOOF = 0x020000
_DEFAULT_DURATION, _DEFAULT_FLAGS = 0x08, 0x20  # tfhd
_OFFSET, _DURATIONS, _SIZES, _FLAGS = 0x001, 0x100, 0x200, 0x400  # trun
_SYNC, _DEPENDS = 0x0200_0000, 0x0101_0000  # sample flags (8.8.3.1)


class Fmp4Writer:
    """Writes one part."""

    suffix = "mp4"

    def __init__(self, format: VideoFormat | OpusFormat, origin: int | None = None) -> None:
        """Begin a part at `origin` ticks, or else at its first sample."""
        self.format = format
        self._is_video = isinstance(format, VideoFormat)
        kind = "video" if self._is_video else "audio"
        self.mime = f'{kind}/mp4; codecs="{format.codec}"'
        self._spans = Spans(origin, rate_of(format) // (25 if self._is_video else 50))

    @property
    def origin(self) -> int | None:
        """The ticks that are 0 in the part's own time; None before the first segment."""
        return self._spans.origin

    def init(self) -> bytes:
        """Return ftyp and moov."""
        return head(self.format)

    def segment(self, samples: Sequence[Sample], sequence: int, until: int | None = None) -> bytes:
        """Return moof and mdat; see `Writer.segment`."""
        start = self._spans.begin(samples)
        durations = self._spans.durations(samples, until)
        run = self._run(samples, durations)
        # The data begin behind moof and mdat's header; all of moof but the run is of a known size.
        moof_size = 8 + 16 + 8 + 24 + 20 + (20 + len(run[1]))
        moof = box(
            b"moof",
            full(b"mfhd", 0, struct.pack("!I", sequence & 0xFFFF_FFFF)),
            box(
                b"traf",
                full(
                    b"tfhd",
                    _BASE_IS_MOOF | _DEFAULT_DURATION | _DEFAULT_FLAGS,
                    struct.pack("!III", TRACK, durations[0], _SYNC),
                ),
                full(b"tfdt", 0, struct.pack("!Q", start), version=1),
                full(b"trun", run[0], struct.pack("!Ii", len(samples), moof_size + 8), run[1]),
            ),
        )
        return moof + box(b"mdat", *(sample.data for sample in samples))

    def _run(self, samples: Sequence[Sample], durations: Sequence[int]) -> tuple[int, bytes]:
        """Return the run's flags and table; sound whose packets are alike needs sizes only."""
        sizes = [len(sample.data) for sample in samples]
        if self._is_video:
            rows: list[int] = []
            for sample, duration, size in zip(samples, durations, sizes, strict=True):
                rows += (duration, size, _SYNC if sample.keyframe else _DEPENDS)
            flags = _OFFSET | _DURATIONS | _SIZES | _FLAGS
        elif durations.count(durations[0]) == len(durations):
            rows, flags = sizes, _OFFSET | _SIZES
        else:
            rows = [value for row in zip(durations, sizes, strict=True) for value in row]
            flags = _OFFSET | _DURATIONS | _SIZES
        return flags, struct.pack(f"!{len(rows)}I", *rows)
