"""What the lines of a manifest have opened so far, and whether the next one can be.

Rule: everything that reads a manifest takes its entries through here, so that nobody after it needs
to ask whether a part was opened, a name is safe or a range lies behind the one before.
"""

from collections.abc import Iterable, Iterator

import msgspec

from recording.manifest.chain import Broken, LineFault
from recording.manifest.entries import (
    Begun,
    Ended,
    Entry,
    Mark,
    PartClosed,
    PartOpened,
    Resumed,
    Segment,
    TrackOpened,
)
from recording.manifest.names import is_plain

FORMAT = 1
_MOST = 1 << 53  # ticks or bytes; what any JSON reader can count to
_LATEST = 1e11  # seconds since the epoch


class Part(msgspec.Struct):
    """A part as far as it was written."""

    opened: PartOpened
    size: int  # of its file, bytes
    closed: bool = False


class Tracks:
    """Takes a manifest's entries one by one."""

    def __init__(self) -> None:
        """Begin before the first."""
        self.lesson: str | None = None  # None before the first line
        self.ended = False
        self.tracks: dict[int, TrackOpened] = {}
        self.parts: dict[tuple[int, int], Part] = {}
        self._last: dict[int, int] = {}  # track → its last part
        self._files: set[str] = set()

    def take(self, entry: Entry) -> str | None:
        """Return why this entry cannot be, or None: then it is counted in."""
        if not 0 <= entry.at < _LATEST:
            return "has a time that never was"
        if isinstance(entry, Begun):
            return self._begin(entry)
        if self.lesson is None:
            return "comes before the beginning"
        if self.ended:
            return "comes after the end"
        match entry:
            case Segment():
                return self._segment(entry)
            case PartOpened():
                return self._open_part(entry)
            case PartClosed():
                part = self.parts.get((entry.track, entry.part))
                if part is None or part.closed:
                    return "closes a part that is not open"
                part.closed = True
            case TrackOpened():
                if entry.track != len(self.tracks) + 1:
                    return f"opens track {entry.track} out of turn"
                self.tracks[entry.track] = entry
            case Ended():
                self.ended = True
            case Mark(track=track):
                if track is not None and track not in self.tracks:
                    return f"marks track {track}, which was not opened"
            case Resumed():
                pass
        return None

    def _begin(self, entry: Begun) -> str | None:
        if self.lesson is not None:
            return "begins a second time"
        if entry.format != FORMAT:
            return f"has the format {entry.format}, which this version does not know"
        self.lesson = entry.lesson
        return None

    def _open_part(self, entry: PartOpened) -> str | None:
        if entry.track not in self.tracks:
            return f"opens a part of track {entry.track}, which was not opened"
        if entry.part != self._last.get(entry.track, 0) + 1:
            return f"opens part {entry.part} of track {entry.track} out of turn"
        if not is_plain(entry.file):
            return f"names a file {entry.file[:100]!r}, which no recording has"
        if entry.file.lower() in self._files:
            return f"names the file {entry.file} a second time"
        if not 0 <= entry.bytes < _MOST or not 0 < entry.rate < _MOST:
            return "has a size or a rate that nothing has"
        self._last[entry.track] = entry.part
        self._files.add(entry.file.lower())
        self.parts[entry.track, entry.part] = Part(entry, entry.bytes)
        return None

    def _segment(self, entry: Segment) -> str | None:
        part = self.parts.get((entry.track, entry.part))
        if part is None or part.closed:
            return "belongs to a part that is not open"
        if entry.offset != part.size:
            return f"does not begin where its file stood, at {part.size}"
        if not 0 < entry.bytes < _MOST or not 0 <= entry.duration < _MOST:
            return "has a length that nothing has"
        if not -_MOST < entry.ticks < _MOST or not 0 <= entry.wall < _LATEST:
            return "has a time that never was"
        part.size += entry.bytes
        return None


def checked(entries: Iterable[Entry], tracks: Tracks) -> Iterator[Entry]:
    """Yield the entries, each when `tracks` has taken it.

    Raises:
        Broken: the first that cannot be.
    """
    for n, entry in enumerate(entries, 1):
        if (why := tracks.take(entry)) is not None:
            raise Broken(n, LineFault.IMPOSSIBLE, why, entry)
        yield entry
