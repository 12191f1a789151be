"""Pupils for the roll, from the register: implements `classroom.ports.Rolls`."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from classroom.register.consent import may_be_called
from classroom.register.people import Consent
from classroom.roll.listed import Listed
from classroom.store.planned import parts
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database

MOST_IN_A_CLASS = 150  # a class with more is none that sits in one room

pupils = TABLES["pupils"]


class DatabaseRolls:
    """The pupils of a database."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def expected(self, classes: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of each class's pupils, by number."""
        found = {}
        async with self._database.reading() as connection:
            for school_class in sorted(set(classes)):
                query = (
                    sa.select(pupils.c.id)
                    .where(pupils.c.school_class == school_class, pupils.c.removed_at.is_(None))
                    .order_by(pupils.c.number, pupils.c.id)
                    .limit(MOST_IN_A_CLASS + 1)
                )
                ids = tuple((await connection.execute(query)).scalars())
                if 0 < len(ids) <= MOST_IN_A_CLASS:
                    found[school_class] = ids
        return found

    async def listed(self, ids: Collection[str]) -> Mapping[str, Listed]:
        """Return those of these pupils that are known; also of whom was taken off the register
        since, as long as it is not erased.
        """
        found = {}
        async with self._database.reading() as connection:
            for some in parts(ids):
                query = sa.select(
                    pupils.c.id, pupils.c.number, pupils.c.name, pupils.c.consent
                ).where(pupils.c.id.in_(some))
                for row in await connection.execute(query):
                    called = may_be_called(Consent(row.consent))
                    found[row.id] = Listed(
                        id=row.id, number=row.number, name=row.name if called else ""
                    )
        return found
