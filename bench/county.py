"""A province in a database, for benches: 4,000 schools, 12,000 classrooms, 500,000 pupils, 60,000
weekly slots; the same one whenever it is made.

Rule: rows are written as the register writes them (`classroom.store.rows`), only many at once and
without a record in the audit trail for each.
"""

import datetime
import random
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from classroom.audit.record import SERVER
from classroom.register.kinds import KINDS
from classroom.register.people import Consent, Person, Pupil, SchoolClass, VerifiedBy
from classroom.register.places import Classroom, Region, RegionKind, School, SchoolKind
from classroom.register.resource import Resource
from classroom.register.scope import ROOT, below
from classroom.store import rows
from classroom.store.tables.register import TABLES, receivers
from classroom.store.transactions import Database
from classroom.timetable.calendar import BellSchedule, Period, Term
from classroom.timetable.pairings import Pairing, Receiver, Slot

COUNTIES, SCHOOLS, CLASSROOMS, PUPILS, CLASSES = 40, 100, 3, 125, 6  # of each in the one before
TEACHERS = 5
DELIVERS_EACH = 4  # every fourth school delivers to the others of its group
PAIRINGS, SLOTS = 12, 5  # of a delivering school; of a pairing
PAIRINGS_OF_FIRST = 8  # in the first county, which has 1,000 slots so
BATCH = 20_000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "小明红强芳军丽静伟敏磊洋艳勇杰娟涛超秀霞平刚桂英华玉兰"
# The term begins next Monday: only lessons to come are planned.
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.datetime.now(ZONE).date()
FIRST = TODAY + datetime.timedelta(days=7 - TODAY.weekday())
WEEKS = 20
COUNTY = "c0"  # the id of the first county: what a county's own figures are taken of


async def fill(database: Database, counties: int = COUNTIES) -> dict[str, int]:
    """Write it; return how many of each kind."""
    counts: dict[str, int] = {}
    waiting: dict[str, list[dict[str, Any]]] = {}

    async def flush() -> None:
        for name in [*KINDS, receivers.name]:  # what is referred to comes first
            if batch := waiting.pop(name, None):
                table = receivers if name == receivers.name else TABLES[name]
                async with database.writing(SERVER) as transaction:
                    await transaction.connection.execute(sa.insert(table), batch)

    for name, row in _rows(counties):
        counts[name] = counts.get(name, 0) + 1
        waiting.setdefault(name, []).append(row)
        if len(waiting[name]) >= BATCH:
            await flush()
    await flush()
    async with database.engine.connect() as connection:
        analyze = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await analyze.execute(sa.text("ANALYZE"))
    return counts


def _rows(counties: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, thing in _things(counties):
        yield name, rows.values(KINDS[name], thing)
        if isinstance(thing, Pairing):
            for each in thing.receivers:
                school = each.classroom.rpartition("r")[0]
                yield (
                    receivers.name,
                    {
                        "pairing": thing.id,
                        "classroom": each.classroom,
                        "assistant": each.assistant,
                        "school_class": each.school_class,
                        "scope": f"{thing.scope.rpartition('s')[0].rsplit('/', 1)[0]}/{school}/",
                    },
                )


def scope_of(county: int) -> str:
    """Return the scope of a county."""
    return below(below(ROOT, "p"), f"c{county}")


def _things(counties: int) -> Iterator[tuple[str, Resource]]:
    top = below(ROOT, "p")
    yield (
        "regions",
        Region(
            id="p", version=1, scope=top, name="测试省", kind=RegionKind.PROVINCE, code="510000"
        ),
    )
    for c in range(counties):
        yield from things_of(c)


def things_of(c: int) -> Iterator[tuple[str, Resource]]:
    """Yield all that is in one county, what is referred to first; the same one each time."""
    dice, scope = random.Random(c), scope_of(c)
    yield (
        "regions",
        Region(
            id=f"c{c}", version=1, scope=scope, parent="p", name=f"第{c}县",
            kind=RegionKind.COUNTY, code=f"51{c + 1:04}",
        ),
    )  # fmt: skip
    last = FIRST + datetime.timedelta(weeks=WEEKS, days=-1)
    yield (
        "terms",
        Term(
            id=f"t{c}", version=1, scope=scope, region=f"c{c}", name="2026 秋",
            first_day=str(FIRST), last_day=str(last),
        ),
    )  # fmt: skip
    for s in range(SCHOOLS):
        yield from _school(dice, c, s, scope)
    for s in range(0, SCHOOLS, DELIVERS_EACH):
        yield from _pairings(c, s, scope)


def _school(dice: random.Random, c: int, s: int, county: str) -> Iterator[tuple[str, Resource]]:
    id = f"c{c}s{s}"
    scope = below(county, id)
    common: dict[str, Any] = {"version": 1, "scope": scope}
    kind = SchoolKind.URBAN if s % DELIVERS_EACH == 0 else SchoolKind.TEACHING_POINT
    name = f"第{c}县第{s}小学"
    yield (
        "schools",
        School(id=id, **common, region=f"c{c}", name=name, code=f"51{c:04}{s:06}", kind=kind),
    )
    yield (
        "bell_schedules",
        BellSchedule(id=f"{id}b", **common, school=id, name="全年", periods=PERIODS),
    )
    for n in range(CLASSROOMS):
        yield "classrooms", Classroom(id=f"{id}r{n}", **common, school=id, name=f"教室{n}")
    for n in range(TEACHERS):
        yield (
            "people",
            Person(
                id=f"{id}t{n}", **common, school=id, number=f"T{n:02}",
                real_name=_name(dice), display_name=_name(dice)[0] + "老师",
                verified_by=VerifiedBy.SCHOOL,
            ),
        )  # fmt: skip
    for n in range(CLASSES):
        yield (
            "classes",
            SchoolClass(
                id=f"{id}k{n}", **common, school=id, name=f"{n + 1}年级1班", grade=n + 1, year=2026
            ),
        )
    for n in range(PUPILS):
        yield (
            "pupils",
            Pupil(
                id=f"{id}u{n}", **common, school_class=f"{id}k{n % CLASSES}", name=_name(dice),
                number=f"2026{n:05}", consent=Consent.GIVEN,
            ),
        )  # fmt: skip


def _pairings(c: int, s: int, county: str) -> Iterator[tuple[str, Resource]]:
    """A delivering school's pairings, none of which collides with another."""
    school = f"c{c}s{s}"
    common: dict[str, Any] = {"version": 1, "scope": below(county, school)}
    for n in range(PAIRINGS_OF_FIRST if c == 0 else PAIRINGS):
        room, near = n % CLASSROOMS, n // CLASSROOMS  # four pairings share a classroom's week
        pairing = Pairing(
            id=f"{school}p{n}", **common, name=f"结对{n}", subject="music", term=f"t{c}",
            classroom=f"{school}r{room}", lecturer=f"{school}t{room}",
            receivers=tuple(
                Receiver(f"c{c}s{s + k}r{room}", f"c{c}s{s + k}t{room}", f"c{c}s{s + k}k{room}")
                for k in range(1, DELIVERS_EACH)
            ),
        )  # fmt: skip
        yield "pairings", pairing
        for weekday in range(1, SLOTS + 1):
            yield (
                "slots",
                Slot(
                    id=f"{pairing.id}w{weekday}", **common, pairing=pairing.id, weekday=weekday,
                    period=near + 1,
                ),
            )  # fmt: skip


def _name(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2))))


PERIODS = tuple(Period(f"{start:02}:00", f"{start:02}:40") for start in (8, 9, 10, 11, 14, 15))
