"""What line tests need, joined: their store, their desk, their operations and their steps."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from classroom.store.lines import DatabaseLines
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api.operations import Operation
from web.lines.asking import Lines
from web.lines.desk import LineTests
from web.routes import Route


class LineServices(NamedTuple):
    """What was joined."""

    desk: LineTests
    operations: Sequence[Operation]
    rows: Sequence[Route]


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[LineServices]:
    """Join them; tests go on until the block ends."""
    kept = DatabaseLines(database)
    tests = LineTests(kept, database.now, time.monotonic)
    asked = Lines(tests, kept, DatabaseRegistry(database))
    async with tests.serving():
        yield LineServices(tests, asked.operations(), asked.rows())


def described() -> list[Operation]:
    """Return the operations without anything behind them: enough to describe them."""
    nothing: Any = None
    return Lines(nothing, nothing, nothing).operations()
