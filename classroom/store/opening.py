"""Opening planned lessons, and settling those that are over: implements `DueLessons`.

Rule: a live lesson and its planned one change together, in one transaction with its audit record.
There is at most one live lesson of a planned one, however often the server was started in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import SERVER, Note
from classroom.events import LessonMade
from classroom.lesson import Lesson
from classroom.states import Phase
from classroom.store import documents
from classroom.store.database import append, row_of
from classroom.store.planned import LONGEST, parts, read, select
from classroom.store.tables.lessons import events
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, Transaction
from classroom.timetable.opening import Due, Room
from classroom.timetable.planned import TAKES_PLACE, PlannedLesson, PlannedState
from classroom.timetable.tally import LessonTally, tally

SETTLED_AT_ONCE = 100
_WANTED = [state.value for state in TAKES_PLACE]


class DatabaseDueLessons:
    """The lessons of the timetable that are due."""

    def __init__(self, database: Database) -> None:
        """Open them in `database`."""
        self._database = database

    async def due(self, now: float, before: float) -> Sequence[Due]:
        """Return what starts before that time and is not over."""
        condition = sa.and_(
            lessons.c.state.in_(_WANTED),
            lessons.c.starts_at > now - LONGEST,
            lessons.c.starts_at < before,
            lessons.c.ends_at > now,
        )
        async with self._database.reading() as connection:
            found = await select(connection, condition)
            return await _with_rooms(connection, sorted(found, key=lambda each: each.starts_at))

    async def current(self, ids: Collection[str]) -> dict[str, Due]:
        """Return those of these that the timetable knows."""
        async with self._database.reading() as connection:
            found = await _with_rooms(connection, await read(connection, list(ids)))
        return {due.lesson.id: due for due in found}

    async def open(self, lesson: Lesson) -> bool:
        """Keep the live lesson, unless it is not wanted any more or was there already."""
        async with self._database.writing(SERVER) as transaction:
            connection = transaction.connection
            planned = await read(connection, [lesson.id])
            if not planned or planned[0].state is not PlannedState.PLANNED:
                return False
            query = sa.select(live.c.state).where(live.c.id == lesson.id)
            before = (await connection.execute(query)).scalar_one_or_none()
            await _set_state(connection, lesson.id, PlannedState.OPENED)
            if before is not None and not await _made_anew(connection, lesson, before):
                return False
            if before is None:
                await connection.execute(sa.insert(live).values(**row_of(lesson)))
            await append(connection, lesson.id, [LessonMade(at=transaction.now)])
            await transaction.note(_note("open_lesson", planned[0]))
        return True

    async def keep(self, id: str) -> None:
        """Take what was called off too late for what it is: opened."""
        async with self._database.writing(SERVER) as transaction:
            for lesson in await read(transaction.connection, [id]):
                await _set_state(transaction.connection, id, PlannedState.OPENED)
                await transaction.note(_note("keep_lesson", lesson))

    async def settle(self) -> None:
        """Count how those went that are over, and keep it."""
        over = (
            sa.select(lessons.c.id)
            .join(live, live.c.id == lessons.c.id)
            .where(lessons.c.state == PlannedState.OPENED.value, live.c.phase == Phase.ENDED.value)
            .limit(SETTLED_AT_ONCE)
        )
        async with self._database.reading() as connection:
            ids = (await connection.execute(over)).scalars().all()
        for id in ids:
            async with self._database.writing(SERVER) as transaction:
                await _settle(transaction, id)


async def _made_anew(connection: AsyncConnection, lesson: Lesson, before: str) -> bool:
    """Begin again with a live lesson that was called off before anybody taught; False: not so."""
    old = documents.read_record(before)
    if old.phase is not Phase.ENDED or old.live_since is not None or old.shut_down:
        return False
    record = msgspec.structs.replace(lesson.record, version=old.version + 1)
    await connection.execute(
        sa.update(live).where(live.c.id == lesson.id).values(**row_of(Lesson(record)))
    )
    return True


async def _set_state(connection: AsyncConnection, id: str, state: PlannedState) -> None:
    await connection.execute(sa.update(lessons).where(lessons.c.id == id).values(state=state.value))


async def _settle(transaction: Transaction, id: str) -> None:
    connection = transaction.connection
    phase = await connection.scalar(sa.select(live.c.phase).where(live.c.id == id))
    if phase != Phase.ENDED.value:
        return  # meanwhile somebody had it go on
    for lesson in await read(connection, [id]):
        over = msgspec.structs.replace(lesson, state=PlannedState.ENDED)
        query = sa.select(events.c.event).where(events.c.lesson == id).order_by(events.c.number)
        happened = [
            documents.read_event(text) for text in (await connection.execute(query)).scalars()
        ]
        await _keep(connection, tally(over, happened, transaction.now))


async def _keep(connection: AsyncConnection, went: LessonTally) -> None:
    await connection.execute(
        sa.update(lessons)
        .where(lessons.c.id == went.lesson)
        .values(
            state=PlannedState.ENDED.value,
            held=went.held,
            late_minutes=went.late_minutes,
            lost_minutes=went.lost_minutes,
        )
    )
    for seat in went.seats:
        await connection.execute(
            sa.update(seats)
            .where(seats.c.lesson == went.lesson, seats.c.classroom == seat.classroom)
            .values(reached=seat.reached, lost_minutes=seat.lost_minutes)
        )


async def _with_rooms(connection: AsyncConnection, planned: Sequence[PlannedLesson]) -> list[Due]:
    rooms = await _rooms(connection, {id for lesson in planned for id in lesson.classrooms})
    classes = {r.school_class for lesson in planned for r in lesson.receivers if r.school_class}
    grades = await _grades(connection, classes)
    after = await _starts(connection, planned)
    return [
        Due(
            lesson=lesson,
            rooms=tuple(rooms[id] for id in lesson.classrooms),
            grades=tuple(
                grades[r.school_class] for r in lesson.receivers if r.school_class in grades
            ),
            next_at=min(
                (start for start in after[lesson.classroom] if start >= lesson.ends_at),
                default=None,
            ),
        )
        for lesson in planned
    ]


async def _rooms(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Room]:
    rooms, schools = TABLES["classrooms"], TABLES["schools"]
    found: dict[str, Room] = {}
    for some in parts(ids):
        query = (
            sa.select(rooms.c.id, rooms.c.name, rooms.c.box_url, schools.c.name.label("school"))
            .join(schools, schools.c.id == rooms.c.school)
            .where(rooms.c.id.in_(some))
        )
        for row in await connection.execute(query):
            found[row.id] = Room(id=row.id, name=row.name, school=row.school, box_url=row.box_url)
    return found


async def _grades(connection: AsyncConnection, ids: Collection[str]) -> dict[str | None, int]:
    classes = TABLES["classes"].c
    found: dict[str | None, int] = {}
    for some in parts(ids):
        query = sa.select(classes.id, classes.grade).where(classes.id.in_(some))
        for row in await connection.execute(query):
            found[row.id] = row.grade
    return found


async def _starts(
    connection: AsyncConnection, planned: Iterable[PlannedLesson]
) -> dict[str, list[float]]:
    """Return when the delivering classrooms have lessons after these, as far as it matters."""
    after: dict[str, list[float]] = defaultdict(list)
    delivering = {lesson.classroom for lesson in planned}
    first = min((lesson.ends_at for lesson in planned), default=0.0)
    last = max((lesson.ends_at for lesson in planned), default=0.0) + LONGEST
    for some in parts(delivering):
        query = (
            sa.select(seats.c.classroom, seats.c.starts_at)
            .join(lessons, lessons.c.id == seats.c.lesson)
            .where(
                seats.c.classroom.in_(some),
                seats.c.starts_at >= first,
                seats.c.starts_at < last,
                lessons.c.state.in_(_WANTED),
            )
        )
        for row in await connection.execute(query):
            after[row.classroom].append(row.starts_at)
    return after


def _note(action: str, lesson: PlannedLesson) -> Note:
    return Note(action=action, kind="planned_lessons", object=lesson.id, scope=lesson.scope)
