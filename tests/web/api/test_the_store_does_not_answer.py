"""The database hangs, or somebody holds it locked: whoever asks is told so soon, in words, and what
was kept though nobody heard of it is not made twice.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from classroom.store import engine
from classroom.store.tables.api import keys
from classroom.store.transactions import Database
from tests.copies import Copies, Fill
from tests.patience import hasty
from tests.web.api.county import CENTRE, County
from tools.postgres import Cluster

ROOM = {"school": CENTRE, "name": "音乐教室"}
KEY = {"Idempotency-Key": "4f1c"}


@asynccontextmanager
async def asked(
    copies: Copies, two_counties: Fill, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[County]:
    """Run the API on a copy; how long it waits is counted in tenths of what it is otherwise."""
    url = copies.copy(two_counties, folder / "county.db")
    hasty(monkeypatch)
    async with Database.open(url, time.time) as database:
        county = County(database, folder)
        async with county.running():
            yield county
    copies.drop()


async def rooms(county: County) -> list[str]:
    page = await county.ask("clerk", "GET", "classrooms?search=音乐教室")
    return [room["id"] for room in page.body["items"]]


def hang_at_commit(database: Database, cluster: Cluster, hangs: ExitStack) -> None:
    """Let the word to keep what was made under a key go out, and no answer come."""
    engine = database.engine.sync_engine

    @sa.event.listens_for(engine, "after_cursor_execute")
    def _look(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(f"INSERT INTO {keys.name}"):
            connection.info["keyed"] = True

    @sa.event.listens_for(engine, "commit")
    def _hang(connection: sa.Connection) -> None:
        if connection.info.pop("keyed", False):
            hangs.enter_context(cluster.hanging())


async def until(there: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(20):
        while not await there():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_while_postgresql_hangs_everybody_is_told_so(
    in_postgresql: Copies,
    two_counties: Fill,
    postgres_cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with asked(in_postgresql, two_counties, tmp_path, monkeypatch) as county:
        with postgres_cluster.hanging():
            more = engine.CONNECTIONS * 2
            answers = await asyncio.gather(
                *(county.ask("clerk", "GET", "classrooms") for _ in range(more)),
                *(county.ask("clerk", "POST", "classrooms", ROOM) for _ in range(more)),
            )

        assert {(answer.status, answer.code) for answer in answers} == {(503, "store_down")}
        assert all("Retry-After" in answer.headers for answer in answers)
        assert (await county.ask("clerk", "POST", "classrooms", ROOM)).status == 201


async def test_what_was_kept_though_its_answer_was_lost_is_not_made_twice(
    in_postgresql: Copies,
    two_counties: Fill,
    postgres_cluster: Cluster,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with asked(in_postgresql, two_counties, tmp_path, monkeypatch) as county:
        with ExitStack() as hangs:
            hang_at_commit(county.database, postgres_cluster, hangs)
            lost = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)
        await until(lambda: rooms(county))  # it was kept all the same
        again = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

        assert (lost.status, lost.code) == (503, "store_down")
        assert again.status == 201
        assert await rooms(county) == [again.body["id"]]


async def test_while_another_holds_sqlite_locked_writers_are_told_so_and_readers_go_on(
    in_sqlite: Copies, two_counties: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asked(in_sqlite, two_counties, tmp_path, monkeypatch) as county:
        with closing(sqlite3.connect(tmp_path / "county.db", isolation_level=None)) as another:
            another.execute("BEGIN IMMEDIATE")
            refused = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)
            read = await county.ask("clerk", "GET", "classrooms")
            another.execute("COMMIT")
        made = await county.ask("clerk", "POST", "classrooms", ROOM, headers=KEY)

        assert (refused.status, refused.code) == (503, "store_down")
        assert (read.status, made.status) == (200, 201)
