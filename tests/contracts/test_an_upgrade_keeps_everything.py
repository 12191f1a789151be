"""A database of the release before this one is brought up to date: its lessons go on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from classroom.links import hash_token
from classroom.states import Phase
from classroom.store import copying
from classroom.store.database import DatabaseStore
from classroom.store.engine import opened
from classroom.store.migrations.run import migrate
from config.load import load
from tests.signaling.server import Clock, Server, TestPage
from tools import postgres

RELEASE = Path(__file__).with_name("before_the_register.sql")
WRITTEN_AT = 1795382700.0  # when that server was stopped
ON_HOLD, HELD, PLANNED = "654e32016e12da2c", "aac2621391f9c260", "27925c1740e6e7b9"
LECTURER, CLASSROOM = "yoHefex1oGk_Lmykm8HbpDZFHhgxVvGJ", "hLH_r83mzsUFcALBN0zSkOmogxjQGcsJ"

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_cluster: postgres.Cluster
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/sanketang.db"
        return
    url = postgres_cluster.new_database(migrated=False)
    yield url
    postgres_cluster.drop(url)


@pytest.fixture
async def previous(empty_url: str) -> tuple[str, Rows]:
    """Return the URL of such a database, and its rows."""
    async with opened(empty_url, migrating=False, making=True) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(migrate, "0001")
            for line in RELEASE.read_text(encoding="utf-8").splitlines():
                if not line.startswith("--"):
                    await connection.exec_driver_sql(line)
        return empty_url, await rows_of(empty_url)


async def rows_of(url: str) -> Rows:
    async with (
        opened(url, migrating=False) as engine,
        copying.reading(engine) as source,
    ):
        return {
            table.name: [
                dict(zip(table.c.keys(), msgspec.json.decode(line), strict=True))
                async for line in source.lines(table)
            ]
            for table in source.tables
        }


async def test_every_value_of_every_row_is_what_it_was(previous: tuple[str, Rows]) -> None:
    url, before = previous
    assert {name: len(rows) for name, rows in before.items()} == {
        "lessons": 3,
        "links": 7,
        "events": 22,
    }

    async with DatabaseStore.open(url):
        pass

    after = await rows_of(url)
    assert "schools" in after
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert kept == rows


async def test_lessons_events_and_links_are_read_as_ever(previous: tuple[str, Rows]) -> None:
    url, before = previous

    async with DatabaseStore.open(url) as store:
        lessons = {id: await store.load(id) for id in (ON_HOLD, HELD, PLANNED)}
        events = [event for id in lessons for event in await store.events(id)]
        link = await store.find_link(hash_token(LECTURER))
        unfinished = await store.unfinished()

    phases = {id: lesson.record.phase for id, lesson in lessons.items() if lesson is not None}
    assert phases == {ON_HOLD: Phase.HOLD, HELD: Phase.ENDED, PLANNED: Phase.SCHEDULED}
    assert len(events) == len(before["events"])
    assert link is not None
    assert link.lesson == ON_HOLD
    assert set(unfinished) == {ON_HOLD, PLANNED}


async def test_a_lesson_that_was_going_on_goes_on(previous: tuple[str, Rows]) -> None:
    url, _ = previous

    async with DatabaseStore.open(url) as store:
        server = Server(load(), store)
        server.clock = Clock(WRITTEN_AT)
        async with server.running():
            lecturer, classroom = TestPage(LECTURER), TestPage(CLASSROOM)
            await (await classroom.connect(server.url)).enter()
            await (await lecturer.connect(server.url)).enter()
            await classroom.until(lambda: classroom.phase == "paused")
            await lecturer.ask("resume_lesson")
            await classroom.until(lambda: classroom.phase == "live")
            assert classroom.state is not None
            assert classroom.state["lesson"]["title"] == "古诗两首"
            for page in (lecturer, classroom):
                await page.close()


async def test_a_step_that_fails_leaves_the_database_as_it_was(
    previous: tuple[str, Rows],
) -> None:
    url, before = previous
    async with opened(url, migrating=False) as engine, engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE audit_checkpoints (day INTEGER)"))

    with pytest.raises(Exception, match="store_down"):
        async with DatabaseStore.open(url):
            pass

    after = await rows_of(url)
    del after["audit_checkpoints"]
    assert after == before
