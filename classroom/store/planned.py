"""Planned lessons as kept: what has this classroom, this person, this school between these hours.

Rule: every question is one range of an index, however much is planned; a lesson is seen by whoever
sees the school of one of its classrooms.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.failures import BadMessage, Refused
from classroom.register.scope import EVERYTHING, ROOT, Sight, around, contains, ids
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.store.visibility import inside
from classroom.timetable.pairings import Mode, Receiver
from classroom.timetable.planned import PlannedLesson, PlannedState
from classroom.timetable.ports import LessonPage, LessonQuery

LONGEST = 24 * 3600.0  # a lesson lies within a day
AT_ONCE = 200  # ids in one statement
REGIONS = 500  # named one by one; a province has about 150
_OWN = tuple(name for name in PlannedLesson.__struct_fields__ if name in lessons.c)


class PlannedLessons:
    """Implements `classroom.timetable.ports.PlannedLessons`."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def get(self, id: str, sight: Sight = EVERYTHING) -> PlannedLesson:
        """Return one lesson."""
        query = sa.select(seats.c.lesson).where(seats.c.lesson == id, seen(sight)).limit(1)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).scalars().all()
            if not found:
                raise Refused("not_found", "planned_lessons")
            return (await read(connection, found))[0]

    async def page(self, query: LessonQuery, sight: Sight = EVERYTHING) -> LessonPage:
        """Return those that overlap the query's hours, by their start."""
        if query.end <= query.start:
            raise BadMessage("bad_page", "the end comes before the start")
        conditions = [
            seats.c.starts_at > query.start - LONGEST,
            seats.c.starts_at < query.end,
            seats.c.ends_at > query.start,
        ]
        for name in ("classroom", "person", "school_class"):
            if (id := getattr(query, name)) is not None:
                conditions.append(seats.c[name] == id)
        if query.after:
            conditions += _after(query.after)
        wanted = (
            sa.select(seats.c.starts_at, seats.c.lesson)
            .where(*conditions)
            .distinct()
            .order_by(seats.c.starts_at, seats.c.lesson)
            .limit(query.limit + 1)
        )
        async with self._database.reading() as connection:
            wanted = wanted.where(await _places(connection, _common(query.scope, sight)))
            found = [row.lesson for row in await connection.execute(wanted)]
            items = await read(connection, found[: query.limit])
        more = len(found) > query.limit
        after = f"{items[-1].starts_at!r}~{items[-1].id}" if more else None
        return LessonPage(items=items, after=after)


async def read(connection: AsyncConnection, ids: Sequence[str]) -> list[PlannedLesson]:
    """Return the lessons of these ids that there are, in this order."""
    found: dict[str, PlannedLesson] = {}
    for some in parts(ids):
        for lesson in await select(connection, lessons.c.id.in_(some)):
            found[lesson.id] = lesson
    return [found[id] for id in ids if id in found]


async def select(
    connection: AsyncConnection, condition: sa.ColumnElement[bool]
) -> list[PlannedLesson]:
    """Return the lessons of which this is true, in no order."""
    chosen = (await connection.execute(sa.select(lessons).where(condition))).mappings().all()
    places: dict[str, list[Any]] = defaultdict(list)
    query = (
        sa.select(seats)
        .join(lessons, lessons.c.id == seats.c.lesson)
        .where(condition)
        .order_by(seats.c.lesson, seats.c.place)
    )
    for seat in await connection.execute(query):
        places[seat.lesson].append(seat)
    return [_lesson(row, places[row["id"]]) for row in chosen]


async def write(
    connection: AsyncConnection, new: Sequence[PlannedLesson], scopes: Mapping[str, str]
) -> None:
    """Keep lessons that are not there; `scopes` has each classroom's school's."""
    if new:
        await connection.execute(sa.insert(lessons), [_row(lesson) for lesson in new])
        places = [seat for lesson in new for seat in _seats(lesson, scopes)]
        await connection.execute(sa.insert(seats), places)


async def delete(connection: AsyncConnection, ids: Sequence[str]) -> None:
    """Forget lessons."""
    for some in parts(ids):
        await connection.execute(sa.delete(lessons).where(lessons.c.id.in_(some)))


def parts(ids: Collection[str]) -> Iterable[list[str]]:
    """Return the ids in lists that are short enough for one statement."""
    every = list(ids)
    return (every[n : n + AT_ONCE] for n in range(0, len(every), AT_ONCE))


def seen(sight: Sight) -> sa.ColumnElement[bool]:
    """Return the condition on one seat. Of a lesson in sight at least one seat is found by it."""
    if ROOT in sight.scopes:
        return sa.true()
    return sa.or_(sa.false(), *(_within(scope) for scope in sight.scopes))


def _within(scope: str) -> sa.ColumnElement[bool]:
    return inside(seats.c.scope, scope)


def _common(scope: str, sight: Sight) -> list[str]:
    """Return the scopes that lie both in this one, if any is given, and in the sight."""
    if not scope or any(contains(mine, scope) for mine in sight.scopes):
        return [scope] if scope else list(sight.scopes)
    return [mine for mine in sight.scopes if contains(scope, mine)]


async def _places(connection: AsyncConnection, scopes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return the condition on a seat that its school is in one of these. Schools, and the regions
    that schools lie in, are named one by one: only then do both databases know how many lessons
    that will be, and take the index that finds them quickest.

    A scope may be one that somebody made up around another county's school: its id alone proves
    nothing.
    """
    if ROOT in scopes:
        return sa.true()
    schools, regions = TABLES["schools"].c, TABLES["regions"].c
    named = [id for scope in scopes for id in ids(scope)[-1:]]
    query = sa.select(schools.scope).where(schools.id.in_(named), schools.scope.in_(scopes))
    own = list((await connection.execute(query)).scalars())
    wide = [scope for scope in scopes if scope not in own]
    query = sa.select(regions.scope).where(
        sa.or_(sa.false(), *(inside(regions.scope, scope) for scope in wide))
    )
    inner = list((await connection.execute(query.limit(REGIONS + 1))).scalars())
    if len(inner) > REGIONS:
        return sa.or_(seats.c.scope.in_(own), *(_within(scope) for scope in wide))
    return sa.or_(seats.c.scope.in_(own), seats.c.region.in_(inner))


def _after(cursor: str) -> list[sa.ColumnElement[bool]]:
    time, found, id = cursor.partition("~")
    try:
        starts_at = float(time)
    except ValueError:
        starts_at = float("nan")
    if not found or starts_at != starts_at:
        raise BadMessage("bad_page", "no such place to go on from")
    later = sa.tuple_(seats.c.starts_at, seats.c.lesson) > sa.tuple_(
        sa.literal(starts_at), sa.literal(id)
    )
    return [seats.c.starts_at >= starts_at, later]


def _row(lesson: PlannedLesson) -> dict[str, Any]:
    values = {name: getattr(lesson, name) for name in _OWN}
    return values | {
        "mode": lesson.mode.value,
        "state": lesson.state.value,
        "merged_from": list(lesson.merged_from),
    }


def _seats(lesson: PlannedLesson, scopes: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    own = Receiver(lesson.classroom, lesson.lecturer, lesson.school_class)
    for place, seat in enumerate((own, *lesson.receivers)):
        scope = scopes.get(seat.classroom, lesson.scope) if place else lesson.scope
        yield {
            "lesson": lesson.id,
            "place": place,
            "classroom": seat.classroom,
            "person": seat.assistant,
            "school_class": seat.school_class,
            "scope": scope,
            "region": around(scope),
            "starts_at": lesson.starts_at,
            "ends_at": lesson.ends_at,
        }


def _lesson(row: sa.RowMapping, places: Sequence[Any]) -> PlannedLesson:
    own, *others = places
    values = {name: row[name] for name in _OWN} | {
        "mode": Mode(row["mode"]),
        "state": PlannedState(row["state"]),
        "merged_from": tuple(row["merged_from"]),
        "classroom": own.classroom,
        "lecturer": own.person,
        "school_class": own.school_class,
        "receivers": tuple(Receiver(s.classroom, s.person, s.school_class) for s in others),
    }
    return PlannedLesson(**values)
