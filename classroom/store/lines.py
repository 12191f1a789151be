"""The classrooms' line tests in the database.

Rule: of a classroom the last few stay, so that the table is as large as the register. A test
changes nothing that the audit trail would tell.
"""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import SERVER
from classroom.line_test import KEPT, LineFigures, LineTest, LineVerdict
from classroom.register.scope import Sight
from classroom.store.tables.lines import lines
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.store.visibility import covered

classrooms, schools = TABLES["classrooms"], TABLES["schools"]


class KeptLine(msgspec.Struct, frozen=True, kw_only=True):
    """A test, and who made it."""

    test: LineTest
    person: str  # id; "": nobody was signed in
    device: str  # id; "": not on a classroom's device


class RoomLine(msgspec.Struct, frozen=True, kw_only=True):
    """The last test of a classroom, with its name."""

    classroom: str  # id
    name: str
    school: str  # name
    kept: KeptLine


class DatabaseLines:
    """The tests, for whoever may read of a classroom."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def keep(self, classroom: str, test: LineTest, *, person: str, device: str) -> None:
        """Keep a test with its classroom; the oldest of it goes.

        Raises:
            Unavailable: `store_down`.
        """
        async with self._database.writing(SERVER) as writing:
            await writing.connection.execute(
                sa.insert(lines).values(
                    classroom=classroom,
                    at=test.at,
                    level=test.verdict.level,
                    verdict=msgspec.json.encode(test.verdict).decode(),
                    measured=msgspec.json.encode(test.measured).decode(),
                    person=person,
                    device=device,
                )
            )
            here = lines.c.classroom == classroom
            stay = sa.select(lines.c.number).where(here).order_by(lines.c.number.desc()).limit(KEPT)
            await writing.connection.execute(
                sa.delete(lines).where(here, lines.c.number.not_in(stay))
            )

    async def last(self, classroom: str) -> Sequence[KeptLine]:
        """Return those that are kept of a classroom, the last one first."""
        query = sa.select(lines).where(lines.c.classroom == classroom)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(lines.c.number.desc()).limit(KEPT))
            return [_kept(row) for row in rows]

    async def worst(self, sight: Sight, most: int) -> Sequence[RoomLine]:
        """Return the last test of each classroom in sight, the worst first, `most` at most."""
        async with self._database.reading() as connection:
            return await _worst(connection, sight, most)


async def _worst(connection: AsyncConnection, sight: Sight, most: int) -> list[RoomLine]:
    last = sa.select(sa.func.max(lines.c.number)).group_by(lines.c.classroom)
    query = (
        sa.select(lines, classrooms.c.name.label("room"), schools.c.name.label("school"))
        .join(classrooms, classrooms.c.id == lines.c.classroom)
        .join(schools, schools.c.id == classrooms.c.school)
        .where(
            lines.c.number.in_(last),
            classrooms.c.removed_at.is_(None),
            covered(classrooms.c.scope, sight),
        )
        .order_by(sa.func.coalesce(lines.c.level, -1), lines.c.at.desc())
        .limit(most)
    )
    return [
        RoomLine(classroom=row.classroom, name=row.room, school=row.school, kept=_kept(row))
        for row in await connection.execute(query)
    ]


def _kept(row: sa.Row[tuple[object, ...]]) -> KeptLine:
    return KeptLine(
        test=LineTest(
            at=row.at,
            verdict=msgspec.json.decode(row.verdict, type=LineVerdict),
            measured=msgspec.json.decode(row.measured, type=LineFigures),
        ),
        person=row.person,
        device=row.device,
    )
