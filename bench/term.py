"""The whole province's term, planned: 1.2 million lessons with 4.8 million seats, and a trail of
records such as a year's work leaves.

Rule: the rows are those the planner would make (`classroom.store.planned`), written a week at a
time; the first county is left to be planned by the server itself, which is measured.
"""

import datetime
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bench import county
from classroom.audit.record import FIRST, SERVER
from classroom.register.scope import below
from classroom.store import planned
from classroom.store.tables.audit import records
from classroom.store.tables.planned import lessons, seats
from classroom.store.transactions import Database
from classroom.timetable.pairings import Pairing, Slot
from classroom.timetable.planned import PlannedLesson

DAY = 24 * 3600
WEEK = 7 * DAY
RECORDS, BATCH = 500_000, 20_000


async def fill(database: Database, counties: int) -> dict[str, int]:
    """Write it; return how many rows of each."""
    for c in range(1, counties):
        week = list(_week(c))
        scopes = {
            seat.classroom: _scope(seat.classroom) for lesson in week for seat in lesson.receivers
        }
        async with database.writing(SERVER) as transaction:
            await planned.write(transaction.connection, week, scopes)
    for n in range(1, county.WEEKS):
        async with database.writing(SERVER) as transaction:
            for weekday in range(county.SLOTS):
                await _repeat(transaction.connection, weekday, n)
    await _trail(database, counties)
    async with database.engine.connect() as connection:
        freely = await connection.execution_options(isolation_level="AUTOCOMMIT")
        vacuum = "VACUUM ANALYZE" if database.engine.dialect.name == "postgresql" else "ANALYZE"
        await freely.execute(sa.text(vacuum))
        counted = {
            table.name: await freely.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (lessons, seats, records)
        }
    return {name: int(count or 0) for name, count in counted.items()}


async def forget(database: Database) -> None:
    """Take the first county's lessons away, so that its term can be planned anew."""
    async with database.writing(SERVER) as transaction:
        term = f"t{county.COUNTY.removeprefix('c')}"
        await transaction.connection.execute(sa.delete(lessons).where(lessons.c.term == term))


def at(day: datetime.date, hour: str) -> float:
    """Return a time of the schools' day, as seconds since the epoch."""
    return datetime.datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=county.ZONE).timestamp()


def _week(c: int) -> Iterator[PlannedLesson]:
    """Yield the lessons of a county's first week."""
    pairings: dict[str, Pairing] = {}
    for _, thing in county.things_of(c):
        if isinstance(thing, Pairing):
            pairings[thing.id] = thing
        elif isinstance(thing, Slot):
            pairing = pairings[thing.pairing]
            day = county.FIRST + datetime.timedelta(days=thing.weekday - 1)
            hours = county.PERIODS[(thing.period or 1) - 1]
            start, end = at(day, hours.start), at(day, hours.end)
            yield PlannedLesson(
                id=thing.id, scope=thing.scope, term=pairing.term, pairing=pairing.id,
                slot=thing.id, day=str(day), starts_at=start, ends_at=end, usual_at=start,
                title=pairing.name, subject=pairing.subject, mode=pairing.mode,
                classroom=pairing.classroom, lecturer=pairing.lecturer,
                receivers=pairing.receivers, cap=pairing.cap,
            )  # fmt: skip


async def _repeat(connection: AsyncConnection, weekday: int, weeks: int) -> None:
    """Write what is on this day of the first week (0: Monday) again, so many weeks later."""
    day = county.FIRST + datetime.timedelta(days=weekday)
    later = str(day + datetime.timedelta(weeks=weeks))
    begin = at(day, "00:00")
    for table, key in ((lessons, lessons.c.id), (seats, seats.c.lesson)):
        changed: dict[str, Any] = {
            name: table.c[name] + weeks * WEEK
            for name in ("starts_at", "ends_at", "usual_at")
            if name in table.c
        }
        changed |= {key.name: key + f"+{weeks}", "day": sa.literal(later)}
        values = [changed.get(column.name, column) for column in table.c]
        of_the_day = sa.and_(table.c.starts_at >= begin, table.c.starts_at < begin + DAY)
        query = sa.select(*values).where(of_the_day)
        await connection.execute(sa.insert(table).from_select([c.name for c in table.c], query))


def _scope(classroom: str) -> str:
    """Return the scope of the school that a classroom is in."""
    school = classroom.rpartition("r")[0]
    return below(county.scope_of(int(school[1:].partition("s")[0])), school)


async def _trail(database: Database, counties: int) -> None:
    now, schools = time.time(), counties * county.SCHOOLS
    async with database.reading() as connection:
        last = await connection.scalar(sa.select(sa.func.max(records.c.number)))
    first = (last or 0) + 1
    for n in range(first, first + RECORDS, BATCH):
        rows = []
        for number in range(n, n + BATCH):
            c, s = divmod(number * 7919 % schools, county.SCHOOLS)
            school = f"c{c}s{s}"
            rows.append({
                "number": number, "at": now - (first + RECORDS - number) * 60,
                "actor_kind": "person", "actor_id": f"{school}t{number % county.TEACHERS}",
                "session": f"{school}-session", "device": "", "address": "192.0.2.1",
                "action": ("sign_in", "write_pupils", "write_timetable")[number % 3],
                "kind": ("sessions", "pupils", "slots")[number % 3],
                "object": f"{school}u{number % county.PUPILS}",
                "scope": below(county.scope_of(c), school), "result": "ok", "detail": "",
                "before": FIRST, "hash": FIRST,
            })  # fmt: skip
        async with database.engine.begin() as connection:
            await connection.execute(sa.insert(records), rows)
