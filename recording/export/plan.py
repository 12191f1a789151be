"""Which box of the picture shows what, from when to when: pure.

Rule: what is missing of a track that should be there is a hole with its times, never a picture of
something else. A camera that was switched off, a classroom that left the stage, a screen that is
shared no more have no box at all.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from classroom.media_messages import Source
from classroom.recording.exports import ExportLayout
from classroom.recording.values import Marked
from recording.export.order import Order, Page
from recording.manifest.index import Index, IndexedTrack

PICTURES = frozenset({Source.CAMERA, Source.SCREEN, Source.DOCUMENT})
SHOWN = frozenset({Source.SCREEN, Source.DOCUMENT})  # what somebody shows, rather than somebody
HOLE = 2.0  # seconds without a picture until that is said; until then the last one stands
PAGES = 0  # the number of the track that pages are
MOST_BESIDE = 3  # classrooms beside the lecturer
Times = list[tuple[float, float]]


class Box(msgspec.Struct, frozen=True, gc=False):
    """A place in the picture, whole even pixels."""

    x: int
    y: int
    width: int
    height: int


class Tile(msgspec.Struct, frozen=True):
    """A box and what is in it."""

    box: Box
    track: int  # or `PAGES`
    seat: str = ""  # whose name is written there; "": nobody's
    hole: tuple[float, float] | None = None  # nothing was recorded between these


class Span(msgspec.Struct, frozen=True):
    """From `since` to before `until` the picture looks like this."""

    since: float
    until: float
    tiles: tuple[Tile, ...]


class _Seen(msgspec.Struct, frozen=True):
    """A track, and when it was to be seen."""

    track: IndexedTrack
    there: Times  # whole, holes included
    holes: Times


def plan(order: Order) -> list[Span]:
    """Return what the film shows, from its beginning to its end, without a gap."""
    seen = [
        _seen(order.index, track)
        for track in order.index.tracks
        if track.track in order.tracks and track.source in PICTURES
    ]
    edges = {order.since, order.until}
    for each in seen:
        edges.update(edge for times in (each.there, each.holes) for pair in times for edge in pair)
    edges.update(edge for page in order.pages for edge in (page.since, page.until))
    edges.update(stage.at for stage in order.stage)
    cuts = sorted(edge for edge in edges if order.since <= edge <= order.until)
    spans: list[Span] = []
    for since, until in pairwise(cuts):
        tiles = _tiles(order, seen, (since + until) / 2)
        if spans and spans[-1].tiles == tiles:
            spans[-1] = msgspec.structs.replace(spans[-1], until=until)
        else:
            spans.append(Span(since, until, tiles))
    return spans


def page_at(pages: Sequence[Page], at: float) -> Page | None:
    """Return the page that is shown then."""
    return next((page for page in pages if page.since <= at < page.until), None)


def _tiles(order: Order, seen: list[_Seen], at: float) -> tuple[Tile, ...]:
    live = [each for each in seen if _within(each.there, at)]
    lecturer = [each for each in live if each.track.leading and each.track.source is Source.CAMERA]
    shown = [each for each in live if each.track.source in SHOWN]
    others = [
        each for each in live if not each.track.leading and each.track.source is Source.CAMERA
    ]
    stage = _stage(order, at)
    if stage is not None and order.layout is not ExportLayout.GRID:
        others = [each for each in others if each.track.seat in stage]
        others.sort(key=lambda each: stage.index(each.track.seat))
    main: list[_Seen | None] = []
    if page_at(order.pages, at) is not None:  # they lie over a screen, as on every wall
        main.append(None)
    main += shown
    match order.layout:
        case ExportLayout.GRID:
            boxes = grid(order, [*lecturer[:1], *main[:1], *others])
        case ExportLayout.SIDE_BY_SIDE:
            boxes = beside(order, [*lecturer[:1], *main[:1]], others)
        case ExportLayout.LECTURER:
            boxes = large(order, [*main[:1], *lecturer[:1]], others)
    return tuple(_tile(box, each, at) for box, each in boxes)


Boxes = list[tuple[Box, _Seen | None]]


def large(order: Order, first: Sequence[_Seen | None], others: Sequence[_Seen]) -> Boxes:
    """One large; the others in a column at the right, a quarter of the width each."""
    width, height = order.width, order.height
    everybody = [*first, *others][: 2 + MOST_BESIDE]
    if len(everybody) == 1:
        return [(Box(0, 0, width, height), everybody[0])]
    column, row = _even(width / 4), _even(height / 4)
    boxes: Boxes = [(Box(0, 0, width - column, height), each) for each in everybody[:1]]
    for place, each in enumerate(everybody[1:]):
        boxes.append((Box(width - column, place * row, column, row), each))
    return boxes


def beside(order: Order, first: Sequence[_Seen | None], others: Sequence[_Seen]) -> Boxes:
    """Two alike beside each other; the others in a row below."""
    width, height = order.width, order.height
    two, rest = [*first, *others][:2], [*first, *others][2 : 2 + MOST_BESIDE + 1]
    if len(two) == 1:
        return [(Box(0, 0, width, height), two[0])]
    half, tall, row = _even(width / 2), _even(height / 2), _even(height / 4) if rest else 0
    top = _even((height - tall - row) / 2)
    boxes: Boxes = [(Box(place * half, top, half, tall), each) for place, each in enumerate(two)]
    column = _even(width / 4)
    left = _even((width - column * len(rest)) / 2)
    for place, each in enumerate(rest):
        boxes.append((Box(left + place * column, top + tall, column, row), each))
    return boxes


def grid(order: Order, everybody: Sequence[_Seen | None]) -> Boxes:
    """All alike, up to sixteen."""
    everybody = everybody[:16]
    columns = next(n for n in (1, 2, 3, 4) if n * n >= len(everybody))
    rows = -(-len(everybody) // columns) or 1
    width, height = _even(order.width / columns), _even(order.height / columns)
    top = _even((order.height - height * rows) / 2)
    boxes: Boxes = []
    for place, each in enumerate(everybody):
        row, column = divmod(place, columns)
        in_row = min(columns, len(everybody) - row * columns)
        left = _even((order.width - width * in_row) / 2)
        boxes.append((Box(left + column * width, top + row * height, width, height), each))
    return boxes


def _tile(box: Box, each: _Seen | None, at: float) -> Tile:
    if each is None:
        return Tile(box, PAGES)
    hole = next(((since, until) for since, until in each.holes if since <= at < until), None)
    seat = "" if each.track.source in SHOWN else each.track.seat
    return Tile(box, each.track.track, seat, hole)


def _stage(order: Order, at: float) -> tuple[str, ...] | None:
    """Return who is on stage; None: nothing is known of a stage."""
    if not order.stage:
        return None
    return next((each.seats for each in reversed(order.stage) if each.at <= at), ())


def _seen(index: Index, track: IndexedTrack) -> _Seen:
    have = _joined(_segments(track), HOLE)
    if not have:
        return _Seen(track, [], [])
    off = _switched_off(index, track.track)
    lost: Times = [(gap.since, gap.until) for gap in index.gaps if gap.track in (None, track.track)]
    there: Times = [have[0]]
    holes: Times = []
    for (_, before), (after, until) in pairwise(have):
        missing = [(before, after)]
        for times in off:
            missing = _without(missing, times)
        # A camera stands until it is switched off; what is shown, or a guest's picture, may just
        # have ended, unless it is known that something was lost.
        stands = track.leading and track.source is Source.CAMERA
        for since, end in missing:
            if stands or any(a < end and since < b for a, b in lost):
                there.append((since, end))
                if end - since >= HOLE:
                    holes.append((since, end))
        there.append((after, until))
    return _Seen(track, _joined(sorted(there), 0.001), holes)


def _segments(track: IndexedTrack) -> Times:
    return sorted(
        (part.wall + piece.wall / 1000, part.wall + (piece.wall + piece.duration) / 1000)
        for part in track.parts
        if part.wall is not None
        for piece in part.segments
    )


def _switched_off(index: Index, track: int) -> Times:
    times: Times = []
    since: float | None = None
    for mark in index.marks:
        if mark.track != track:
            continue
        if mark.what is Marked.MUTED and since is None:
            since = mark.at
        elif mark.what is Marked.UNMUTED and since is not None:
            times.append((since, mark.at))
            since = None
    return times if since is None else [*times, (since, float("inf"))]


def _joined(times: Iterable[tuple[float, float]], apart: float) -> Times:
    found: Times = []
    for since, until in times:
        if found and since - found[-1][1] < apart:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _without(times: Times, taken: tuple[float, float]) -> Times:
    left: Times = []
    for since, until in times:
        if taken[1] <= since or until <= taken[0]:
            left.append((since, until))
            continue
        if since < taken[0]:
            left.append((since, taken[0]))
        if taken[1] < until:
            left.append((taken[1], until))
    return left


def _within(times: Times, at: float) -> bool:
    return any(since <= at < until for since, until in times)


def _even(number: float) -> int:
    return int(number) & ~1
