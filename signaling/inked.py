"""What pages are to be told of ink next, collected until it is told.

Rule: one packet a surface, encoded once, the same for every page of one audience. While a pause
lies over the classrooms' rights, they are told that something changed, but not what classrooms
drew. What is not kept is bounded, and the oldest of it is dropped.
"""

from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

from classroom.ink.log import Drew, GaveBack, InkEntry, Took, Wiped
from classroom.ink.sheets import Ink
from classroom.record import LessonRecord
from classroom.states import Part
from signaling import messages as s
from signaling.frames import Encoded
from signaling.page import Page

PIECES = 1_000  # of strokes being drawn, in one packet


class _OfSurface:
    def __init__(self) -> None:
        self.revision = 0
        self.changes: list[s.InkChange] = []
        self.sketches: deque[s.SketchState] = deque(maxlen=PIECES)
        self.pointers: dict[str, s.PointerState] = {}


class Outgoing:
    """Ink that waits to be told."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._surfaces: dict[str, _OfSurface] = {}

    def sketch(self, by: str, message: s.Sketch) -> None:
        """Add a piece of a stroke."""
        self._of(message.surface).sketches.append(
            s.SketchState(
                by=by,
                tag=message.tag,
                tool=message.tool,
                colour=message.colour,
                width=message.width,
                points=message.points,
                pressed=message.pressed,
            )
        )

    def point(self, by: str, message: s.Point) -> None:
        """Note where somebody points; where they did before is of no interest any more."""
        state = s.PointerState(by=by, x=message.x, y=message.y)
        self._of(message.surface).pointers[by] = state

    def happened(self, entries: Iterable[InkEntry], ink: Ink) -> None:
        """Add what was stored, and led to `ink`."""
        for entry in entries:
            waiting = self._of(entry.surface)
            waiting.changes.append(_change(entry, ink))
            waiting.revision = ink.sheet(entry.surface).revision

    def tell(self, record: LessonRecord, pages: Iterable[Page]) -> None:
        """Tell those of these pages that are in."""
        everything = list(self.packets())
        lecturers = everything
        if record.latched:
            lecturers = list(self.packets(only=record.delivering.id))
        for page in pages:
            seat = record.seat(page.classroom)
            if seat is not None and seat.walked_in:
                for packet in everything if seat.part is Part.DELIVERING else lecturers:
                    page.put(packet)

    def packets(self, only: str | None = None) -> Iterator[Encoded]:
        """Yield what to tell a page; `only`: of the strokes, those of this classroom."""
        for surface, waiting in self._surfaces.items():
            changes = waiting.changes
            if only is not None:
                changes = [_without_others(change, only) for change in changes]
            told = s.Inked(
                surface=surface,
                revision=waiting.revision,
                changes=changes,
                sketches=[one for one in waiting.sketches if only in (None, one.by)],
                pointers=[one for one in waiting.pointers.values() if only in (None, one.by)],
            )
            yield Encoded.of(told, passing=not changes)

    def _of(self, surface: str) -> _OfSurface:
        return self._surfaces.setdefault(surface, _OfSurface())


def _change(entry: InkEntry, ink: Ink) -> s.InkChange:
    match entry:
        case Drew():
            return s.StrokeDrawn(stroke=entry.stroke, tag=entry.tag)
        case Took():
            return s.StrokesErased(strokes=list(entry.strokes))
        case GaveBack():
            return s.StrokesBack(strokes=ink.sheet(entry.surface).of(entry.strokes))
        case Wiped():
            return s.InkWiped()


def _without_others(change: s.InkChange, classroom: str) -> s.InkChange:
    """Return the change without strokes of other classrooms; it counts all the same."""
    match change:
        case s.StrokeDrawn() if change.stroke.by != classroom:
            return s.StrokesBack(strokes=[])
        case s.StrokesBack():
            mine = [stroke for stroke in change.strokes if stroke.by == classroom]
            return msgspec.structs.replace(change, strokes=mine)
    return change
