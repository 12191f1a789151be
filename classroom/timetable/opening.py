"""Making the live lesson of a planned one, when it is due.

Rules:
1. It has the planned lesson's id, and its seats have their classrooms' ids: whoever knows a
   classroom or a person finds the seat without asking anybody.
2. It ends by the bell and what the settings allow beyond it, but before the delivering classroom's
   next lesson begins: whoever comes next is not kept waiting. The next may open, for its device
   check, while this one is still live; a classroom that enters it leaves this one.
3. It has the classrooms that its pairing asks for, and never more than the settings allow.
4. What is over is never opened.
"""

import msgspec

from classroom.lesson import Lesson
from classroom.record import LessonRecord, LessonRules
from classroom.safety.eyes import MINUTE, Doing, EyeRules, stage_of
from classroom.seats import Ingest, Seat
from classroom.states import Part
from classroom.timetable.planned import PlannedLesson
from classroom.timetable.subjects import SUBJECTS


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom as a lesson needs it."""

    id: str
    name: str
    school: str  # its name
    box_url: str = ""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A planned lesson with what its live lesson is made of."""

    lesson: PlannedLesson
    rooms: tuple[Room, ...]  # of all classrooms that take part, the delivering one first
    grades: tuple[int, ...] = ()  # of the classes that sit in the receiving classrooms
    next_at: float | None = None  # when the delivering classroom's next lesson begins


def live_lesson(due: Due, rules: LessonRules, eyes: EyeRules | None = None) -> Lesson:
    """Return the live lesson; `rules` and `eyes` are the settings'."""
    planned = due.lesson
    overrun = rules.overrun_seconds
    if due.next_at is not None:
        overrun = min(overrun, max(0.0, due.next_at - planned.ends_at))
    return Lesson(
        LessonRecord(
            id=planned.id,
            title=planned.title,
            subject=SUBJECTS[planned.subject][0],
            starts_at=planned.starts_at,
            ends_at=planned.ends_at,
            seats=seats(due),
            rights=rules.rights,
            rules=msgspec.structs.replace(
                rules,
                cap=min(planned.cap, rules.cap),
                overrun_seconds=overrun,
                **_eyes(due, eyes),
            ),
        )
    )


def _eyes(due: Due, eyes: EyeRules | None) -> dict[str, float]:
    """Return when a break is due, if that is to be said of a classroom and the grades are known."""
    stage = stage_of(due.grades)
    if eyes is None or stage is None or eyes.classroom is Doing.OFF:
        return {}
    return {
        "stretch_seconds": eyes.of(stage).stretch_minutes * MINUTE,
        "break_seconds": eyes.break_minutes * MINUTE,
    }


def seats(due: Due) -> tuple[Seat, ...]:
    """Return the seats, the delivering classroom's first."""
    lesson = due.lesson
    people = [lesson.lecturer, *(each.assistant for each in lesson.receivers)]
    classes = [lesson.school_class, *(each.school_class for each in lesson.receivers)]
    return tuple(
        Seat(
            id=room.id,
            name=_name(room, due.rooms),
            part=Part.RECEIVING if place else Part.DELIVERING,
            person=person or "",
            school_class=school_class or "",
            registered=True,
            ingest=Ingest(url=room.box_url) if room.box_url else None,
        )
        for place, (room, person, school_class) in enumerate(
            zip(due.rooms, people, classes, strict=True)
        )
    )


def _name(room: Room, rooms: tuple[Room, ...]) -> str:
    """Return the school's name, with the room's when the school has several in the lesson."""
    alone = sum(other.school == room.school for other in rooms) == 1
    return room.school if alone else f"{room.school} {room.name}"
