"""The API with two counties in it: over both databases, and once for those who change nothing."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from classroom.store.transactions import Database
from tests.web.api.county import County


@pytest.fixture
async def county(database: Database) -> AsyncIterator[County]:
    made = County(database)
    await made.fill()
    async with made.running():
        yield made


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('county')}/filled.db"

    async def fill() -> None:
        async with Database.open(url, time.time) as database:
            await County(database).fill()

    asyncio.run(fill())
    return url


@pytest.fixture
async def full_county(filled: str) -> AsyncIterator[County]:
    async with Database.open(filled, time.time) as database:
        made = County(database)
        async with made.running():
            yield made
