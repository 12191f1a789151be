"""Transactions: what is changed, and its record in the audit trail, together or not at all.

Rule: one writer at a time, since the audit trail is one chain: SQLite takes its write lock at the
beginning, PostgreSQL an advisory lock. What a `writing` block returned from is on the disk; what
raised inside it never happened. A writing block is short: it waits for nobody.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from classroom.audit.record import Actor, ActorKind, AuditRecord, Note, follow
from classroom.store.engine import IMMEDIATE, failures, opened
from classroom.store.tables import audit

_KINDS = {kind.value: kind for kind in ActorKind}
_CHAIN_LOCK = 0x73616E6B  # any number, the same in every process of ours


class Transaction:
    """A connection within a transaction, and the audit trail."""

    def __init__(self, connection: AsyncConnection, by: Actor, now: float) -> None:
        """Begin; see `Database.writing`."""
        self.connection = connection
        self.by = by
        self.now = now
        self._last: AuditRecord | None = None
        self._known = False

    async def note(self, note: Note) -> None:
        """Add a record to the audit trail."""
        await self.note_all([note])

    async def note_all(self, notes: Sequence[Note]) -> None:
        """Add records to the audit trail, in order."""
        if not self._known:
            self._last = await last_record(self.connection)
            self._known = True
        rows = []
        for note in notes:
            self._last = follow(self._last, self.now, self.by, note)
            rows.append(row_of(self._last))
        if rows:
            await self.connection.execute(sa.insert(audit.records), rows)


class Database:
    """The database, and the only way to write what the audit trail tells of."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], float]) -> None:
        """Use an engine whose tables are up to date; see `open`."""
        self.engine = engine
        self.now = now

    @classmethod
    @asynccontextmanager
    async def open(
        cls, url: str, now: Callable[[], float], *, migrating: bool = True
    ) -> AsyncIterator["Database"]:
        """Open the database, bring its tables up to date, and close it at the end.

        `now` tells the time, in seconds since the epoch, UTC. Without `migrating`, the tables are
        left as they are.

        Raises:
            Unavailable: `store_down`.
        """
        async with opened(url, migrating=migrating) as engine:
            yield cls(engine, now)

    @property
    def busy(self) -> int:
        """Connections that somebody has; whoever comes when all are taken waits."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, sa.QueuePool) else 0

    async def answer(self) -> None:
        """Return when a table was read.

        Raises:
            Unavailable: `store_down`.
        """
        async with self.reading() as connection:
            await connection.execute(sa.select(audit.records.c.number).limit(1))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Read; several statements see one state of the database (on SQLite).

        Raises:
            Unavailable: `store_down`.
        """
        async with failures(), self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self, by: Actor) -> AsyncIterator[Transaction]:
        """Write as `by`; kept when the block ends without raising.

        Raises:
            Unavailable: `store_down`; nothing was kept.
            sqlalchemy.exc.IntegrityError: a constraint of the tables was broken.
        """
        async with failures(), self.engine.connect() as connection:
            await connection.execution_options(**{IMMEDIATE: True})
            async with connection.begin():
                if connection.dialect.name == "postgresql":
                    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN_LOCK)))
                yield Transaction(connection, by, self.now())


async def last_record(connection: AsyncConnection) -> AuditRecord | None:
    """Return the latest record of the audit trail."""
    query = sa.select(audit.records).order_by(audit.records.c.number.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else record_of(row)


def row_of(record: AuditRecord) -> dict[str, object]:
    """Return a record as its row."""
    actor, note = record.actor, record.note
    return {
        "number": record.number,
        "at": record.at,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "session": actor.session,
        "device": actor.device,
        "address": actor.address,
        "action": note.action,
        "kind": note.kind,
        "object": note.object,
        "scope": note.scope,
        "result": note.result,
        "detail": note.detail,
        "before": record.before,
        "hash": record.hash,
    }


def _kind(stored: str) -> ActorKind:
    """Return the kind; what somebody has altered is read as it stands, so that it can be found."""
    return _KINDS.get(stored, cast(ActorKind, stored))


def record_of(row: sa.Row[tuple[object, ...]]) -> AuditRecord:
    """Return a row as the record it is."""
    return AuditRecord(
        number=row.number,
        at=row.at,
        actor=Actor(
            kind=_kind(row.actor_kind),
            id=row.actor_id,
            session=row.session,
            device=row.device,
            address=row.address,
        ),
        note=Note(
            action=row.action,
            kind=row.kind,
            object=row.object,
            scope=row.scope,
            result=row.result,
            detail=row.detail,
        ),
        before=row.before,
        hash=row.hash,
    )
