"""Classrooms' boards from the database: implements `classroom.accounts.board.Boards`.

Rule: two queries, each a range of an index: every classroom of a province asks once a minute.
"""

import sqlalchemy as sa

from classroom.accounts.board import MOST, Board, BoardLesson
from classroom.states import Part
from classroom.store.planned import LONGEST
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedState

classrooms, schools, people = (TABLES[name] for name in ("classrooms", "schools", "people"))


class DatabaseBoards:
    """The boards of all classrooms."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def board(self, classroom: str, start: float, end: float) -> Board | None:
        """Return what the classroom has between these times."""
        where = (
            sa.select(classrooms.c.name, schools.c.name.label("school"))
            .join(schools, schools.c.id == classrooms.c.school)
            .where(classrooms.c.id == classroom, classrooms.c.removed_at.is_(None))
        )
        delivering = seats.alias("delivering")
        what = (
            sa.select(
                lessons.c.id,
                lessons.c.subject,
                lessons.c.title,
                lessons.c.starts_at,
                lessons.c.ends_at,
                lessons.c.state,
                seats.c.place,
                people.c.display_name,
            )
            .join(seats, seats.c.lesson == lessons.c.id)
            .join(delivering, sa.and_(delivering.c.lesson == lessons.c.id, delivering.c.place == 0))
            .outerjoin(people, people.c.id == delivering.c.person)
            .where(
                seats.c.classroom == classroom,
                seats.c.starts_at > start - LONGEST,
                seats.c.starts_at < end,
                seats.c.ends_at > start,
            )
            .order_by(seats.c.starts_at, lessons.c.id)
            .limit(MOST)
        )
        async with self._database.reading() as connection:
            room = (await connection.execute(where)).one_or_none()
            if room is None:
                return None
            rows = (await connection.execute(what)).all()
        return Board(
            classroom=room.name,
            school=room.school,
            lessons=[
                BoardLesson(
                    id=row.id,
                    part=Part.RECEIVING if row.place else Part.DELIVERING,
                    subject=row.subject,
                    title=row.title,
                    lecturer=row.display_name or "",
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                    state=PlannedState(row.state),
                )
                for row in rows
            ],
        )
