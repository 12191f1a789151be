"""Which container keeps which format, and what every one of them does."""

from collections.abc import Sequence
from typing import Protocol

from recording.containers.fmp4 import Fmp4Writer
from recording.containers.webm import WebmWriter
from recording.tracks.formats import TrackFormat, Vp8Format
from recording.tracks.samples import Sample


class Writer(Protocol):
    """Writes one part."""

    @property
    def mime(self) -> str:
        """The part's type with its codec, as MediaSource.isTypeSupported takes it."""

    @property
    def suffix(self) -> str:
        """The part's file suffix, without a dot."""

    @property
    def origin(self) -> int | None:
        """The ticks that are 0 in the part's own time; None before the first segment."""

    def init(self) -> bytes:
        """Return the head of the file."""

    def segment(self, samples: Sequence[Sample], sequence: int, until: int | None = None) -> bytes:
        """Return the next segment.

        `samples` are at least one, in the order of their ticks; `sequence` counts segments from 1.
        `until` is where the sample behind them begins, in ticks, when that is known: the last
        picture then stands until there, and no hole is left between segments.

        Raises:
            ValueError: no samples, or older ones than the part begins with.
        """


def writer_for(format: TrackFormat, origin: int | None = None) -> Writer:
    """Return a writer of one part; it begins at `origin`, or else at its first sample."""
    if isinstance(format, Vp8Format):
        return WebmWriter(format, origin)
    return Fmp4Writer(format, origin)
