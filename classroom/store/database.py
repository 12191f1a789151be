"""Lessons in a database, by SQLAlchemy: SQLite when nothing is configured.

Rule: what `create` and `save` returned from is on the disk, one transaction a call. Nothing here
blocks the event loop.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from classroom.events import Event, PupilAnswered
from classroom.failures import Refused, Unavailable
from classroom.incidents.incident import shut_down_at
from classroom.ink.log import InkEntry
from classroom.lesson import Lesson
from classroom.links import Link
from classroom.sound_test import SoundTest
from classroom.states import Phase
from classroom.store import answers, documents, incidents, sounds, tickets
from classroom.store.engine import failures, opened
from classroom.store.tables import lessons as tables


class DatabaseStore:
    """Implements `classroom.ports.Store`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use an engine whose tables are up to date; see `open`."""
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncIterator["DatabaseStore"]:
        """Open the database, bring its tables up to date, and close it at the end.

        Raises:
            Unavailable: `store_down`, there is no such database or it cannot be migrated.
        """
        async with opened(url) as engine:
            yield cls(engine)

    async def create(self, lesson: Lesson, links: Sequence[Link], events: Sequence[Event]) -> None:
        """Keep a new lesson with its joining links."""
        try:
            async with failures(), self._engine.begin() as connection:
                await connection.execute(sa.insert(tables.lessons).values(**row_of(lesson)))
                if links:
                    await connection.execute(
                        sa.insert(tables.links),
                        [
                            {
                                "token_hash": link.token_hash,
                                "lesson": link.lesson,
                                "classroom": link.classroom,
                                "expires_at": link.expires_at,
                            }
                            for link in links
                        ],
                    )
                await append(connection, lesson.id, events)
        except IntegrityError:
            raise Refused("lesson_exists") from None

    async def save(self, lesson: Lesson, events: Sequence[Event]) -> None:
        """Replace the lesson's state and append its events."""
        row = row_of(lesson)
        statement = (
            sa.update(tables.lessons)
            .where(tables.lessons.c.id == lesson.id)
            .where(tables.lessons.c.version < lesson.record.version)
            .values(**row)
        )
        async with failures(), self._engine.begin() as connection:
            result = await connection.execute(statement)
            if result.rowcount != 1:
                raise Unavailable("conflict", "the database holds a later version of the lesson")
            await append(connection, lesson.id, events)
            await sounds.keep(connection, lesson.record, events)
            if (shut := shut_down_at(events)) is not None:
                await incidents.note_shut_down(connection, lesson.record, shut)

    async def sound(self, classroom: str) -> SoundTest | None:
        """Return the classroom's last sound test, or None."""
        async with failures(), self._engine.connect() as connection:
            rows = await sounds.last(connection, classroom, 1)
        return rows[0].test if rows else None

    async def load(self, lesson_id: str) -> Lesson | None:
        """Return the lesson as last saved, or None."""
        query = sa.select(tables.lessons.c.state).where(tables.lessons.c.id == lesson_id)
        async with failures(), self._engine.connect() as connection:
            text = (await connection.execute(query)).scalar_one_or_none()
        return None if text is None else Lesson(documents.read_record(text))

    async def unfinished(self) -> Sequence[str]:
        """Return the ids of all lessons that have not ended, by their start."""
        return await self._ids(_UNFINISHED)

    async def due(self, before: float) -> Sequence[str]:
        """Return the ids of those that start before this time."""
        return await self._ids(_UNFINISHED.where(tables.lessons.c.starts_at < before))

    async def events(self, lesson_id: str) -> Sequence[Event]:
        """Return everything that has happened in the lesson, in order."""
        query = (
            sa.select(tables.events.c.event)
            .where(tables.events.c.lesson == lesson_id)
            .order_by(tables.events.c.number)
        )
        async with failures(), self._engine.connect() as connection:
            texts = (await connection.execute(query)).scalars()
        return [documents.read_event(text) for text in texts]

    async def latest(
        self, lesson_id: str, kinds: Collection[type[Event]], most: int
    ) -> Sequence[Event]:
        """Return the last events of these kinds in the lesson, in order."""
        query = (
            sa.select(tables.events.c.event)
            .where(tables.events.c.lesson == lesson_id)
            .where(tables.events.c.kind.in_([documents.kind_of(kind) for kind in kinds]))
            .order_by(tables.events.c.number.desc())
            .limit(most)
        )
        async with failures(), self._engine.connect() as connection:
            texts = (await connection.execute(query)).scalars()
        return [documents.read_event(text) for text in reversed(list(texts))]

    async def find_link(self, token_hash: str) -> Link | None:
        """Return what is kept of a joining link, or None."""
        query = sa.select(tables.links).where(tables.links.c.token_hash == token_hash)
        async with failures(), self._engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Link(**row._mapping)

    async def add_ink(self, lesson_id: str, entries: Sequence[InkEntry]) -> None:
        """Append to what was drawn."""
        rows = [
            {"lesson": lesson_id, "at": entry.at, "entry": documents.write_ink(entry)}
            for entry in entries
        ]
        async with failures(), self._engine.begin() as connection:
            await connection.execute(sa.insert(tables.ink), rows)

    async def ink(self, lesson_id: str) -> Sequence[InkEntry]:
        """Return everything that has happened to the lesson's ink, in order."""
        query = (
            sa.select(tables.ink.c.entry)
            .where(tables.ink.c.lesson == lesson_id)
            .order_by(tables.ink.c.number)
        )
        async with failures(), self._engine.connect() as connection:
            texts = list((await connection.execute(query)).scalars())
        return [documents.read_ink(text) for text in texts]

    async def _ids(self, query: sa.Select[Any]) -> Sequence[str]:
        async with failures(), self._engine.connect() as connection:
            return list((await connection.execute(query)).scalars())


_UNFINISHED: sa.Select[Any] = (
    sa.select(tables.lessons.c.id)
    .where(tables.lessons.c.phase != Phase.ENDED.value)
    .order_by(tables.lessons.c.starts_at)
)


def row_of(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as its row."""
    record = lesson.record
    return {
        "id": record.id,
        "version": record.version,
        "phase": record.phase.value,
        "starts_at": record.starts_at,
        "state": documents.write_record(record),
    }


async def append(connection: AsyncConnection, lesson: str, events: Sequence[Event]) -> None:
    """Add events to those of a lesson; what pupils chose goes to rows of theirs."""
    await answers.keep(connection, lesson, [e for e in events if isinstance(e, PupilAnswered)])
    events = [each for each in events if not isinstance(each, PupilAnswered)]
    if events:
        await connection.execute(
            sa.insert(tables.events),
            [
                {
                    "lesson": lesson,
                    "at": event.at,
                    "kind": documents.kind_of(type(event)),
                    "event": documents.write_event(event),
                }
                for event in events
            ],
        )
        await tickets.make(connection, lesson, events)
