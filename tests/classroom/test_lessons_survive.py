"""What a database store promises beyond any store: accepted commands outlive the process."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom.commands import EndLesson
from classroom.failures import Unavailable
from classroom.states import Phase
from classroom.store.database import DatabaseStore
from classroom.store.engine import CACHE_KIBIBYTES, CONNECTIONS, opened
from classroom.store.migrations.run import VERSION_TABLE, migrate, newest
from classroom.store.tables import metadata
from tests.classroom.school import LECTURER, NINE, live

SAVES_AND_IS_KILLED = """
import asyncio, os, signal, sys
from classroom.commands import EndLesson
from classroom.store.database import DatabaseStore

async def main():
    async with DatabaseStore.open(sys.argv[1]) as store:
        lesson = await store.load("lesson")
        await store.save(lesson, lesson.handle(EndLesson(by="d"), 0.0))
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_an_accepted_command_survives_kill_9(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/lessons.db"
    async with DatabaseStore.open(url) as store:
        await store.create(live(), [], [])

    killed = subprocess.run(  # noqa: ASYNC221 - nothing else runs in this loop
        [sys.executable, "-c", SAVES_AND_IS_KILLED, url],
        env=dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)),
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    async with DatabaseStore.open(url) as store:
        lesson = await store.load("lesson")
        assert lesson is not None
        assert lesson.record.phase is Phase.ENDED
        assert len(await store.events("lesson")) == 1


async def test_what_is_kept_is_forced_to_the_disk(tmp_path: Path) -> None:
    async with (
        DatabaseStore.open(f"sqlite+aiosqlite:///{tmp_path}/lessons.db") as store,
        store._engine.connect() as connection,
    ):
        journal = (await connection.execute(sa.text("PRAGMA journal_mode"))).scalar()
        synchronous = (await connection.execute(sa.text("PRAGMA synchronous"))).scalar()

    assert (journal, synchronous) == ("wal", 2)


async def test_no_connection_keeps_more_of_the_database_than_it_needs(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/lessons.db"
    async with opened(url) as engine, AsyncExitStack() as stack:
        for _ in range(CONNECTIONS):
            connection = await stack.enter_async_context(engine.connect())
            most = (await connection.execute(sa.text("PRAGMA cache_size"))).scalar()
            assert most == -CACHE_KIBIBYTES  # negative: not pages


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/migrated.db")
    with engine.begin() as connection:
        migrate(connection)
        migrate(connection)
        found = sa.inspect(connection)

        for table in metadata.sorted_tables:
            columns = {
                (column["name"], str(column["type"]), column["nullable"])
                for column in found.get_columns(table.name)
            }
            assert columns == {(c.name, str(c.type), c.nullable) for c in table.columns}
            indexes = {index["name"] for index in found.get_indexes(table.name)}
            assert indexes == {index.name for index in table.indexes}
    engine.dispose()


def test_what_is_up_to_date_has_seen_the_step_that_the_last_file_is_named_after(
    tmp_path: Path,
) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path}/migrated.db")
    with engine.begin() as connection:
        migrate(connection)

        seen = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalars()
        assert list(seen) == [newest()]
    engine.dispose()


async def test_a_database_that_refuses_is_told_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "lessons.db"
    lesson = live()
    async with DatabaseStore.open(f"sqlite+aiosqlite:///{path}") as store:
        await store.create(lesson, [], [])
        with sqlite3.connect(path) as other:
            other.execute("DROP TABLE events")
        other.close()

        with pytest.raises(Unavailable, match="store_down"):
            await store.save(lesson, lesson.handle(EndLesson(by=LECTURER), NINE))

        kept = await store.load(lesson.id)
    assert kept is not None
    assert kept.record.phase is Phase.LIVE
