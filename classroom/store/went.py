"""How lessons went: one by one from their events while they run, and in sums for statistics.

Rule: computed by `classroom.timetable.tally` and kept when a lesson is over; nothing here is typed
by anybody. What is not over yet is counted as far as it has come.
"""

from collections import defaultdict
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.events import Event
from classroom.recording.now import RecordingNow
from classroom.register.scope import Sight
from classroom.states import Phase
from classroom.store import documents
from classroom.store.planned import seen
from classroom.store.tables.lessons import events
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedLesson, PlannedState
from classroom.timetable.tally import MINUTE, LessonTally, SeatTally, Sum, tally


class By(StrEnum):
    """What sums are made of."""

    SCHOOL = "school"  # each school that takes part, as it had the lessons
    PAIRING = "pairing"
    SUBJECT = "subject"


class Went(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson, where it is now, and how it went."""

    lesson: PlannedLesson
    phase: Phase | None  # of the live lesson, when there is one
    recording: RecordingNow | None  # of the live lesson, while it is going on
    tally: LessonTally


class SumOf(msgspec.Struct, frozen=True, kw_only=True):
    """The lessons of one school, pairing or subject together."""

    of: str  # id of the school or pairing, code of the subject
    sum: Sum


class LessonsWent:
    """Reads how lessons went."""

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    async def each(self, planned: Sequence[PlannedLesson]) -> list[Went]:
        """Return these lessons with where they are and how they went."""
        ids = [lesson.id for lesson in planned]
        async with self._database.reading() as connection:
            phases = await _phases(connection, ids)
            going = [id for id, phase in phases.items() if phase is not Phase.ENDED]
            happened = await _events(connection, going)
            recordings = await _recordings(connection, going)
            kept = await settled(connection, ids)
        now = self._database.now()
        return [
            Went(
                lesson=lesson,
                phase=phases.get(lesson.id),
                recording=recordings.get(lesson.id),
                tally=kept.get(lesson.id) or tally(lesson, happened[lesson.id], now),
            )
            for lesson in planned
        ]

    async def labels(self, planned: Sequence[PlannedLesson]) -> dict[str, str]:
        """Return the names of the classrooms, schools and people of these lessons, by id."""
        rooms = {id for lesson in planned for id in lesson.classrooms}
        people = {lesson.lecturer for lesson in planned}
        people |= {r.assistant for lesson in planned for r in lesson.receivers if r.assistant}
        found: dict[str, str] = {}
        classrooms, schools = TABLES["classrooms"], TABLES["schools"]
        queries = [
            sa.select(classrooms.c.id, schools.c.name + " " + classrooms.c.name)
            .join(schools, schools.c.id == classrooms.c.school)
            .where(classrooms.c.id.in_(sorted(rooms))),
            sa.select(TABLES["people"].c.id, TABLES["people"].c.display_name).where(
                TABLES["people"].c.id.in_(sorted(people))
            ),
        ]
        async with self._database.reading() as connection:
            for query in queries:
                found |= {id: str(name) for id, name in await connection.execute(query)}
        return found

    async def sums(
        self, by: By, start: float, end: float, sight: Sight, *, after: str, limit: int
    ) -> list[SumOf]:
        """Return the sums of what starts in these hours, in the order of what they are of."""
        query = _by_school(sight) if by is By.SCHOOL else _by_lesson(by, sight)
        columns = query.subquery()
        summed = (
            sa.select(columns.c["of"], *(_sum(columns, name) for name in Sum.__struct_fields__))
            .where(columns.c["of"] > after)
            .group_by(columns.c["of"])
            .order_by(columns.c["of"])
            .limit(limit)
        )
        bound = {"start": start, "end": end, "now": self._database.now()}
        async with self._database.reading() as connection:
            rows = (await connection.execute(summed, bound)).mappings().all()
        return [SumOf(of=row["of"], sum=_read_sum(row)) for row in rows]

    async def names(self, by: By, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of what sums are of."""
        table = {By.SCHOOL: "schools", By.PAIRING: "pairings"}.get(by)
        if table is None:
            return {}
        query = sa.select(TABLES[table].c.id, TABLES[table].c.name).where(
            TABLES[table].c.id.in_(list(ids))
        )
        async with self._database.reading() as connection:
            return {id: str(name) for id, name in await connection.execute(query)}


async def _phases(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Phase]:
    query = sa.select(live.c.id, live.c.phase).where(live.c.id.in_(ids))
    return {id: Phase(phase) for id, phase in await connection.execute(query)}


async def _recordings(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, RecordingNow]:
    query = sa.select(live.c.id, live.c.state).where(live.c.id.in_(ids))
    rows = await connection.execute(query)
    return {id: documents.read_recording(state) for id, state in rows}


async def _events(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    query = (
        sa.select(events.c.lesson, events.c.event)
        .where(events.c.lesson.in_(ids))
        .order_by(events.c.number)
    )
    for id, event in await connection.execute(query):
        found[id].append(documents.read_event(event))
    return found


async def settled(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, LessonTally]:
    """Return the tallies that are kept: of lessons that are over."""
    places: dict[str, list[SeatTally]] = defaultdict(list)
    of_seats = (
        sa.select(seats).where(seats.c.lesson.in_(ids), seats.c.place > 0).order_by(seats.c.place)
    )
    for seat in await connection.execute(of_seats):
        places[seat.lesson].append(
            SeatTally(
                classroom=seat.classroom,
                reached=bool(seat.reached),
                lost_minutes=seat.lost_minutes or 0.0,
            )
        )
    query = sa.select(lessons).where(lessons.c.id.in_(ids), lessons.c.held.is_not(None))
    return {
        row.id: LessonTally(
            lesson=row.id,
            held=row.held,
            missed=not row.held,
            planned_minutes=(row.ends_at - row.starts_at) / MINUTE,
            late_minutes=row.late_minutes or 0.0,
            lost_minutes=row.lost_minutes or 0.0,
            seats=tuple(places[row.id]),
        )
        for row in await connection.execute(query)
    }


# ------------------------------------------------------------------ sums, in SQL

Bound = sa.BindParameter[Any]

_START: Bound = sa.bindparam("start")
_END: Bound = sa.bindparam("end")
_NOW: Bound = sa.bindparam("now")
_minutes = (lessons.c.ends_at - lessons.c.starts_at) / MINUTE
_called_off = lessons.c.state.in_([PlannedState.CANCELLED.value, PlannedState.MERGED.value])


def _one(held: sa.ColumnElement[Any], lost: sa.ColumnElement[Any]) -> dict[str, Any]:
    """Return a lesson as the parts of a `Sum`, each a number."""
    over = sa.or_(lessons.c.held.is_not(None), lessons.c.ends_at <= _NOW)
    was_held = held.is_(True)
    missed = sa.and_(sa.not_(_called_off), over, sa.not_(sa.func.coalesce(held, sa.false())))
    return {
        "planned": sa.literal(1),
        "held": _flag(was_held),
        "missed": _flag(missed),
        "cancelled": _flag(lessons.c.state == PlannedState.CANCELLED.value),
        "merged": _flag(lessons.c.state == PlannedState.MERGED.value),
        "late": _flag(lessons.c.late_minutes > 0),
        "planned_minutes": _minutes,
        "late_minutes": sa.func.coalesce(lessons.c.late_minutes, 0.0),
        "lost_minutes": sa.func.coalesce(lost, sa.case((missed, _minutes), else_=0.0)),
    }


def _flag(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _by_lesson(by: By, sight: Sight) -> sa.Select[Any]:
    group = lessons.c.pairing if by is By.PAIRING else lessons.c.subject
    in_sight = sa.exists().where(seats.c.lesson == lessons.c.id, seen(sight))
    return sa.select(
        group.label("of"), *_labelled(_one(lessons.c.held, lessons.c.lost_minutes))
    ).where(lessons.c.starts_at >= _START, lessons.c.starts_at < _END, in_sight)


def _by_school(sight: Sight) -> sa.Select[Any]:
    """Each seat is a lesson as its school had it: delivered, or received and reached."""
    delivers = seats.c.place == 0
    held = sa.case((delivers, lessons.c.held), else_=seats.c.reached)
    lost = sa.case((delivers, lessons.c.lost_minutes), else_=seats.c.lost_minutes)
    rooms = TABLES["classrooms"]
    return (
        sa.select(rooms.c.school.label("of"), *_labelled(_one(held, lost)))
        .select_from(seats)
        .join(lessons, lessons.c.id == seats.c.lesson)
        .join(rooms, rooms.c.id == seats.c.classroom)
        .where(seats.c.starts_at >= _START, seats.c.starts_at < _END, seen(sight))
    )


def _labelled(parts: dict[str, Any]) -> list[sa.ColumnElement[Any]]:
    return [part.label(name) for name, part in parts.items()]


def _sum(columns: sa.Subquery, name: str) -> sa.ColumnElement[Any]:
    return sa.func.sum(columns.c[name]).label(name)


def _read_sum(row: Any) -> Sum:
    fields = msgspec.structs.fields(Sum)
    return Sum(**{field.name: field.type(row[field.name]) for field in fields})
