"""A county whose lessons are recorded, and those who inspect them; on SQLite, or on both."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from classroom.permissions import Role
from classroom.store.transactions import Database
from tests.copies import Copies
from tests.web.api.county import FAR, IN, NORTH, County, person
from tests.web.api.shut_lesson import Clock
from tests.web.recordings.conftest import clock as clock
from tests.web.recordings.conftest import everybody
from tests.web.recordings.taught import ENDED

SECOND = person("second", (Role.INSPECTOR, IN[NORTH]))
REGISTERED = {
    "inspector": ((Role.INSPECTOR, IN[NORTH]),),
    "second": ((Role.INSPECTOR, IN[NORTH]),),
    "far_inspector": ((Role.INSPECTOR, IN[FAR]),),
}


async def _filled(url: str) -> None:
    async with Database.open(url, lambda: ENDED) as database:
        made = County(database, Path())
        await made.fill()
        for name, grants in REGISTERED.items():
            values = {
                "region": NORTH, "number": name, "real_name": name, "display_name": f"{name}老师",
                "grants": [{"role": role, "scope": scope} for role, scope in grants],
            }  # fmt: skip
            await made.add("people", name, values)


async def _running(url: str, folder: Path, clock: Clock) -> AsyncIterator[County]:
    async with Database.open(url, clock) as database:
        made = County(database, folder)
        made.who |= everybody() | {"second": SECOND}
        async with made.running():
            yield made


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("review") / "filled.db"
    asyncio.run(_filled(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
def file(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "county.db"))


@pytest.fixture
async def county(file: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[County]:
    async for made in _running(f"sqlite+aiosqlite:///{file}", tmp_path, clock):
        yield made


@pytest.fixture
async def anywhere(copies: Copies, tmp_path: Path, clock: Clock) -> AsyncIterator[County]:
    """The same, on each database there may be."""
    async for made in _running(copies.copy(_filled), tmp_path, clock):
        yield made
