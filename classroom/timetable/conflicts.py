"""What cannot be: a classroom, person or class in two places at once, or too many in one lesson.

Rule: found before anything is saved, and explained: what, who, which two lessons, when. A collision
that comes back every week is told once, with how often. Lessons that touch (one ends as the next
begins) do not collide; neither does what is cancelled, merged or over.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from classroom.failures import Refused
from classroom.timetable.planned import PlannedLesson

MOST_TOLD = 100  # further conflicts are not told; there is enough to do


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as a conflict names it."""

    lesson: str
    scope: str
    pairing: str
    slot: str
    day: str
    title: str
    starts_at: float
    ends_at: float


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that cannot be."""

    code: str  # see CODES
    who: str = ""  # id of the classroom, person or class
    lesson: Side | None = None
    other: Side | None = None  # None: there is no other, or it may not be told
    slot: str = ""
    day: str = ""  # of the first time
    starts_at: float = 0.0  # when they overlap the first time
    ends_at: float = 0.0
    times: int = 1  # how often
    limit: int = 0  # the cap


CODES = frozenset(
    {
        "classroom_taken",  # its device can be in one lesson only
        "lecturer_taken",
        "assistant_taken",
        "class_taken",  # children in two places
        "over_cap",  # after a merge
        "no_bells",  # the school has no bells on that day
        "no_such_period",  # its bells have fewer periods
        "no_such_lesson",  # swapped with or merged into a lesson that is not there
        "contradiction",  # two exceptions swap the same lesson differently
        "no_lesson_that_day",  # the exception changes a lesson that is not there
        "already_over",  # what is past or being taught is not changed
    }
)


class Conflicts(Refused):
    """The change would make a timetable that cannot be; nothing was saved."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        """Keep what is in the way."""
        self.conflicts = list(conflicts)[:MOST_TOLD]
        super().__init__("conflicts", ", ".join(sorted({c.code for c in self.conflicts})))


class Use(NamedTuple):
    """Somebody or something in a lesson."""

    who: str
    code: str  # what it is called when it is taken
    lesson: PlannedLesson


def uses(lesson: PlannedLesson) -> Iterator[Use]:
    """Yield everybody and everything that a lesson needs."""
    yield Use(lesson.classroom, "classroom_taken", lesson)
    yield Use(lesson.lecturer, "lecturer_taken", lesson)
    if lesson.school_class:
        yield Use(lesson.school_class, "class_taken", lesson)
    for receiver in lesson.receivers:
        yield Use(receiver.classroom, "classroom_taken", lesson)
        if receiver.assistant:
            yield Use(receiver.assistant, "assistant_taken", lesson)
        if receiver.school_class:
            yield Use(receiver.school_class, "class_taken", lesson)


def find(changed: Iterable[PlannedLesson], others: Iterable[PlannedLesson] = ()) -> list[Conflict]:
    """Return what collides among the changed lessons, and between them and the others."""
    new = [lesson for lesson in changed if lesson.takes_place]
    ours = {lesson.id for lesson in new}
    by_who: dict[str, list[Use]] = defaultdict(list)
    for lesson in new:
        for use in uses(lesson):
            by_who[use.who].append(use)
    for lesson in others:
        if lesson.takes_place and lesson.id not in ours:
            for use in uses(lesson):
                if use.who in by_who:
                    by_who[use.who].append(use)
    found = [_too_many(lesson) for lesson in new if len(lesson.receivers) > lesson.cap]
    for taken in by_who.values():
        found += _overlaps(taken, ours)
    return fold(found)


def fold(found: Iterable[Conflict]) -> list[Conflict]:
    """Return them by their first time, one for each that comes back week by week."""
    told: dict[tuple[str, ...], Conflict] = {}
    for conflict in sorted(found, key=lambda c: (c.starts_at, c.day, c.code, c.who)):
        other = conflict.other.slot if conflict.other else ""
        key = (conflict.code, conflict.who, *sorted((conflict.slot, other)))
        first = told.get(key)
        told[key] = (
            conflict if first is None else msgspec.structs.replace(first, times=first.times + 1)
        )
    return list(told.values())


def side(lesson: PlannedLesson) -> Side:
    """Return the lesson as a conflict names it."""
    return Side(
        lesson=lesson.id,
        scope=lesson.scope,
        pairing=lesson.pairing,
        slot=lesson.slot,
        day=lesson.day,
        title=lesson.title,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
    )


def _overlaps(taken: list[Use], ours: set[str]) -> Iterator[Conflict]:
    """Yield each pair that overlaps and of which one is ours."""
    taken.sort(key=lambda use: use.lesson.starts_at)
    going: list[Use] = []
    for use in taken:
        going = [other for other in going if other.lesson.ends_at > use.lesson.starts_at]
        for other in going:
            if use.lesson.id in ours:
                yield _both(use, other)
            elif other.lesson.id in ours:
                yield _both(other, use)
        going.append(use)


def _both(use: Use, other: Use) -> Conflict:
    return Conflict(
        code=use.code,
        who=use.who,
        lesson=side(use.lesson),
        other=side(other.lesson),
        slot=use.lesson.slot,
        day=use.lesson.day,
        starts_at=max(use.lesson.starts_at, other.lesson.starts_at),
        ends_at=min(use.lesson.ends_at, other.lesson.ends_at),
    )


def _too_many(lesson: PlannedLesson) -> Conflict:
    return Conflict(
        code="over_cap",
        lesson=side(lesson),
        slot=lesson.slot,
        day=lesson.day,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        limit=lesson.cap,
    )
