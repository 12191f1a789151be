"""What the event loop hands to the threads that write.

Rule: a job is the event loop's until it is handed over, and the threads' from then on; they are
written once, in the order of `Waiting`. Whatever is in a `Part` belongs to the threads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from classroom.media_messages import Kind, Source
from classroom.recording.values import Marked
from recording.containers.open import Writer
from recording.tracks.formats import SOUND_RATE, VIDEO_RATE, OpusFormat, TrackFormat
from recording.tracks.samples import Sample

Detail = dict[str, str | int | float | list[str] | None]
OVERHEAD = 200
"""Bytes of memory that a sample takes beside its data."""


def rate_of(format: TrackFormat) -> int:
    """Return its ticks a second."""
    return SOUND_RATE if isinstance(format, OpusFormat) else VIDEO_RATE


@dataclass(frozen=True, slots=True)
class Identity:
    """A track, whatever brings it."""

    seat: str
    classroom: str | None
    source: Source
    leading: bool

    @property
    def key(self) -> tuple[str, Source]:
        """What makes it this track and no other."""
        return self.seat, self.source

    @property
    def weight(self) -> int:
        """What is written first, and stops last: 0 is the lecturer's sound."""
        return (0 if self.leading else 1) + (2 if self.source.kind is Kind.VIDEO else 0)


@dataclass(slots=True, eq=False)
class Part:
    """A file of a track, in the making."""

    identity: Identity
    format: TrackFormat
    writer: Writer | None = None
    number: int | None = None  # None until it is on the disk
    name: str = ""
    file: int | None = None  # its descriptor
    size: int = 0  # of what the manifest has
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment to be written."""

    part: Part
    samples: Sequence[Sample]
    until: int | None  # ticks of what follows
    wall: float
    lost: int
    bytes: int  # of memory


@dataclass(frozen=True, slots=True)
class Closing:
    """Nothing more comes in this part."""

    part: Part
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A mark."""

    at: float
    what: Marked
    identity: Identity | None = None
    detail: Detail = field(default_factory=dict)
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """A track was taken."""

    at: float
    identity: Identity
    bytes: int = 0


Job = Piece | Closing | Note | Opening
