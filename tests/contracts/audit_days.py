"""A trail in a database, and the days that pass over it."""

import sqlalchemy as sa

from classroom.audit.record import Actor, ActorKind, Note
from classroom.audit.seals import DAY, begin_of, day_of
from classroom.audit.walk import Break
from classroom.store.audit_keeping import drop_old, sign_heads
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail
from classroom.store.transactions import Database

START = begin_of("2026-09-01")
CLERK = Actor(kind=ActorKind.PERSON, id="p1", session="s1", device="d1", address="192.0.2.7")


class Days:
    """A trail and the days that pass over it."""

    def __init__(self, database: Database, key: AuditKey) -> None:
        self.trail, self.key, self.now = AuditTrail(database), key, START
        database.now = lambda: self.now

    async def write(self, count: int = 3, scope: str = "/county/school/") -> None:
        """Write records in the next hours."""
        for number in range(count):
            self.now += 3600.25
            note = Note(
                action="replace",
                kind="classrooms",
                object=f"room-{number}",
                scope=scope,
                detail='{"fields":["name"]}',
            )
            async with self.trail.database.writing(CLERK) as transaction:
                await transaction.note(note)

    async def pass_by(self, days: int, *, records: int = 3) -> None:
        """Let days pass, each with records; a head is signed after each midnight."""
        for _ in range(days):
            await self.write(records)
            self.now = begin_of(day_of(self.now)) + DAY + 90.0
            assert await sign_heads(self.trail, self.key, self.now) is None

    async def verify(self) -> Break | None:
        return (await self.trail.verify(self.key))[1]

    async def drop(self, keep_days: int) -> Break | None:
        return await drop_old(self.trail, self.key, self.now, keep_days)

    async def numbers(self) -> list[int]:
        return [record.number async for run in self.trail.runs() for record in run]

    async def tamper(self, statement: sa.Executable) -> None:
        """Do what whoever owns the database can do: away with the triggers first."""
        async with self.trail.database.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
                await connection.exec_driver_sql("ALTER TABLE audit_heads DISABLE TRIGGER USER")
            else:
                for name in ("audit_same", "audit_there", "audit_heads_same", "audit_heads_there"):
                    await connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            await connection.execute(statement)
