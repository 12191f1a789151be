"""Which classes may be recorded, from the register: implements `classroom.recording.consent`."""

from collections.abc import Collection

import sqlalchemy as sa

from classroom.register.people import Consent
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database

pupils = TABLES["pupils"]


class DatabaseRecordingConsents:
    """What guardians have said, as a recording needs it."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def whole(self, classes: Collection[str]) -> frozenset[str]:
        """Return those of these classes that have pupils, all of them with a guardian who agreed.

        Raises:
            Unavailable: the store cannot be read.
        """
        said_no = sa.case((pupils.c.consent == Consent.GIVEN.value, 0), else_=1)
        query = (
            sa.select(pupils.c.school_class)
            .where(pupils.c.school_class.in_(sorted(classes)), pupils.c.removed_at.is_(None))
            .group_by(pupils.c.school_class)
            .having(sa.func.sum(said_no) == 0)
        )
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())
