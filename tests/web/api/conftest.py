"""The API over both databases, with two counties in it."""

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
