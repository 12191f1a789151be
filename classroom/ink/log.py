"""What has happened to ink, as it is kept: the only truth about it.

Rule: entries are appended and never changed. A stroke that was taken off stays in its `Drew`.
"""

import msgspec

from classroom.ink.strokes import Stroke


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    at: float  # seconds since the epoch, UTC
    surface: str
    by: str  # the classroom; "": the server itself


class Drew(_Entry, frozen=True):
    """A stroke was finished; `tag` is what its page called it while it was drawn."""

    stroke: Stroke
    tag: int


class Took(_Entry, frozen=True):
    """These were taken off, by an eraser or by undoing them."""

    strokes: tuple[str, ...]
    undone: bool = False


class GaveBack(_Entry, frozen=True):
    """These are there again: taking them off was undone."""

    strokes: tuple[str, ...]


class Wiped(_Entry, frozen=True):
    """All of it was taken off."""


InkEntry = Drew | Took | GaveBack | Wiped
