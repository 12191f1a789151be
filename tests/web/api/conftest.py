"""The API with two counties in it: over both databases, and once for those who change nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from classroom.store.transactions import Database
from tests.copies import Copies, Fill
from tests.web.api.county import County


@pytest.fixture
async def county(copies: Copies, tmp_path: Path) -> AsyncIterator[County]:
    async with Database.open(copies.copy(_two_counties), time.time) as database:
        made = County(database, tmp_path)
        async with made.running():
            yield made


@pytest.fixture
def two_counties() -> Fill:
    return _two_counties


async def _two_counties(url: str) -> None:
    async with Database.open(url, time.time) as database:
        await County(database, Path()).fill()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")

    async def fill() -> None:
        async with Database.open(_url(folder), time.time) as database:
            await County(database, folder).fill()

    asyncio.run(fill())
    return folder


@pytest.fixture
async def full_county(filled: Path) -> AsyncIterator[County]:
    async with Database.open(_url(filled), time.time) as database:
        made = County(database, filled)
        async with made.running():
            yield made


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/filled.db"
