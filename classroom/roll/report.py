"""The rolls of a lesson as a report: who was where, by whose word, and what does not fit together.

Rule: everybody who was expected is in it, also those of a classroom that never came or never said
anything. What a person said of a pupil goes before what the rule says of the classroom; where
nobody confirmed anything, nobody is said to have been present.
"""

from collections.abc import Mapping, Sequence

import msgspec

from classroom.events import Event
from classroom.record import LessonRecord
from classroom.roll.calling import on_roll
from classroom.roll.findings import findings
from classroom.roll.history import rolls
from classroom.roll.presence import Interval, came_late, ended_at, intervals, left_early
from classroom.roll.sheet import Roll, Sheet
from classroom.states import Finding, Mark, Phase


class PupilOnRoll(msgspec.Struct, frozen=True, kw_only=True):
    """One pupil on one roll."""

    id: str
    number: str = ""  # the school's; empty when the register has forgotten the pupil
    name: str = ""  # empty: without the guardian's consent
    marked: Mark | None  # by whoever was in the room
    counts_as: Mark | None  # None: nobody has said


class SheetReport(msgspec.Struct, frozen=True, kw_only=True):
    """One classroom on one roll."""

    classroom: str
    expected: int | None  # None: heads are counted
    present: int | None
    missing: int | None
    heads: int | None
    confirmed_at: float | None
    version: int  # 1 when confirmed, one more with each correction
    reason: str  # of the last correction
    findings: list[Finding]
    pupils: list[PupilOnRoll]


class RollReport(msgspec.Struct, frozen=True, kw_only=True):
    """One roll of the lesson; number 0: it was never called, and these were expected."""

    number: int
    called_at: float | None
    sheets: list[SheetReport]


class ClassroomReport(msgspec.Struct, frozen=True, kw_only=True):
    """When a classroom was there."""

    classroom: str
    name: str
    late: bool
    left_early: bool
    there: list[Interval]


class LessonRoll(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's rolls and its classrooms."""

    lesson: str
    title: str
    starts_at: float
    opened: bool = True  # False: nobody came, and there is nothing
    rolls: list[RollReport]
    classrooms: list[ClassroomReport]


def report(
    record: LessonRecord,
    events: Sequence[Event],
    expected: Mapping[str, tuple[str, ...]],
) -> LessonRoll:
    """Return it, with ids for names. `expected`: the pupils of each classroom by the register, for
    a lesson whose roll was never called.
    """
    over_at = ended_at(events)
    classrooms = []
    for seat in record.seats:
        there = intervals(events, seat.id)
        classrooms.append(
            ClassroomReport(
                classroom=seat.id,
                name=seat.name,
                late=came_late(record, there[0].since if there else None),
                left_early=left_early(record, there, over_at),
                there=there,
            )
        )
    by_rule = {
        each.classroom: Mark.LATE
        if each.late
        else Mark.LEFT_EARLY
        if each.left_early
        else Mark.PRESENT
        for each in classrooms
    }
    over = record.phase is Phase.ENDED
    called = rolls(events) or [_never_called(record, expected)]
    return LessonRoll(
        lesson=record.id,
        title=record.title,
        starts_at=record.starts_at,
        rolls=[
            RollReport(
                number=roll.number,
                called_at=roll.called_at if roll.number else None,
                sheets=[_sheet(each, by_rule.get(each.classroom), over) for each in roll.sheets],
            )
            for roll in called
        ],
        classrooms=classrooms,
    )


def _never_called(record: LessonRecord, expected: Mapping[str, tuple[str, ...]]) -> Roll:
    sheets = (
        Sheet(classroom=seat.id, expected=expected.get(seat.id))
        for seat in record.seats
        if on_roll(seat)
    )
    return Roll(number=0, called_at=record.starts_at, sheets=tuple(sheets))


def _sheet(sheet: Sheet, by_rule: Mark | None, over: bool) -> SheetReport:
    silent = sheet.confirmed_at is None
    return SheetReport(
        classroom=sheet.classroom,
        expected=None if sheet.expected is None else len(sheet.expected),
        present=None if silent and sheet.version == 0 else sheet.present,
        missing=None if silent and sheet.version == 0 else sheet.missing,
        heads=sheet.heads,
        confirmed_at=sheet.confirmed_at,
        version=sheet.version,
        reason=sheet.reason,
        findings=findings(sheet, over=over),
        pupils=[
            PupilOnRoll(
                id=id,
                marked=sheet.marks.get(id),
                counts_as=sheet.marks.get(id) or (None if silent else by_rule),
            )
            for id in sheet.expected or ()
        ],
    )
