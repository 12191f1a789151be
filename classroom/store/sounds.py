"""The classrooms' sound tests in the database: kept in the transaction of their lesson's event.

Rule: of a classroom the last few stay, so that the table is as large as the register.
"""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.events import Event
from classroom.record import LessonRecord
from classroom.sound_checks import tests
from classroom.sound_test import KEPT, Measured, SoundTest
from classroom.states import SoundVerdict
from classroom.store.tables.sounds import sounds
from classroom.store.transactions import Database


class KeptSound(msgspec.Struct, frozen=True, kw_only=True):
    """A test, and who made it."""

    test: SoundTest
    person: str  # id; "": nobody was signed in
    device: str  # id; "": not on a classroom's device


class DatabaseSounds:
    """The tests, for whoever may read of a classroom."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def last(self, classroom: str) -> Sequence[KeptSound]:
        """Return those that are kept, the last one first."""
        async with self._database.reading() as connection:
            return await last(connection, classroom, KEPT)


async def keep(connection: AsyncConnection, record: LessonRecord, events: Sequence[Event]) -> None:
    """Keep the tests among a lesson's events with their classrooms."""
    for event in tests(record, events):
        await connection.execute(
            sa.insert(sounds).values(
                classroom=event.classroom,
                lesson=record.id,
                at=event.at,
                verdict=event.verdict.value,
                measured=msgspec.json.encode(event.measured).decode(),
                person=event.person,
                device=event.device,
            )
        )
        stay = (
            sa.select(sounds.c.number)
            .where(sounds.c.classroom == event.classroom)
            .order_by(sounds.c.number.desc())
            .limit(KEPT)
        )
        await connection.execute(
            sa.delete(sounds).where(
                sounds.c.classroom == event.classroom, sounds.c.number.not_in(stay)
            )
        )


async def last(connection: AsyncConnection, classroom: str, most: int) -> list[KeptSound]:
    """Return the classroom's last tests, the last one first."""
    query = (
        sa.select(sounds)
        .where(sounds.c.classroom == classroom)
        .order_by(sounds.c.number.desc())
        .limit(most)
    )
    return [
        KeptSound(
            test=SoundTest(
                at=row.at,
                verdict=SoundVerdict(row.verdict),
                measured=msgspec.json.decode(row.measured, type=Measured),
            ),
            person=row.person,
            device=row.device,
        )
        for row in await connection.execute(query)
    ]
