"""A manifest put in order for whoever reviews, plays or exports: pure, plain values, JSON-able.

Rule: all times in an index are of one time line: the recorder's clock as it was at the beginning,
seconds since the epoch. A clock that is set back or forward in mid-lesson does not bend it:
- Segments of a part are ordered by their ticks, and none begins before the one before it.
- Their times are those of the manifest, which follow the sender's reports and so its drift. Where
  one is two seconds further from what the ticks say than the one before was, a clock was set: that
  is taken out, of it and of what follows in the part.
- What is marked as aligned afterwards, when the track's clock was known better, is moved.
- Where the time at which lines are written jumps by the same, it was the recorder's own clock, and
  it is taken out of what is opened and marked from then on, too.
"""

from array import array
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from classroom.media_messages import Source
from classroom.recording.values import Marked
from recording.manifest.entries import (
    Begun,
    Ended,
    Entry,
    Mark,
    PartOpened,
    Resumed,
    Segment,
    TrackOpened,
)
from recording.manifest.tracks import Tracks, checked

SET = 2.0  # seconds; no sender drifts so much in a segment
NEAR = 0.002  # seconds; times of pieces are told in milliseconds


class Piece(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A segment, `[offset, bytes, wall, duration, keyframe]` in JSON."""

    offset: int  # in the file, bytes
    bytes: int
    wall: int  # milliseconds since the part's `wall`
    duration: int  # milliseconds
    keyframe: bool  # whether it can be begun with


class IndexedPart(msgspec.Struct, kw_only=True):
    """One file."""

    part: int
    file: str
    mime: str
    rate: int  # ticks a second
    width: int | None
    height: int | None
    init: int  # bytes of the initialisation, which is the file's beginning
    wall: float | None = None  # when its first sample was captured; None: it has no segments
    segments: list[Piece] = []


class IndexedTrack(msgspec.Struct, kw_only=True):
    """One source of one seat."""

    track: int
    seat: str
    classroom: str | None
    source: Source
    leading: bool
    erased: bool = False  # then it has no parts
    parts: list[IndexedPart] = []


class IndexedMark(msgspec.Struct, frozen=True, kw_only=True):
    """Something on the time line."""

    at: float
    what: Marked
    track: int | None
    detail: dict[str, str | int | float | list[str] | None]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing was written of a track, or of any."""

    since: float
    until: float
    track: int | None
    why: str


class ClockSet(msgspec.Struct, frozen=True, kw_only=True):
    """The recorder's clock was set."""

    at: float  # on the index's time line
    by: float  # seconds, all told since the beginning; less than 0: back


class Index(msgspec.Struct, kw_only=True):
    """All of a recording but its bytes."""

    lesson: str
    began: float
    ended: float  # of a recording that has not ended: as far as it goes
    over: bool  # it has ended
    seconds: float
    bytes: int  # of all files, without erased tracks
    lost: int = 0  # packets
    tracks: list[IndexedTrack] = []
    marks: list[IndexedMark] = []  # without gaps
    gaps: list[Gap] = []
    clock: list[ClockSet] = []


class _Move(NamedTuple):
    """What was captured from `since` to `until` was so `by` seconds later."""

    since: float
    until: float
    by: float


class _PartTimes:
    """Turns ticks and wall-clock times of one part into a time line."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.ticks = array("q")
        self.step = 0.0  # by how much its clock was set, all told
        self._first = self._slip = self._at = 0.0

    def take(self, entry: Segment, clock: float) -> tuple[float, float]:
        """Return when the segment began, and by how much the recorder's clock was set before."""
        media = entry.ticks / self.rate
        own = 0.0
        if not self.ticks:
            self.step = clock
            self._first = entry.wall - clock - media
            self._slip = 0.0
        else:
            jump = entry.wall - self.step - self._first - media - self._slip
            if abs(jump) > SET:
                self.step += jump
                waited = (entry.at - self._at) - (media - self.ticks[-1] / self.rate)
                own = jump if abs(jump - waited) < SET else 0.0
        wall = entry.wall - self.step
        self._slip = wall - self._first - media
        self._at = entry.at
        self.ticks.append(entry.ticks)
        return wall, own


def index(entries: Iterable[Entry], erased: Collection[int] = ()) -> Index:
    """Return the index of what a manifest says; `erased` tracks are named and have nothing.

    Raises:
        Broken: an entry cannot be after those before it, or there is none.
    """
    tracks = Tracks()
    making = _Making(erased)
    for entry in checked(entries, tracks):
        making.take(entry)
    return making.made(tracks)


class _Making:
    def __init__(self, erased: Collection[int]) -> None:
        self._erased = frozenset(erased)
        self._tracks: dict[int, IndexedTrack] = {}
        self._parts: dict[tuple[int, int], tuple[IndexedPart, _PartTimes]] = {}
        self._marks: list[IndexedMark] = []
        self._gaps: list[Gap] = []
        self._clock: list[ClockSet] = []
        self._moves: dict[int, list[_Move]] = {}
        self._set = 0.0
        self._began = self._ended = 0.0
        self._bytes = self._lost = 0

    def take(self, entry: Entry) -> None:
        at = entry.at - self._set
        match entry:
            case Segment():
                at = self._segment(entry)
            case Begun():
                self._began = at
            case TrackOpened():
                self._tracks[entry.track] = IndexedTrack(
                    track=entry.track,
                    seat=entry.seat,
                    classroom=entry.classroom,
                    source=entry.source,
                    leading=entry.leading,
                    erased=entry.track in self._erased,
                    parts=[],
                )
            case PartOpened():
                self._part(entry)
            case Mark(what=Marked.GAP):
                since = entry.detail.get("since")
                why = str(entry.detail.get("why") or "")
                began = since - self._set if isinstance(since, int | float) else at
                self._gaps.append(Gap(since=began, until=at, track=entry.track, why=why))
            case Mark(what=Marked.ALIGNED):
                self._align(entry)
            case Mark():
                self._marks.append(
                    IndexedMark(at=at, what=entry.what, track=entry.track, detail=entry.detail)
                )
            case Resumed():
                since = entry.since - self._set
                self._gaps.append(Gap(since=since, until=at, track=None, why="restarted"))
            case Ended():
                self._ended = max(self._ended, at)
                return
            case _:
                pass
        self._ended = max(self._ended, at)

    def _part(self, entry: PartOpened) -> None:
        if entry.track in self._erased:
            return
        part = IndexedPart(
            part=entry.part,
            file=entry.file,
            mime=entry.mime,
            rate=entry.rate,
            width=entry.width,
            height=entry.height,
            init=entry.bytes,
            segments=[],
        )
        self._tracks[entry.track].parts.append(part)
        self._parts[entry.track, entry.part] = part, _PartTimes(entry.rate)
        self._bytes += entry.bytes

    def _segment(self, entry: Segment) -> float:
        """Return when it ended."""
        found = self._parts.get((entry.track, entry.part))
        if found is None:
            return self._ended
        part, times = found
        wall, own = times.take(entry, self._set)
        if own and abs(times.step - self._set) > SET:
            self._set = times.step
            self._clock.append(ClockSet(at=wall, by=self._set))
        if part.wall is None:
            part.wall = wall
        seconds = entry.duration / part.rate
        part.segments.append(
            Piece(
                entry.offset,
                entry.bytes,
                round((wall - part.wall) * 1000),
                round(seconds * 1000),
                entry.keyframe,
            )
        )
        self._bytes += entry.bytes
        self._lost += entry.lost
        return wall + seconds

    def _align(self, mark: Mark) -> None:
        """Take a stretch that is to be moved; a mark that does not say one is none."""
        said = [mark.detail.get(name) for name in ("since", "until", "by")]
        since, until, by = (each if isinstance(each, int | float) else SET for each in said)
        if mark.track is not None and abs(by) < SET:
            move = _Move(since - self._set, until - self._set, by)
            self._moves.setdefault(mark.track, []).append(move)

    def made(self, tracks: Tracks) -> Index:
        for (track, _), (part, times) in self._parts.items():
            _align(part, self._moves.get(track, ()))
            _order(part, times.ticks)
        return Index(
            lesson=tracks.lesson or "",
            began=self._began,
            ended=self._ended,
            over=tracks.ended,
            seconds=max(0.0, self._ended - self._began),
            bytes=self._bytes,
            lost=self._lost,
            tracks=list(self._tracks.values()),
            marks=self._marks,
            gaps=self._gaps,
            clock=self._clock,
        )


def _align(part: IndexedPart, moves: Sequence[_Move]) -> None:
    """Move what was captured in these stretches."""
    if part.wall is None or not moves:
        return
    walls = [part.wall + each.wall / 1000 for each in part.segments]
    walls = [
        wall + sum(move.by for move in moves if move.since - NEAR < wall < move.until + NEAR)
        for wall in walls
    ]
    part.wall = walls[0]
    for n, (each, wall) in enumerate(zip(part.segments, walls, strict=True)):
        moved = round((wall - part.wall) * 1000)
        part.segments[n] = msgspec.structs.replace(each, wall=moved)


def _order(part: IndexedPart, ticks: "array[int]") -> None:
    """Put segments in the order of their ticks, and let none begin before the one before it."""
    pieces = part.segments
    if any(ticks[n] < ticks[n - 1] for n in range(1, len(ticks))):
        pieces[:] = [pieces[n] for n in sorted(range(len(ticks)), key=ticks.__getitem__)]
    latest = pieces[0].wall if pieces else 0
    if latest and part.wall is not None:  # the first of the file was not the earliest
        part.wall += latest / 1000
        pieces[:] = [msgspec.structs.replace(each, wall=each.wall - latest) for each in pieces]
        latest = 0
    for n, each in enumerate(pieces):
        if each.wall < latest:
            pieces[n] = msgspec.structs.replace(each, wall=latest)
        latest = pieces[n].wall
