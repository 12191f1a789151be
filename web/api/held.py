"""The live lesson behind a planned one, and which of its classrooms somebody may list pupils of.

Rule: who sees a lesson of the timetable sees that it was held; pupils are listed of the classrooms
in sight only, of the others there are counts.
"""

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from classroom.lesson import Lesson
from classroom.register.scope import Sight
from classroom.store.database import DatabaseStore
from classroom.store.planned import PlannedLessons
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedLesson

rooms = TABLES["classrooms"]


class Held(NamedTuple):
    """A lesson that somebody sees."""

    planned: PlannedLesson
    lesson: Lesson | None  # None: it was never opened
    classrooms: Mapping[str, str]  # of it, those in sight → their scopes


async def held(database: Database, id: str, seen: Sight) -> Held:
    """Return it.

    Raises:
        Refused: `not_found`.
    """
    planned = await PlannedLessons(database).get(id, seen)
    lesson = await DatabaseStore(database.engine).load(id)
    if lesson is None:
        return Held(planned, None, {})
    query = sa.select(rooms.c.id, rooms.c.scope).where(
        rooms.c.id.in_([seat.id for seat in lesson.record.seats])
    )
    async with database.reading() as connection:
        found = {row.id: row.scope for row in await connection.execute(query)}
    return Held(planned, lesson, {id: each for id, each in found.items() if seen.covers(each)})
