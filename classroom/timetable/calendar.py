"""When school is: terms, days that differ from the week, and each school's bells."""

from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.register.resource import Day, Id, Kind, Name, Problem, Resource, TimeOfDay

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]  # ISO 8601: Monday is 1


class Term(Resource, frozen=True, kw_only=True):
    """A school term of a region, first and last day included."""

    region: Id
    name: Name
    first_day: Day
    last_day: Day


class DayKind(StrEnum):
    """How a day differs from the week."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # school after all, by the timetable of weekday `follows`


class CalendarDay(Resource, frozen=True, kw_only=True):
    """A holiday or a make-up day (调休) of a region or of one school; the school's own wins."""

    region: Id | None = None  # exactly one of region and school is given
    school: Id | None = None
    day: Day
    kind: DayKind
    follows: Weekday | None = None
    name: Name


class Period(msgspec.Struct, frozen=True):
    """One lesson of the day, between two bells."""

    start: TimeOfDay
    end: TimeOfDay


class BellSchedule(Resource, frozen=True, kw_only=True):
    """A school's periods of the day, first to last. A school may have a summer and a winter one."""

    school: Id
    name: Name
    periods: tuple[Period, ...]
    first_day: Day | None = None  # in force from and to, both included; None: always
    last_day: Day | None = None


def _term(term: Term) -> list[Problem]:
    return [] if term.first_day < term.last_day else [Problem("last_day", "before_first_day")]


def _day(day: CalendarDay) -> list[Problem]:
    problems = []
    if (day.region is None) == (day.school is None):
        problems.append(Problem("school", "region_or_school"))
    if (day.kind is DayKind.MAKE_UP) != (day.follows is not None):
        problems.append(Problem("follows", "make_up_follows"))
    return problems


def _bells(bells: BellSchedule) -> list[Problem]:
    if not bells.periods:
        return [Problem("periods", "no_periods")]
    for number, period in enumerate(bells.periods, start=1):
        if period.start >= period.end:
            return [Problem("periods", "period_backwards", {"number": number})]
    for number, (one, two) in enumerate(
        zip(bells.periods, bells.periods[1:], strict=False), start=2
    ):
        if two.start < one.end:
            return [Problem("periods", "periods_overlap", {"number": number})]
    return []


TERMS = Kind(
    name="terms",
    inherited=True,
    type=Term,
    under=("region",),
    refers={"region": "regions"},
    key=("name",),
    order=("first_day",),
    check=_term,
)
CALENDAR = Kind(
    name="calendar_days",
    type=CalendarDay,
    under=("school", "region"),
    inherited=True,
    refers={"region": "regions", "school": "schools"},
    key=("day",),
    order=("day",),
    filters=("day", "kind"),
    check=_day,
)
BELLS = Kind(
    name="bell_schedules",
    type=BellSchedule,
    under=("school",),
    refers={"school": "schools"},
    key=("name",),
    check=_bells,
)
