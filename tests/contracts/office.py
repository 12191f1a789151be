"""A county's timetable as kept, and the office that changes it.

The county of `tests.classroom.county` has music on Tuesdays 10:10 to 10:50, from 2026-09-01 on;
it is Monday 2026-10-12.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from classroom.audit.record import SERVER
from classroom.register.checks import build
from classroom.register.kinds import KINDS
from classroom.register.scope import EVERYTHING, Sight
from classroom.store.affected import Touched
from classroom.store.planned import PlannedLessons
from classroom.store.registry import DatabaseWriting
from classroom.store.replanning import Replanned
from classroom.store.timetable import Timetable
from classroom.store.transactions import Database
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.planned import PlannedLesson, lesson_id
from classroom.timetable.ports import LessonQuery
from tests.classroom.county import County, counties, make_county
from tests.classroom.timetable.autumn import ZONE, at
from tests.signaling.server import Clock

TERM = at("2026-09-01", "00:00"), at("2027-01-31", "00:00")
MONDAY = at("2026-10-12", "08:00")
TUESDAY, NEXT = "2026-10-13", "2026-10-20"


class Changing:
    """A transaction that a clerk's changes are made in, and the timetable's say at its end."""

    def __init__(self, writing: DatabaseWriting) -> None:
        self.writing = writing
        self.touched: list[Touched] = []

    async def add(self, what: str, **values: Any) -> Any:
        kind = KINDS[what]
        made = await self.writing.add(kind, build(kind, values), EVERYTHING)
        self.touched.append(Touched(None, made))
        return made

    async def replace(self, what: str, before: Any, **fields: Any) -> Any:
        after = msgspec.structs.replace(before, **fields)
        kept = await self.writing.replace(KINDS[what], after, before.version, EVERYTHING)
        self.touched.append(Touched(before, kept))
        return kept

    async def remove(self, what: str, thing: Any) -> None:
        await self.writing.remove(KINDS[what], thing.id, thing.version, EVERYTHING)
        self.touched.append(Touched(thing, None))


class Office:
    """A county, its timetable, and a clerk's hands."""

    def __init__(
        self, database: Database, county: County, lessons: PlannedLessons, timetable: Timetable
    ) -> None:
        self.database = database
        self.county = county
        self.planned = lessons
        self.timetable = timetable
        self.outcome = Replanned()

    @asynccontextmanager
    async def changing(self, sight: Sight = EVERYTHING) -> AsyncIterator[Changing]:
        async with self.county.registry.writing(SERVER) as writing:
            changing = Changing(writing)
            yield changing
            self.outcome = await self.timetable.replan(writing.transaction, changing.touched, sight)
            if self.outcome.conflicts:
                raise Conflicts(self.outcome.conflicts)

    async def add(self, called: str, what: str, /, **values: Any) -> Any:
        async with self.changing() as changing:
            made = await changing.add(what, **values)
        self.county.things[called] = made
        return made

    async def replace(self, called: str, what: str, **fields: Any) -> None:
        async with self.changing() as changing:
            kept = await changing.replace(what, self.county[called], **fields)
        self.county.things[called] = kept

    async def remove(self, called: str, what: str) -> None:
        async with self.changing() as changing:
            await changing.remove(what, self.county[called])

    async def change(self, day: str, change: str, slot: str = "周二第三节", **fields: Any) -> Any:
        return await self.add(
            f"{slot} {day}",
            "slot_exceptions",
            slot=self.county.id(slot),
            day=day,
            change=change,
            **fields,
        )

    async def lesson(self, day: str, slot: str = "周二第三节") -> PlannedLesson:
        return await self.planned.get(lesson_id(self.county.id(slot), day))

    async def all(self, **which: Any) -> list[PlannedLesson]:
        found: list[PlannedLesson] = []
        query = LessonQuery(start=TERM[0], end=TERM[1], limit=7, **which)
        while True:
            page = await self.planned.page(query)
            found += page.items
            if page.after is None:
                return found
            query = msgspec.structs.replace(query, after=page.after)


async def planned(url: str) -> None:
    """Fill a database with the county, and its term planned."""
    await counties(url)
    async with Database.open(url, Clock(TERM[0]).now) as database:
        county = await make_county(database)
        timetable = Timetable(database, ZONE)
        await timetable.generate(SERVER, county.id("学期"), county["绿水县"].scope)


@asynccontextmanager
async def open_office(url: str) -> AsyncIterator[Office]:
    """The office, in a database that was filled with what is `planned`."""
    clock = Clock(MONDAY)
    async with Database.open(url, clock.now) as database:
        county, timetable = await make_county(database), Timetable(database, ZONE)
        yield Office(database, county, PlannedLessons(database), timetable)


async def add_art(office: Office) -> County:
    """Art on Tuesdays in the second period, from 青山小学 to 石桥教学点."""
    county = office.county
    await office.add(
        "美术",
        "pairings",
        name="美术专递",
        subject="art",
        term=county.id("学期"),
        classroom=county.id("青山小学教室"),
        lecturer=county.id("青山小学老师"),
        receivers=[{"classroom": county.id("石桥教学点教室")}],
    )
    await office.add(
        "周二第二节", "slots", pairing=county.id("美术"), weekday=2, start="09:20", end="10:00"
    )
    return county
