"""Entering a lesson in the timetable: its seats and its joining links.

Rule: pure; whoever calls stores what comes out, and shows the tokens once.
"""

import secrets
from collections.abc import Mapping, Sequence

import msgspec

from classroom.events import Event, LessonMade
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.links import Link, make_link
from classroom.record import LessonRecord, LessonRules
from classroom.seats import Ingest, Seat
from classroom.states import Part
from config.sections import Lesson as LessonSection
from config.sections import Timetable as TimetableSection

MINUTE = 60.0
LONGEST_MINUTES = 24 * 60.0
MOST_CLASSROOMS = 64
NAME_CHARS = 100
_USUAL = LessonRules()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson to be stored, and the tokens of its joining links by classroom id."""

    lesson: Lesson
    events: list[Event]
    links: list[Link]
    tokens: dict[str, str]  # classroom id → token; the delivering classroom first


def rules_of(section: LessonSection) -> LessonRules:
    """Return what the settings say of lessons, as the rules of one."""
    return msgspec.convert(msgspec.to_builtins(section), LessonRules)


def timetable_rules(lesson: LessonSection, timetable: TimetableSection) -> LessonRules:
    """Return the rules of the timetable's lessons made from now on."""
    return msgspec.structs.replace(rules_of(lesson), overrun_seconds=timetable.overrun_seconds)


def plan_lesson(
    *,
    title: str,
    subject: str,
    deliver: str,
    receive: Sequence[str],
    starts_at: float,
    now: float,
    minutes: float = 40.0,
    link_days: float = 120.0,
    rules: LessonRules = _USUAL,
    ingests: Mapping[str, Ingest] | None = None,
) -> Plan:
    """Plan a lesson of one delivering and some receiving classrooms, given by their names.

    `ingests` gives a recording box or film by classroom name. Classroom ids are `d` and `r1`, `r2`…
    within the lesson.

    Raises:
        Refused: `no_classrooms`, `too_many_classrooms`, `bad_name`, `same_name`, `bad_duration`,
            `already_over`.
    """
    if not receive:
        raise Refused("no_classrooms", "a lesson needs at least one receiving classroom")
    if len(receive) > MOST_CLASSROOMS:
        raise Refused("too_many_classrooms", f"a lesson has {MOST_CLASSROOMS} classrooms at most")
    _check_names(title=title, subject=subject, classrooms=[deliver, *receive])
    if not 0 < minutes <= LONGEST_MINUTES:  # whatever a NaN is compared with, it is refused here
        raise Refused("bad_duration", "a lesson lasts more than 0 minutes and at most a day")
    if starts_at + minutes * MINUTE <= now:
        raise Refused("already_over", "the lesson would have ended before now")
    boxes = ingests or {}
    seats = [Seat(id="d", name=deliver, part=Part.DELIVERING, ingest=boxes.get(deliver))]
    seats += [
        Seat(id=f"r{index}", name=name, part=Part.RECEIVING, ingest=boxes.get(name))
        for index, name in enumerate(receive, start=1)
    ]
    record = LessonRecord(
        id=secrets.token_hex(8),
        title=title,
        subject=subject,
        starts_at=starts_at,
        ends_at=starts_at + minutes * MINUTE,
        seats=tuple(seats),
        rules=rules,
        rights=rules.rights,
    )
    tokens: dict[str, str] = {}
    links: list[Link] = []
    for seat in seats:
        tokens[seat.id], link = make_link(
            lesson=record.id, classroom=seat.id, now=now, days=link_days
        )
        links.append(link)
    return Plan(lesson=Lesson(record), events=[LessonMade(at=now)], links=links, tokens=tokens)


def _check_names(*, title: str, subject: str, classrooms: Sequence[str]) -> None:
    for name in (title, subject, *classrooms):
        if not (name.strip() and name.isprintable() and len(name) <= NAME_CHARS):
            raise Refused("bad_name", f"a name has 1 to {NAME_CHARS} characters, all printable")
    twice = next((name for name in classrooms if classrooms.count(name) > 1), None)
    if twice is not None:
        raise Refused("same_name", f"two classrooms are called {twice}")
