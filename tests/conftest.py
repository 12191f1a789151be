"""What holds for every test: one that leaves a task behind has failed. And the databases for those
that say what a database must do: each such test runs on every one of them.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from classroom.store.transactions import Database
from tests.copies import Copies, Fill, migrated
from tests.patience import unhurried
from tests.tasks import left_since
from tools import postgres

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
unhurried()


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


@pytest.fixture(scope="session")
def in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def in_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_cluster: postgres.Cluster
) -> Copies:
    return Copies(tmp_path_factory.mktemp("postgresql"), postgres_cluster)


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest) -> Iterator[Copies]:
    """For those who fill a database themselves, once for all tests."""
    found: Copies = request.getfixturevalue(f"in_{request.param}")
    yield found
    found.drop()


@pytest.fixture
def filled_with() -> Fill:
    """What a test's database begins with: tables and nothing in them, unless it says otherwise."""
    return migrated


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, filled_with: Fill
) -> Iterator[str]:
    if request.param == "memory":  # for the twin that needs no database
        yield "memory"
        return
    databases: Copies = request.getfixturevalue(f"in_{request.param}")
    yield databases.copy(filled_with, tmp_path / "var/sanketang.db")
    databases.drop()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(database_url, time.time) as opened:
        yield opened
