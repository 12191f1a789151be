"""The tracks of a lesson, and which of them count.

Rule: at most one stream of each source a classroom is effective, and the page's wins over the
ingest's: whoever stands before a camera is nearer the truth than a box in the cupboard.
"""

from collections.abc import Iterable

import msgspec

from classroom.media_messages import Source


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One track that arrives at the media plane."""

    producer: str
    peer: str
    classroom: str
    source: Source
    ingest: bool
    paused: bool = False


def effective(streams: Iterable[Stream]) -> dict[tuple[str, Source], Stream]:
    """Return the stream that counts for each (classroom, source)."""
    chosen: dict[tuple[str, Source], Stream] = {}
    for stream in streams:
        key = (stream.classroom, stream.source)
        if key not in chosen or (chosen[key].ingest and not stream.ingest):
            chosen[key] = stream
    return chosen
