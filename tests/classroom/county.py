"""A county to test with: 绿水县, its schools and what hangs under them; and another one."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa

from classroom.audit.record import SERVER
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.ports import Writing
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.registry import DatabaseRegistry
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database


class County:
    """Ids and scopes of what was made, by a short name."""

    def __init__(self, database: Database) -> None:
        """Keep it in `database`."""
        self.registry = DatabaseRegistry(database)
        self.things: dict[str, Any] = {}
        self._writing: Writing | None = None

    def __getitem__(self, name: str) -> Any:
        """Return what was made under this name."""
        return self.things[name]

    def id(self, name: str) -> str:
        """Return the id of what was made under this name."""
        return str(self.things[name].id)

    def sight(self, *names: str) -> Sight:
        """Return the sight of somebody with a role in these."""
        return Sight(tuple(self.things[name].scope for name in names))

    async def add(self, called: str, what: str, /, **values: Any) -> Any:
        """Make something and remember it by a name."""
        async with self.making():
            return await self._add(called, what, values)

    async def _add(self, called: str, what: str, values: dict[str, Any]) -> Any:
        assert self._writing is not None, "inside `making` only"
        kind = KINDS[what]
        made = await self._writing.add(kind, build(kind, values), EVERYTHING)
        self.things[called] = made
        return made

    @asynccontextmanager
    async def making(self) -> AsyncIterator[None]:
        """Make everything inside the block in one transaction."""
        if self._writing is not None:
            yield
            return
        async with self.registry.writing(SERVER) as self._writing:
            yield
        self._writing = None


async def make_county(database: Database) -> County:
    """Make both counties, or take those that the database was copied with."""
    county = County(database)
    async with database.reading() as connection:
        query = sa.select(TABLES["regions"].c.id).order_by(TABLES["regions"].c.code).limit(1)
        first = await connection.scalar(query)
    if first in _MADE:
        county.things = dict(_MADE[first])
        return county
    async with county.making():
        await _fill(county)
    return county


async def counties(url: str) -> None:
    """Fill a database with both, for tests that begin with a copy of it."""
    async with Database.open(url, time.time) as database:
        county = await make_county(database)
        _MADE[county.id("绿水县")] = dict(county.things)


# What was made, by the id of the county, in every database that this process has filled.
_MADE: dict[str, dict[str, Any]] = {}


async def _fill(county: County) -> None:
    await county.add("绿水县", "regions", name="绿水县", kind="county", code="510101")
    await county.add("远山县", "regions", name="远山县", kind="county", code="510102")
    for name, region, kind in [
        ("中心小学", "绿水县", "urban"),
        ("青山小学", "绿水县", "village"),
        ("石桥教学点", "绿水县", "teaching_point"),
        ("远山小学", "远山县", "village"),
    ]:
        code = f"S{len(county.things)}"
        await county.add(name, "schools", region=county.id(region), name=name, code=code, kind=kind)
        school = county.id(name)
        await county.add(f"{name}教室", "classrooms", school=school, name="录播教室")
        await county.add(
            f"{name}老师",
            "people",
            school=school,
            number="T01",
            real_name=f"{name}张老师",
            display_name="张老师",
            verified_by="school",
        )
        await county.add(
            f"{name}班", "classes", school=school, name="三年级1班", grade=3, year=2026
        )
        await county.add(
            f"{name}学生", "pupils", school_class=county.id(f"{name}班"), name="小禾", number="01"
        )
    await county.add(
        "学期",
        "terms",
        region=county.id("绿水县"),
        name="2026 秋季学期",
        first_day="2026-09-01",
        last_day="2027-01-20",
    )
    await county.add(
        "音乐",
        "pairings",
        name="音乐专递",
        subject="music",
        term=county.id("学期"),
        classroom=county.id("中心小学教室"),
        lecturer=county.id("中心小学老师"),
        receivers=[
            {"classroom": county.id("青山小学教室"), "assistant": county.id("青山小学老师")},
            {"classroom": county.id("石桥教学点教室")},
        ],
    )
    await county.add(
        "周二第三节",
        "slots",
        pairing=county.id("音乐"),
        weekday=2,
        start="10:10",
        end="10:50",
    )
