"""What a lesson keeps of a pupil, told with the rest of the pupil's data: the rolls, the answers.

Rule: a lesson's events name pupils by id and stay; whoever has the right to a copy has it in words.
Lessons are gone through a few at a time, in no transaction that others wait for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.events import QuestionAsked, RollCalled
from classroom.questions.question import QuestionKind
from classroom.roll.report import report
from classroom.states import Mark
from classroom.store.database import DatabaseStore
from classroom.store.documents import kind_of
from classroom.store.tables import lessons as tables
from classroom.store.tables.planned import seats
from classroom.store.transactions import Database

AT_ONCE = 200  # lessons


class Attended(msgspec.Struct, frozen=True, kw_only=True):
    """A pupil on one roll of a lesson."""

    lesson: str
    title: str
    starts_at: float
    roll: int
    marked: Mark | None  # by whoever was in the room
    counts_as: Mark | None  # None: nobody has said


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a pupil chose."""

    lesson: str
    title: str
    at: float
    question: str  # its text; empty: it was asked aloud
    kind: QuestionKind | None  # None: nobody knows any more what was asked
    options: list[str]  # in words; of true or false their places: 0 is true


async def attended(database: Database, pupil: str, scope: str) -> list[Attended]:
    """Return what the rolls of a school's lessons say of one of its pupils, oldest first."""
    store, found, after = DatabaseStore(database.engine), [], (float("-inf"), "")
    while True:
        async with database.reading() as connection:
            lessons = await _lessons(connection, scope, after)
            called = await _called(connection, [id for _, id in lessons], pupil)
        for id in called:
            lesson = await store.load(id)
            events = await store.events(id)
            told = None if lesson is None else report(lesson.record, events, {})
            for roll in told.rolls if told is not None else ():
                found += [
                    Attended(
                        lesson=id,
                        title=told.title,
                        starts_at=told.starts_at,
                        roll=roll.number,
                        marked=each.marked,
                        counts_as=each.counts_as,
                    )
                    for sheet in roll.sheets
                    for each in sheet.pupils
                    if told is not None and each.id == pupil
                ]
        if len(lessons) < AT_ONCE:
            return found
        after = lessons[-1]


async def chosen(database: Database, rows: Sequence[Mapping[str, Any]]) -> list[Chosen]:
    """Return a pupil's rows of `pupil_answers` in words."""
    store, found = DatabaseStore(database.engine), []
    for id in dict.fromkeys(str(row["lesson"]) for row in rows):
        lesson = await store.load(id)
        events = await store.latest(id, [QuestionAsked], AT_ONCE)
        asked = {e.question: e for e in events if isinstance(e, QuestionAsked)}
        for row in rows:
            if row["lesson"] == id:
                question = asked.get(row["question"])
                words = question.options if question is not None else ()
                found.append(
                    Chosen(
                        lesson=id,
                        title="" if lesson is None else lesson.record.title,
                        at=row["at"],
                        question="" if question is None else question.text,
                        kind=None if question is None else question.kind,
                        options=[words[n] if n < len(words) else str(n) for n in row["options"]],
                    )
                )
    return found


async def _lessons(
    connection: AsyncConnection, scope: str, after: tuple[float, str]
) -> list[tuple[float, str]]:
    query = (
        sa.select(seats.c.starts_at, seats.c.lesson)
        .where(
            seats.c.scope == scope, sa.tuple_(seats.c.starts_at, seats.c.lesson) > sa.tuple_(*after)
        )
        .distinct()
        .order_by(seats.c.starts_at, seats.c.lesson)
        .limit(AT_ONCE)
    )
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def _called(connection: AsyncConnection, lessons: Sequence[str], pupil: str) -> list[str]:
    """Return in which of these lessons the pupil was on a roll, in their order."""
    events = tables.events
    query = (
        sa.select(events.c.lesson)
        .where(
            events.c.lesson.in_(lessons),
            events.c.kind == kind_of(RollCalled),
            events.c.event.contains(f'"{pupil}"', autoescape=True),
        )
        .distinct()
    )
    found = set((await connection.execute(query)).scalars())
    return [id for id in lessons if id in found]
