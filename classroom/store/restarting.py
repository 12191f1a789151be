"""A lesson that was shut down, begun again: implements what `web.api.cutting` asks of the store.

Rule: the lesson, its links, its place in the timetable and the record of who restarted it change
together, or not at all. Links that were dead stay dead; new ones are made beside them.
"""

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.commands import RestartLesson
from classroom.failures import Refused, Unavailable
from classroom.lesson import Lesson
from classroom.links import Link, make_link
from classroom.register.scope import ROOT
from classroom.store import documents
from classroom.store.database import append, row_of
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.lessons import links
from classroom.store.tables.planned import lessons as planned
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedState


class NewLink(msgspec.Struct, frozen=True, kw_only=True):
    """A joining link that was made in place of a dead one; it is told once."""

    classroom: str
    name: str  # the seat's
    delivers: bool
    token: str


class DatabaseRestarting:
    """Begins lessons again."""

    def __init__(self, database: Database, link_days: float) -> None:
        """Keep it in `database`; new links are good for so many days."""
        self._database, self._days = database, link_days

    async def restart(self, id: str, reason: str, scope: str, by: Actor) -> list[NewLink]:
        """Let it go on.

        Raises:
            Refused: `not_found`, `not_shut_down`, `already_over`.
        """
        async with self._database.writing(by) as writing:
            lesson = await _read(writing.connection, id)
            if not lesson.record.shut_down:
                raise Refused("not_shut_down")
            before = lesson.record.version
            events = lesson.handle(RestartLesson(reason=reason), writing.now)
            change = sa.update(live).where(live.c.id == id, live.c.version == before)
            if (await writing.connection.execute(change.values(**row_of(lesson)))).rowcount != 1:
                raise Unavailable("conflict", "the database holds a later version of the lesson")
            await append(writing.connection, id, events)
            opened = sa.update(planned).where(planned.c.id == id)
            await writing.connection.execute(opened.values(state=PlannedState.OPENED.value))
            made = await self._links(writing.connection, lesson, writing.now)
            note = Note(
                action="restart_lesson", kind="lessons", object=id, scope=scope,
                detail=msgspec.json.encode({"why": reason}).decode(),
            )  # fmt: skip
            await writing.note(note)
        return made

    async def _links(
        self, connection: AsyncConnection, lesson: Lesson, now: float
    ) -> list[NewLink]:
        """Make as many as there were, but for those who were put out."""
        query = sa.select(links.c.classroom).where(links.c.lesson == lesson.id)
        had = set((await connection.execute(query)).scalars())
        made, kept = [], []
        for place, seat in enumerate(lesson.record.seats):
            if seat.id in had and not seat.removed:
                token, link = make_link(
                    lesson=lesson.id, classroom=seat.id, now=now, days=self._days
                )
                kept.append(link)
                made.append(
                    NewLink(classroom=seat.id, name=seat.name, delivers=not place, token=token)
                )
        if kept:
            await connection.execute(sa.insert(links), [_row(link) for link in kept])
        return made


async def scope_of(database: Database, lesson: str) -> str:
    """Return whose live lesson it is; "/" when no timetable knows it.

    Raises:
        Refused: `not_found`.
    """
    async with database.reading() as connection:
        if await connection.scalar(sa.select(live.c.id).where(live.c.id == lesson)) is None:
            raise Refused("not_found", "lessons")
        query = sa.select(planned.c.scope).where(planned.c.id == lesson)
        return await connection.scalar(query) or ROOT


async def _read(connection: AsyncConnection, id: str) -> Lesson:
    state = await connection.scalar(sa.select(live.c.state).where(live.c.id == id))
    if state is None:
        raise Refused("not_found", "lessons")
    return Lesson(documents.read_record(state))


def _row(link: Link) -> dict[str, object]:
    return {str(name): value for name, value in msgspec.structs.asdict(link).items()}
