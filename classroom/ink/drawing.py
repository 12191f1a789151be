"""Drawing, and taking off what was drawn.

Rule: who has walked in and has the right to annotate draws on what everybody is shown. A classroom
takes off its own strokes, the lecturer anybody's. Each undoes their own last step. Functions here
write on a draft of the ink and return what is to be kept; a refusal leaves no trace.
"""

import msgspec

from classroom.failures import Refused
from classroom.ink.log import Drew, GaveBack, InkEntry, Took, Wiped
from classroom.ink.sheets import (
    ENTRIES,
    LESSON_BYTES,
    STROKES,
    SURFACE_BYTES,
    Ink,
    Sheet,
)
from classroom.ink.strokes import Stroke, author
from classroom.ink.surfaces import shown
from classroom.record import LessonRecord
from classroom.rights import require
from classroom.seats import Seat
from classroom.states import Part, Phase, Right


def check_may_draw(record: LessonRecord, seat: Seat, surface: str) -> None:
    """Raise Refused unless the classroom may draw there now: `lesson_over`, `not_entered`,
    `right_off`, `not_shown`.
    """
    if record.phase is Phase.ENDED:
        raise Refused("lesson_over")
    if not seat.walked_in:
        raise Refused("not_entered")
    require(record, seat, Right.ANNOTATE)
    if surface != shown(record):
        raise Refused("not_shown")


def may_read(record: LessonRecord, seat: Seat, surface: str) -> bool:
    """Whether the classroom may know what is drawn there."""
    return seat.walked_in and (seat.part is Part.DELIVERING or surface == shown(record))


def hidden_from(record: LessonRecord, seat: Seat, stroke: str) -> bool:
    """Whether a pause, or forbidding all, hides the stroke from the classroom: as in the talk, what
    classrooms made is hidden from them, and not from the lecturer.
    """
    receiving = seat.part is Part.RECEIVING
    return record.latched and receiving and author(stroke) != record.delivering.id


def draw(
    ink: Ink, surface: str, stroke: Stroke, *, by: str, tag: int, now: float
) -> InkEntry | None:
    """Add a stroke, and number it; None if it is there already, sent again after a broken line."""
    if ink.knows(by, tag):
        return None
    stroke = msgspec.structs.replace(stroke, id=f"{by}/{ink.drawn + 1}")
    sheet = ink.sheet(surface)
    _check_room(ink, sheet, 1, stroke.size)
    if ink.size + stroke.size > LESSON_BYTES:
        raise Refused("ink_full", "so much was drawn in this lesson")
    return _done(ink, Drew(at=now, surface=surface, by=by, stroke=stroke, tag=tag))


def erase(
    ink: Ink, surface: str, ids: tuple[str, ...], *, seat: Seat, now: float
) -> InkEntry | None:
    """Take strokes off; None if somebody else did so already."""
    sheet = ink.sheet(surface)
    if seat.part is Part.RECEIVING and any(author(id) != seat.id for id in ids):
        raise Refused("not_yours")
    there = tuple(dict.fromkeys(id for id in ids if id in sheet))
    if not there:
        return None
    return _done(ink, Took(at=now, surface=surface, by=seat.id, strokes=there))


def undo(ink: Ink, surface: str, *, by: str, now: float) -> InkEntry:
    """Take back the last thing the classroom did there."""
    sheet = ink.sheet(surface)
    steps = sheet.steps.get(by, ())
    if not steps:
        raise Refused("nothing_to_undo")
    step = steps[-1]
    if isinstance(step, Drew):  # perhaps somebody has taken it off already
        drawn = (step.stroke.id,)
        return _done(ink, Took(at=now, surface=surface, by=by, strokes=drawn, undone=True))
    assert isinstance(step, Took)
    back = sheet.of(id for id in step.strokes if id not in sheet)
    _check_room(ink, sheet, len(back), sum(stroke.size for stroke in back))
    ids = tuple(stroke.id for stroke in back)
    return _done(ink, GaveBack(at=now, surface=surface, by=by, strokes=ids))


def wipe(ink: Ink, surface: str, *, by: str, now: float) -> InkEntry | None:
    """Take everything off; None if there is nothing."""
    if not len(ink.sheet(surface)):
        return None
    return _done(ink, Wiped(at=now, surface=surface, by=by))


def _check_room(ink: Ink, sheet: Sheet, strokes: int, size: int) -> None:
    if len(sheet) + strokes > STROKES or sheet.size + size > SURFACE_BYTES:
        raise Refused("page_full", "no more strokes fit on this page")
    if ink.entries >= ENTRIES:
        raise Refused("ink_full", "so much was drawn in this lesson")


def _done(ink: Ink, entry: InkEntry) -> InkEntry:
    ink.take(entry)
    return entry
