"""What of a lesson's ink is worth a page of paper, in order: pure.

Rule: a page of the board that was shown is there, also if it is empty by now; of slides only those
that were drawn on. What was drawn over a screen has nothing below it any more and is left out. What
slides show is not repeated: a page has their shape, their name, and what was drawn.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from classroom.events import Event, FileShared
from classroom.ink.sheets import Ink
from classroom.ink.strokes import Stroke
from classroom.ink.surfaces import SCREEN, board_page
from classroom.record import LessonRecord

BOARD = (960.0, 540.0)  # points: 16 to 9


class Sheet(NamedTuple):
    """A page of paper."""

    size: tuple[float, float]  # points
    number: int  # of the page, of the board or the file
    file: str  # its name; "": it is the board's
    by: tuple[str, ...]  # names of the classrooms that drew, first who drew first
    strokes: tuple[Stroke, ...]


def sheets(record: LessonRecord, ink: Ink, events: Iterable[Event]) -> list[Sheet]:
    """Return the pages: the board's first."""
    names = {seat.id: seat.name for seat in record.seats}
    files = {event.file: event for event in events if isinstance(event, FileShared)}
    made = [
        _sheet(ink, board_page(number), BOARD, number, "", names)
        for number in range(1, record.board.pages + 1)
    ]
    slides = [name for name in ink.surfaces if name != SCREEN and not name.startswith("board:")]
    for surface in sorted(slides, key=lambda name: (name.split(":")[1], int(name.split(":")[2]))):
        _, id, page = surface.split(":")
        file = files.get(id)
        if len(ink.sheet(surface)) and file is not None and int(page) <= len(file.sizes):
            width, height = file.sizes[int(page) - 1]
            made.append(_sheet(ink, surface, (width, height), int(page), file.name, names))
    return made


def _sheet(
    ink: Ink,
    surface: str,
    size: tuple[float, float],
    number: int,
    file: str,
    names: Mapping[str, str],
) -> Sheet:
    strokes = tuple(ink.sheet(surface).strokes())
    by = dict.fromkeys(names.get(stroke.by, stroke.by) for stroke in strokes)
    return Sheet(size=size, number=number, file=file, by=tuple(by), strokes=strokes)
