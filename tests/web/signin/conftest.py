"""A town: an operator, a county's clerk and auditor, two schools with their heads and teachers.

It is filled once in each database; each test has a copy of its own.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classroom.permissions import Role
from tests.web.signin.house import House, house
from tools import postgres


class Houses:
    """Houses in one database: each filled once, then copied."""

    def __init__(self, folder: Path, cluster: postgres.Cluster | None) -> None:
        """Keep them on the cluster, or else as files of SQLite in the folder."""
        self._folder, self._cluster = folder, cluster
        self._filled: dict[str, str] = {}
        self._copies: list[str] = []

    def copy(self, fill: Callable[[House], Awaitable[None]]) -> str:
        """Return the URL of a new copy of what `fill` fills."""
        name = fill.__name__
        if name not in self._filled:
            self._filled[name] = self._new(name)
            with ThreadPoolExecutor(1) as thread:  # a loop of its own, whichever one the test has
                thread.submit(asyncio.run, _opened(self._filled[name], fill)).result()
        made = self._new(f"copy{len(self._copies)}", self._filled[name])
        self._copies.append(made)
        return made

    def drop(self) -> None:
        """Throw the copies away."""
        if self._cluster:
            for made in self._copies:
                self._cluster.drop(made)
        self._copies.clear()

    def _new(self, name: str, like: str = "") -> str:
        if self._cluster:
            return self._cluster.new_database(like=like)
        url = f"sqlite+aiosqlite:///{self._folder}/{name}.db"
        if like:
            shutil.copy(like.removeprefix("sqlite+aiosqlite:///"), self._folder / f"{name}.db")
        return url


@pytest.fixture(scope="session")
def in_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    return Houses(tmp_path_factory.mktemp("houses"), None)


@pytest.fixture(scope="session")
def in_postgresql(
    tmp_path_factory: pytest.TempPathFactory, postgres_cluster: postgres.Cluster
) -> Houses:
    return Houses(tmp_path_factory.mktemp("none"), postgres_cluster)


@pytest.fixture(params=["sqlite", "postgresql"])
def houses(request: pytest.FixtureRequest) -> Iterator[Houses]:
    found: Houses = request.getfixturevalue(f"in_{request.param}")
    yield found
    found.drop()


@pytest.fixture
async def town(houses: Houses) -> AsyncIterator[House]:
    async with house(houses.copy(_people)) as opened:
        yield opened


@pytest.fixture
async def empty(houses: Houses) -> AsyncIterator[House]:
    """A house where nobody has been yet."""
    async with house(houses.copy(_nobody)) as opened:
        yield opened


async def _opened(url: str, fill: Callable[[House], Awaitable[None]]) -> None:
    async with house(url) as opened:
        await fill(opened)


async def _nobody(empty: House) -> None:
    pass


async def _people(town: House) -> None:
    county = await town.region("绿水县", "510101")
    here = await town.school(county.id, "青山小学", "S1")
    there = await town.school(county.id, "红崖小学", "S2")
    for login, role, scope in [
        ("operator", Role.SYSTEM_ADMIN, "/"),
        ("county", Role.SYSTEM_ADMIN, county.scope),
        ("auditor", Role.AUDITOR, county.scope),
    ]:
        person = await town.person(login, (role, scope), region=county.id)
        await town.account(person, login)
    for login, role, school in [
        ("head", Role.SCHOOL_ADMIN, here),
        ("other-head", Role.SCHOOL_ADMIN, there),
        ("teacher", Role.LECTURER, here),
        ("assistant", Role.ASSISTANT, there),
    ]:
        person = await town.person(login, (role, school.scope), school=school.id)
        await town.account(person, login)
    await town.person("newcomer", (Role.LECTURER, here.scope), school=here.id)
    await town.person("stranger", (Role.LECTURER, here.scope), school=here.id, verified=False)
