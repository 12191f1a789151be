"""What holds for every test: one that leaves a task behind has failed. And the databases for those
that say what a database must do: each such test runs on every one of them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from classroom.store.transactions import Database
from tests.tasks import left_since
from tools import postgres


@pytest_asyncio.fixture(autouse=True)
async def no_task_is_left_behind() -> AsyncIterator[None]:
    before = asyncio.all_tasks()

    yield

    left = left_since(before)
    assert not left, f"tasks were left running: {left}"


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    with postgres.running() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "postgresql":
        cluster: postgres.Cluster = request.getfixturevalue("postgres_cluster")
        url = cluster.new_database()
        yield url
        cluster.drop(url)
    elif request.param == "memory":  # for the twin that needs no database
        yield "memory"
    else:
        yield f"sqlite+aiosqlite:///{tmp_path}/var/sanketang.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(database_url, time.time) as opened:
        yield opened
