"""A database's content as lines of JSON, and back into an empty one.

Rule: one snapshot, so that a copy made while the server works is as consistent as one made at
night; and nothing in it tells SQLite from PostgreSQL, so that one is restored into the other. All
of it is filled in, or nothing.
"""

import base64
import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from classroom.store.engine import IMMEDIATE, failures
from classroom.store.migrations.run import VERSION_TABLE, migrate

AT_A_TIME = 500
NULLS = sa.JSON(none_as_null=True)


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What there is of one table."""

    columns: list[str]
    rows: int
    sha256: str  # of all its lines


class Lines:
    """Counts and hashes the lines of a table."""

    def __init__(self) -> None:
        """Begin."""
        self._hash, self._rows = hashlib.sha256(), 0

    def take(self, line: bytes) -> bytes:
        """Return the line."""
        self._hash.update(line)
        self._rows += 1
        return line

    def copied(self, table: sa.Table) -> Copied:
        """Return what was taken."""
        columns = [str(column.name) for column in table.c]
        return Copied(columns=columns, rows=self._rows, sha256=self._hash.hexdigest())


class Source:
    """A database of which a copy is made."""

    def __init__(self, connection: AsyncConnection, tables: list[sa.Table]) -> None:
        """Read through a connection that sees one state of the database."""
        self.tables = tables
        self._connection = connection

    async def revision(self) -> str:
        """Return up to which step its tables are."""
        query: sa.Select[Any] = sa.select(sa.column("version_num")).select_from(
            sa.table(VERSION_TABLE)
        )
        return str(await self._connection.scalar(query))

    async def count(self, table: sa.Table) -> int:
        """Return how many rows there are."""
        query = sa.select(sa.func.count()).select_from(table)
        return (await self._connection.execute(query)).scalar_one()

    async def lines(self, table: sa.Table) -> AsyncIterator[bytes]:
        """Yield the rows in the order of their key."""
        by_bytes = self._connection.dialect.name == "postgresql"
        order = [
            sa.collate(column, "C") if by_bytes and isinstance(column.type, sa.String) else column
            for column in table.primary_key
        ]
        query = sa.select(*table.c).order_by(*order)
        async with self._connection.stream(query) as rows:
            async for run in rows.partitions(AT_A_TIME):
                for row in run:
                    yield msgspec.json.encode(list(row)) + b"\n"

    async def copied(self, table: sa.Table) -> Copied:
        """Return what there is of a table."""
        lines = Lines()
        async for line in self.lines(table):
            lines.take(line)
        return lines.copied(table)


class Target(Source):
    """An empty database that a copy is filled into."""

    async def fill(self, table: sa.Table, lines: Iterable[bytes]) -> None:
        """Add rows to a table."""
        types = [(column.name, isinstance(column.type, sa.LargeBinary)) for column in table.c]
        rows: list[dict[str, Any]] = []
        for line in lines:
            values = msgspec.json.decode(line, type=list[Any])
            rows.append(
                {
                    name: base64.b64decode(value) if is_bytes and value is not None else value
                    for (name, is_bytes), value in zip(types, values, strict=True)
                }
            )
            if len(rows) == AT_A_TIME:
                await self._connection.execute(sa.insert(table), rows)
                rows = []
        if rows:
            await self._connection.execute(sa.insert(table), rows)

    async def settle(self) -> None:
        """Check what refers to what, once all of it is there.

        Raises:
            sqlalchemy.exc.IntegrityError: a reference leads nowhere.
        """
        if self._connection.dialect.name == "postgresql":
            await self._connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
            await _constraints(self._connection, self.tables, "NOT DEFERRABLE")
            await _count_on(self._connection, self.tables)


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[Source]:
    """Look at one state of the database until the block ends; nobody waits meanwhile.

    Raises:
        Unavailable: `store_down`.
    """
    async with failures(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            yield Source(connection, await _tables(connection))


async def is_empty(engine: AsyncEngine) -> bool:
    """Tell whether there is nothing at all in the database."""
    async with failures(), engine.connect() as connection:
        return not await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())


@asynccontextmanager
async def filling(engine: AsyncEngine, revision: str) -> AsyncIterator[Target]:
    """Make the tables as they were at this step; what is filled in is kept at the block's end.

    Rows may refer to rows that come later, until they are settled.

    Raises:
        Unavailable: `store_down`; the database is as empty as before.
        sqlalchemy.exc.IntegrityError: a reference leads nowhere.
    """
    async with failures(), engine.connect() as connection:
        await connection.execution_options(**{IMMEDIATE: True})
        async with connection.begin():
            await connection.run_sync(migrate, revision)
            tables = await _tables(connection)
            for table in reversed(tables):
                await connection.execute(sa.delete(table))  # what a step put there itself
            if connection.dialect.name == "postgresql":
                await _constraints(connection, tables, "DEFERRABLE INITIALLY DEFERRED")
            else:
                await connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            yield Target(connection, tables)


async def _tables(connection: AsyncConnection) -> list[sa.Table]:
    """Return the tables as they are, those that others refer to first."""
    metadata = sa.MetaData()
    await connection.run_sync(metadata.reflect)
    tables = [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]
    for table in tables:
        for column in table.c:
            if isinstance(column.type, sa.JSON):
                column.type = NULLS
    return tables


async def _constraints(connection: AsyncConnection, tables: list[sa.Table], how: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for constraint in table.foreign_key_constraints:
            name = quote(str(constraint.name))
            await connection.exec_driver_sql(
                f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {name} {how}"
            )


async def _count_on(connection: AsyncConnection, tables: list[sa.Table]) -> None:
    """Let the database's own counters go on behind what was filled in."""
    for table in tables:
        for column in table.primary_key:
            sequence = await connection.scalar(
                sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
            )
            highest = await connection.scalar(sa.select(sa.func.max(column)))
            if sequence is not None and highest is not None:
                await connection.execute(sa.select(sa.func.setval(sequence, highest)))
