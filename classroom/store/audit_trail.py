"""Reading the audit trail in its order, and walking along it.

Rule: nothing here writes. A few hundred records are in memory at a time, however long the trail is.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import sqlalchemy as sa

from classroom.audit.record import AuditRecord
from classroom.audit.seals import BEGINNING, Checking, Position, Seal, SealPurpose
from classroom.audit.walk import Break, Progress, Walk
from classroom.store.tables import audit
from classroom.store.transactions import Database, last_record, record_of

AT_A_TIME = 500  # records that are in memory when the trail is walked


class AuditTrail:
    """The trail, as kept."""

    def __init__(self, database: Database) -> None:
        """Read it in `database`."""
        self.database = database

    async def last(self) -> AuditRecord | None:
        """Return the latest record."""
        async with self.database.reading() as connection:
            return await last_record(connection)

    async def latest(self, action: str) -> AuditRecord | None:
        """Return the latest record of an action."""
        column = audit.records.c
        query = sa.select(audit.records).where(column.action == action)
        async with self.database.reading() as connection:
            rows = await connection.execute(query.order_by(column.number.desc()).limit(1))
            row = rows.one_or_none()
            return None if row is None else record_of(row)

    async def heads(self, after: int = 0) -> Sequence[Seal]:
        """Return the signed heads behind this record, in order."""
        async with self.database.reading() as connection:
            query = sa.select(audit.heads).where(audit.heads.c.number > after)
            rows = await connection.execute(query.order_by(audit.heads.c.number))
            return [_seal(SealPurpose.HEAD, row) for row in rows]

    async def checkpoint(self) -> Seal | None:
        """Return the latest checkpoint: where the trail begins now."""
        async with self.database.reading() as connection:
            table = audit.checkpoints
            query = sa.select(table).order_by(table.c.number.desc()).limit(1)
            row = (await connection.execute(query)).one_or_none()
            return None if row is None else _seal(SealPurpose.CHECKPOINT, row)

    async def signed_by(self) -> set[str]:
        """Return every key that has signed something in the trail."""
        async with self.database.reading() as connection:
            keys = sa.union(sa.select(audit.heads.c.key), sa.select(audit.checkpoints.c.key))
            return set((await connection.execute(keys)).scalars())

    async def between(self, since: float | None, until: float | None) -> tuple[int, int]:
        """Return the numbers of the first and last record of this time; 1 and 0 for none.

        A clock may have gone back: everything between the two belongs to it.
        """
        column = audit.records.c
        conditions = [] if since is None else [column.at >= since]
        conditions += [] if until is None else [column.at < until]
        query = sa.select(sa.func.min(column.number), sa.func.max(column.number))
        async with self.database.reading() as connection:
            first, last = (await connection.execute(query.where(*conditions))).one()
        return (1, 0) if first is None else (first, last)

    async def before(self, number: int) -> Position:
        """Return the place in front of a record."""
        query = sa.select(audit.records.c.before).where(audit.records.c.number == number)
        async with self.database.reading() as connection:
            hash = await connection.scalar(query)
        return Position(number - 1, hash) if hash else BEGINNING

    async def runs(
        self,
        after: int = 0,
        until: int | None = None,
        *,
        where: Sequence[sa.ColumnElement[bool]] = (),
    ) -> AsyncIterator[list[AuditRecord]]:
        """Yield the records behind `after` in order, a few hundred at a time."""
        column = audit.records.c
        conditions = [*where] if until is None else [*where, column.number <= until]
        while True:
            query = sa.select(audit.records).where(column.number > after, *conditions)
            query = query.order_by(column.number).limit(AT_A_TIME)
            async with self.database.reading() as connection:
                rows = (await connection.execute(query)).all()
            if not rows:
                return
            yield [record_of(row) for row in rows]
            after = rows[-1].number

    async def walk(
        self,
        walk: Walk,
        *,
        until: int | None = None,
        progress: Progress | None = None,
    ) -> Break | None:
        """Take the records behind where the walk is; return the first break."""
        if (wrong := walk.begin()) is not None:
            return wrong
        last = await self.last()
        total = 0 if last is None else (until or last.number) - walk.here.number
        async for run in self.runs(walk.here.number, until):
            for record in run:
                if (wrong := walk.take(record)) is not None:
                    return wrong
            if progress is not None:
                progress(walk.taken, max(total, walk.taken))
        return walk.end()

    async def verify(
        self,
        checking: Checking,
        *,
        more: Sequence[Seal | Position] = (),
        progress: Progress | None = None,
    ) -> tuple[Walk, Break | None]:
        """Walk all of it; `more` is what is known from elsewhere."""
        checkpoint, heads = await self.checkpoint(), await self.heads()
        walk = Walk(checking=checking, seals=[*heads, *more], checkpoint=checkpoint)
        wrong = await self.walk(walk, progress=progress)
        if wrong is not None and await self.checkpoint() != checkpoint:
            return await self.verify(checking, more=more, progress=progress)  # dropped meanwhile
        return walk, wrong

    async def position(self) -> Position:
        """Return behind which record the last seal is; what comes next is not sealed yet."""
        heads, checkpoint = await self.heads(), await self.checkpoint()
        sealed = [*([] if checkpoint is None else [checkpoint]), *heads[-1:]]
        return Position(sealed[-1].number, sealed[-1].hash) if sealed else BEGINNING


def _seal(purpose: SealPurpose, row: sa.Row[Any]) -> Seal:
    return Seal(
        purpose=purpose,
        day=row.day,
        number=row.number,
        hash=row.hash,
        key=row.key,
        signature=row.signature,
    )
