"""A town: an operator, a county's clerk and auditor, two schools with their heads and teachers.

It is filled once in each database; each test has a copy of its own.
"""

from collections.abc import AsyncIterator

import pytest

from classroom.permissions import Role
from tests.copies import Copies
from tests.web.signin.house import House, house


@pytest.fixture
async def town(copies: Copies) -> AsyncIterator[House]:
    async with house(copies.copy(_town)) as opened:
        yield opened


@pytest.fixture
async def empty(copies: Copies) -> AsyncIterator[House]:
    """A house where nobody has been yet."""
    async with house(copies.copy(_empty)) as opened:
        yield opened


async def _empty(url: str) -> None:
    async with house(url):
        pass


async def _town(url: str) -> None:
    async with house(url) as opened:
        await _people(opened)


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
