"""What the lines of a manifest say.

Rule: whatever a recording is can be read from its manifest and its files alone; nothing here is
ever renamed or removed, since manifests are signed and kept. Times `at` and `wall` are seconds
since the epoch, UTC; ticks are of the track's clock, unwrapped.

A *track* is one source of one seat. A *part* is one file of it: an initialisation and whole
segments behind it, so that it opens as it stands. A new part begins when the codec, the size of
the picture or the time line of the sender changes, and when the recorder was started anew.
"""

import msgspec

from classroom.media_messages import Source
from classroom.recording.values import Marked
from recording.manifest.chain import Digest


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag=True, forbid_unknown_fields=True):
    at: float


class Begun(_Entry, frozen=True):
    """The first line."""

    lesson: str
    format: int = 1


class Resumed(_Entry, frozen=True):
    """A recorder that was started anew goes on; what was cut has been cut off."""

    since: float  # until when something is on the disk


class TrackOpened(_Entry, frozen=True):
    """A track was taken for the first time."""

    track: int  # from 1, in the order they were opened
    seat: str
    classroom: str | None
    source: Source
    leading: bool


class PartOpened(_Entry, frozen=True):
    """A file was begun; its first `bytes` bytes are the initialisation."""

    track: int
    part: int  # from 1 within the track
    file: str  # its name within the recording's folder; see `recording.manifest.names`
    mime: str  # RFC 6381, such as 'video/mp4; codecs="avc1.42c01f"'
    rate: int  # ticks a second
    bytes: int
    sha256: Digest  # of the initialisation
    width: int | None = None
    height: int | None = None


class Segment(_Entry, frozen=True):
    """A segment is whole on the disk."""

    track: int
    part: int
    offset: int  # in the file, bytes: where the one before it ended
    bytes: int
    sha256: Digest
    ticks: int  # of its first sample, from the part's first
    duration: int  # ticks
    wall: float  # when its first sample was captured
    samples: int
    keyframe: bool  # whether it can be begun with
    lost: int = 0  # packets missing in it


class PartClosed(_Entry, frozen=True):
    """Nothing more comes in this file."""

    track: int
    part: int


class Mark(_Entry, frozen=True):
    """Something on the time line; `track` is None when it is about all of them."""

    what: Marked
    track: int | None = None
    detail: dict[str, str | int | float | list[str] | None] = {}


class Ended(_Entry, frozen=True):
    """The last line."""


Entry = Begun | Resumed | TrackOpened | PartOpened | Segment | PartClosed | Mark | Ended
