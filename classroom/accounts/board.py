"""What hangs on a classroom's wall while nothing is taught in it: its lessons of today, and which
of them to walk into.

Rule: pure; the page shows it and decides nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from classroom.states import Part
from classroom.timetable.planned import PlannedState

AHEAD_DAYS = 14  # how far the next lesson is looked for
MOST = 60


class BoardLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson that the classroom takes part in."""

    id: str
    part: Part
    subject: str  # its code
    title: str
    lecturer: str  # display name
    starts_at: float  # seconds since the epoch, UTC
    ends_at: float
    state: PlannedState


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that hangs there."""

    classroom: str  # names
    school: str
    lessons: Sequence[BoardLesson]  # of today and the days ahead, by their start


class Boards(Protocol):
    """The boards of all classrooms."""

    async def board(self, classroom: str, start: float, end: float) -> Board | None:
        """Return what the classroom has between these times; None if there is none such."""
        ...


def day_of(now: float, zone: ZoneInfo) -> tuple[float, float]:
    """Return when the day of `now` begins and ends, where the schools are."""
    begin = datetime.fromtimestamp(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return begin.timestamp(), (begin + timedelta(days=1)).timestamp()


def to_enter(lessons: Sequence[BoardLesson], now: float) -> BoardLesson | None:
    """Return the lesson whose door is open for the classroom: the one that began last, or the one
    that is about to.
    """
    opened = [lesson for lesson in lessons if lesson.state is PlannedState.OPENED]
    begun = [lesson for lesson in opened if lesson.starts_at <= now]
    return max(begun, key=_start) if begun else min(opened, key=_start, default=None)


def coming(lessons: Sequence[BoardLesson], now: float) -> BoardLesson | None:
    """Return the lesson that comes next, or None in the time looked at."""
    ahead = [
        lesson
        for lesson in lessons
        if lesson.starts_at > now and lesson.state in (PlannedState.PLANNED, PlannedState.OPENED)
    ]
    return min(ahead, key=_start, default=None)


def _start(lesson: BoardLesson) -> float:
    return lesson.starts_at
