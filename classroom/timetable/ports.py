"""What others need of the timetable as kept, as Protocols.

Rule: pages and the API ask `PlannedLessons`; whoever opens lessons asks `DueLessons`, and does so
for the server itself, so there is no `Sight` in it.
"""

from collections.abc import Collection, Sequence
from typing import Annotated, Protocol

import msgspec

from classroom.lesson import Lesson
from classroom.register.scope import Sight
from classroom.timetable.opening import Due
from classroom.timetable.planned import PlannedLesson

MOST_ON_A_PAGE = 200


class LessonQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which planned lessons: those that overlap the hours from start to end, UTC seconds."""

    start: float
    end: float
    classroom: str | None = None  # whatever part it takes
    person: str | None = None  # teaches or assists
    school_class: str | None = None
    scope: str = ""  # of a school or region one of whose classrooms takes part
    after: str = ""  # `LessonPage.after` of the page before
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class LessonPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, by their start."""

    items: Sequence[PlannedLesson]
    after: str | None  # where the next page begins, or None


class PlannedLessons(Protocol):
    """Reads planned lessons."""

    async def get(self, id: str, sight: Sight) -> PlannedLesson:
        """Return one.

        Raises:
            Refused: `not_found`.
        """
        ...

    async def page(self, query: LessonQuery, sight: Sight) -> LessonPage:
        """Return one page.

        Raises:
            BadMessage: `bad_page`.
        """
        ...


class DueLessons(Protocol):
    """What the timetable wants opened, and what became of it."""

    async def due(self, now: float, before: float) -> Sequence[Due]:
        """Return what starts before that time and is not over: planned, or opened already."""
        ...

    async def current(self, ids: Collection[str]) -> dict[str, Due]:
        """Return those of these lessons that the timetable knows, as it has them now."""
        ...

    async def open(self, lesson: Lesson) -> bool:
        """Keep the live lesson of a planned one and note it in the audit trail, in one transaction.

        False when that is not wanted any more: it was cancelled meanwhile, or taught already.
        """
        ...

    async def keep(self, id: str) -> None:
        """Take a lesson that was cancelled too late for what it is: opened."""
        ...

    async def settle(self) -> None:
        """Count how those went that are over, and keep it."""
        ...
