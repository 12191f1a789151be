"""Recordings as lists: which of them somebody sees, and what they come to.

Rule: a recording is seen from each school that took part in its lesson, and by its lecturer. What a
place has used is counted once, where the lesson was delivered.
"""

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from classroom.failures import BadMessage
from classroom.recording.publication import PublishedTo
from classroom.recording.recording import Recording
from classroom.recording.values import Keeping, RecordingState
from classroom.register.erasure import HeldKind, Hold
from classroom.register.scope import ROOT, Sight, ids
from classroom.store.planned import seen as seat_seen
from classroom.store.recording_rows import one, read
from classroom.store.subject import hold_of
from classroom.store.tables.planned import seats
from classroom.store.tables.privacy import holds as laid
from classroom.store.tables.recordings import recordings
from classroom.store.tables.register import TABLES
from classroom.store.tables.watching import publications
from classroom.store.transactions import Database
from classroom.store.visibility import covered, named
from classroom.timetable.days import day_at

MOST_ON_A_PAGE = 100
schools, people, classrooms = TABLES["schools"], TABLES["people"], TABLES["classrooms"]


class RecordingQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which recordings: those that began from `start` until before `end`, UTC seconds."""

    start: float | None = None
    end: float | None = None
    subject: str = ""
    text: str = ""  # in the title
    state: RecordingState | None = None
    lecturer: str = ""  # only those of lessons of this person
    after: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """What a school recorded in a month."""

    school: str  # id; "": of no timetable
    recordings: int
    seconds: float
    bytes: int  # that still are there


class RecordingLists:
    """Reads them."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Read from `database`; `zone` is where the schools are."""
        self._database, self._zone = database, zone

    async def get(self, id: str) -> Recording:
        """Return one, whoever may see it.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            return await one(connection, id, self._today())

    async def page(
        self, query: RecordingQuery, sight: Sight, own: str = ""
    ) -> tuple[list[Recording], str | None]:
        """Return some of those in sight, and of those whose lecturer is `own`, the latest first;
        and where the next page begins.

        Raises:
            BadMessage: `bad_page`.
        """
        return await self._page(query, _seen(sight, own))

    async def published(
        self, query: RecordingQuery, scopes: Sequence[str] | None
    ) -> tuple[list[Recording], str | None]:
        """Return some of those that are published to somebody with roles in these scopes (None:
        somebody of whom it is not certain who they are); as `page` does.

        Raises:
            BadMessage: `bad_page`.
        """
        return await self._page(query, _open_to(scopes, self._database.now()))

    async def _page(
        self, query: RecordingQuery, where: sa.ColumnElement[bool]
    ) -> tuple[list[Recording], str | None]:
        found = sa.select(recordings).where(*_limits(query), where)
        if query.after:
            found = found.where(_before(query.after))
        found = found.order_by(recordings.c.began_at.desc(), recordings.c.id.desc())
        async with self._database.reading() as connection:
            rows = (await connection.execute(found.limit(query.limit + 1))).all()
            items = await read(connection, rows[: query.limit], self._today())
        more = len(rows) > query.limit
        return items, f"{items[-1].began_at!r}~{items[-1].id}" if more else None

    async def used(self, start: float, end: float, sight: Sight) -> list[Used]:
        """Return what each school delivered and recorded in these hours, by its id."""
        there = recordings.c.gone_at.is_(None)
        query = (
            sa.select(
                recordings.c.scope,
                sa.func.count().label("count"),
                sa.func.sum(recordings.c.seconds).label("seconds"),
                sa.func.sum(sa.case((there, recordings.c.bytes), else_=0)).label("bytes"),
            )
            .where(
                recordings.c.began_at >= start,
                recordings.c.began_at < end,
                covered(recordings.c.scope, sight),
            )
            .group_by(recordings.c.scope)
            .order_by(recordings.c.scope)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Used(
                school=(ids(row.scope) or [""])[-1],
                recordings=row._mapping["count"],
                seconds=float(row.seconds),
                bytes=int(row.bytes),
            )
            for row in rows
        ]

    async def holds(self, id: str) -> list[Hold]:
        """Return the legal holds that were laid on a recording itself and not lifted."""
        query = sa.select(laid).where(
            laid.c.kind == HeldKind.RECORDING.value, laid.c.object == id, laid.c.lifted_at.is_(None)
        )
        async with self._database.reading() as connection:
            return [hold_of(row) for row in await connection.execute(query)]

    async def scope_of(self, classroom: str | None) -> str | None:
        """Return the scope of a classroom's school; None: no register knows it."""
        query = sa.select(classrooms.c.scope).where(classrooms.c.id == classroom)
        async with self._database.reading() as connection:
            scope: str | None = await connection.scalar(query)
        return scope

    async def titles(self, of: set[str], sight: Sight) -> dict[str, str]:
        """Return the titles of those of these recordings that are in sight, by id."""
        query = sa.select(recordings.c.id, recordings.c.title)
        query = query.where(recordings.c.id.in_(sorted(of)), _seen(sight, ""))
        async with self._database.reading() as connection:
            return {row.id: str(row.title) for row in await connection.execute(query)}

    async def labels(self, found: Sequence[Recording]) -> dict[str, str]:
        """Return the names of the schools and lecturers of these, by id."""
        named_schools = {id for each in found for scope in each.schools for id in ids(scope)[-1:]}
        lecturers = {each.lecturer for each in found if each.lecturer}
        return await self.names(named_schools, lecturers)

    async def names(self, of_schools: set[str], of_people: set[str]) -> dict[str, str]:
        """Return the names of these schools and people, by id."""
        queries = [
            sa.select(schools.c.id, schools.c.name).where(schools.c.id.in_(sorted(of_schools))),
            sa.select(people.c.id, people.c.display_name).where(people.c.id.in_(sorted(of_people))),
        ]
        async with self._database.reading() as connection:
            return {id: str(name) for q in queries for id, name in await connection.execute(q)}

    def _today(self) -> str:
        return day_at(self._database.now(), self._zone)


# ------------------------------------------------------------------ conditions


def _limits(query: RecordingQuery) -> list[sa.ColumnElement[bool]]:
    column = recordings.c
    limits = [named(query.text, column.title)]
    if query.start is not None:
        limits.append(column.began_at >= query.start)
    if query.end is not None:
        limits.append(column.began_at < query.end)
    if query.subject:
        limits.append(column.subject == query.subject)
    if query.state is not None:
        limits.append(column.state == query.state.value)
    if query.lecturer:
        limits.append(column.id.in_(_taught_by(query.lecturer)))
    return limits


def _seen(sight: Sight, own: str) -> sa.ColumnElement[bool]:
    if ROOT in sight.scopes:
        return sa.true()
    mine = [recordings.c.id.in_(_taught_by(own))] if own else []
    there = sa.select(seats.c.lesson).where(seat_seen(sight))
    return sa.or_(recordings.c.id.in_(there), *mine)


def _open_to(scopes: Sequence[str] | None, now: float) -> sa.ColumnElement[bool]:
    """Return what `watching` lets somebody see by publication, as SQL."""
    if scopes is None:
        return sa.false()
    open = publications.c.until > now, publications.c.withdrawn_at.is_(None)
    schools_of = {scope[: n + 1] for scope in scopes for n, sign in enumerate(scope) if sign == "/"}
    here = sa.select(seats.c.lesson).where(seats.c.scope.in_(sorted(schools_of)))
    reached = sa.select(publications.c.recording).where(
        *open,
        sa.or_(
            publications.c.audience == PublishedTo.EVERYBODY.value,
            publications.c.recording.in_(here),
        ),
    )
    return sa.and_(recordings.c.id.in_(reached), recordings.c.keeping != Keeping.INCIDENT.value)


def _taught_by(person: str) -> sa.Select[tuple[str]]:
    return sa.select(seats.c.lesson).where(seats.c.place == 0, seats.c.person == person)


def _before(after: str) -> sa.ColumnElement[bool]:
    time, found, id = after.partition("~")
    try:
        at = float(time)
    except ValueError:
        at = float("nan")
    if not found or at != at:
        raise BadMessage("bad_page", "no such place to go on from")
    return sa.tuple_(recordings.c.began_at, recordings.c.id) < sa.tuple_(
        sa.literal(at), sa.literal(id)
    )
