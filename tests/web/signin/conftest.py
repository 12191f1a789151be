"""A town: an operator, a county's clerk and auditor, two schools with their heads and teachers.

It is filled once; each test has a copy of its own.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from classroom.permissions import Role
from tests.web.signin.house import House, house


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "filled.db"

    async def fill() -> None:
        async with house(f"sqlite+aiosqlite:///{path}") as opened:
            await _people(opened)

    asyncio.run(fill())
    return path


@pytest.fixture
async def town(filled: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copy(filled, tmp_path / "town.db")
    async with house(f"sqlite+aiosqlite:///{tmp_path}/town.db") as opened:
        yield opened


@pytest.fixture(scope="session")
def nobody_there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"

    async def make() -> None:
        async with house(f"sqlite+aiosqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
async def empty(nobody_there: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A house where nobody has been yet."""
    shutil.copy(nobody_there, tmp_path / "empty.db")
    async with house(f"sqlite+aiosqlite:///{tmp_path}/empty.db") as opened:
        yield opened


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
