"""Incidents in the database: what has become of each, with its record in the audit trail.

Rule: a step and its record are one transaction, and a step is taken only from where it may be: two
who press at once do not both authorise. Records are of the lesson and name the incident.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import SERVER, Actor, Note
from classroom.failures import BadMessage, Refused
from classroom.incidents.incident import (
    Incident,
    IncidentState,
    IncidentWhy,
    check_release,
    incident_id,
    made,
    released,
)
from classroom.record import LessonRecord
from classroom.register.scope import EVERYTHING, ROOT, Sight
from classroom.states import Phase
from classroom.store import documents
from classroom.store.tables.devices import devices
from classroom.store.tables.incidents import incidents
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.lessons import links
from classroom.store.tables.planned import lessons as planned
from classroom.store.tables.register import TABLES
from classroom.store.transactions import Database, Transaction
from classroom.store.visibility import inside

MOST_AT_ONCE = 20
_FIELDS = tuple(Incident.__struct_fields__)


class IncidentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some incidents, the latest first."""

    items: list[Incident]
    after: str | None  # to go on from


async def note_shut_down(connection: AsyncConnection, record: LessonRecord, at: float) -> None:
    """Want a package of a lesson that was just shut down, and let its links open no door."""
    await connection.execute(
        sa.update(links)
        .where(links.c.lesson == record.id, links.c.expires_at > at)
        .values(expires_at=at)
    )
    await _want(connection, record, IncidentWhy.SHUT_DOWN, at)


class DatabaseIncidents:
    """The incidents of one database."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self.database = database

    async def get(self, id: str, sight: Sight = EVERYTHING) -> Incident:
        """Return one.

        Raises:
            Refused: `not_found`.
        """
        async with self.database.reading() as connection:
            return await _get(connection, id, sight)

    async def page(self, sight: Sight, after: str, limit: int) -> IncidentPage:
        """Return some of those in sight, the latest first.

        Raises:
            BadMessage: `bad_page`.
        """
        query = sa.select(incidents).where(_seen(sight))
        if after:
            query = query.where(_before(after))
        query = query.order_by(incidents.c.at.desc(), incidents.c.id.desc()).limit(limit + 1)
        async with self.database.reading() as connection:
            found = [_incident(row) for row in await connection.execute(query)]
        items = found[:limit]
        more = len(found) > limit
        return IncidentPage(items=items, after=f"{items[-1].at!r}~{items[-1].id}" if more else None)

    async def in_state(self, *states: IncidentState, before: float) -> list[Incident]:
        """Return some in one of these states that happened before a time, the oldest first."""
        query = sa.select(incidents).where(
            incidents.c.state.in_([state.value for state in states]), incidents.c.at < before
        )
        async with self.database.reading() as connection:
            found = await connection.execute(query.order_by(incidents.c.at).limit(MOST_AT_ONCE))
            return [_incident(row) for row in found]

    async def want(self, lesson: str, reason: str, by: Actor) -> Incident:
        """Want a package of a lesson that is over; one that is still being made is that.

        Raises:
            Refused: `lesson_unknown`, `lesson_not_over`.
        """
        async with self.database.writing(by) as writing:
            state = await writing.connection.scalar(
                sa.select(live.c.state).where(live.c.id == lesson)
            )
            if state is None:
                raise Refused("lesson_unknown")
            record = documents.read_record(state)
            if record.phase is not Phase.ENDED:
                raise Refused("lesson_not_over")
            waits = sa.select(incidents).where(
                incidents.c.lesson == lesson, incidents.c.state == IncidentState.WANTED.value
            )
            if (
                row := (await writing.connection.execute(waits.limit(1))).one_or_none()
            ) is not None:
                return _incident(row)
            id = await _want(writing.connection, record, IncidentWhy.ASKED, writing.now)
            found = await _get(writing.connection, id)
            await _note(writing, "make_incident", found, {"why": reason})
            return found

    async def keep_made(self, incident: Incident, sha256: str, pictures: int) -> None:
        """Note that its package is there."""
        async with self.database.writing(SERVER) as writing:
            found = await _get(writing.connection, incident.id)
            if found.state is not IncidentState.WANTED:
                return
            await _set(
                writing, found, state=IncidentState.MADE.value, made_at=writing.now,
                sha256=sha256, pictures=pictures,
            )  # fmt: skip
            await _note(writing, "assemble_incident", found, {"sha256": sha256})

    async def authorise(
        self, id: str, person: str, receiver: str, reason: str, *,
        by: Actor, took_part: Collection[str],
    ) -> Incident:  # fmt: skip
        """Let it leave.

        Raises:
            Refused: see `check_release`.
        """
        async with self.database.writing(by) as writing:
            found = await _get(writing.connection, id)
            check_release(found, person, took_part)
            await _set(
                writing, found, state=IncidentState.AUTHORISED.value, authorised_at=writing.now,
                authorised_by=person, receiver=receiver, reason=reason,
            )  # fmt: skip
            said = {"sha256": found.sha256, "receiver": receiver, "why": reason}
            await _note(writing, "release_incident", found, said)
            return await _get(writing.connection, id)

    async def take(self, id: str, by: Actor) -> Incident:
        """Let somebody have the package: on record before a byte of it is given.

        Raises:
            Refused: `not_authorised`, and see `released`.
        """
        async with self.database.writing(by) as writing:
            found = released(await _get(writing.connection, id))
            if found.sent_at is None:
                await _set(writing, found, state=IncidentState.SENT.value, sent_at=writing.now)
            await _note(writing, "take_incident", found, {"sha256": found.sha256})
            return await _get(writing.connection, id)

    async def is_shut(self, lesson: str) -> bool:
        """Tell whether a lesson is shut down, and nobody has had it go on."""
        query = sa.select(live.c.state).where(live.c.id == lesson)
        async with self.database.reading() as connection:
            state = await connection.scalar(query)
        return state is not None and documents.read_record(state).shut_down

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        """Return the display names of these people and devices."""
        people, wanted = TABLES["people"].c, sorted(ids)
        queries = [
            sa.select(people.id, people.display_name).where(people.id.in_(wanted)),
            sa.select(devices.c.id, devices.c.name).where(devices.c.id.in_(wanted)),
        ]
        async with self.database.reading() as connection:
            return {id: name for q in queries for id, name in await connection.execute(q)}

    async def look(self, id: str, by: Actor, picture: int | None = None) -> Incident:
        """Let somebody of the house look at it, or at one of its pictures.

        Raises:
            Refused: see `made`.
        """
        async with self.database.writing(by) as writing:
            found = made(await _get(writing.connection, id))
            detail = {} if picture is None else {"picture": picture}
            await _note(writing, "read_incidents", found, detail)
            return found

    async def forget(self, incident: Incident) -> None:
        """Note that its package was deleted, its time being over."""
        async with self.database.writing(SERVER) as writing:
            await _set(writing, incident, state=IncidentState.GONE.value)
            await _note(writing, "forget_incident", incident, {"sha256": incident.sha256})


# ------------------------------------------------------------------ statements


async def _want(
    connection: AsyncConnection, record: LessonRecord, why: IncidentWhy, at: float
) -> str:
    id = incident_id(record.id, record.version if why is IncidentWhy.SHUT_DOWN else -int(at * 1e3))
    scope = await connection.scalar(sa.select(planned.c.scope).where(planned.c.id == record.id))
    values = {
        "id": id, "lesson": record.id, "title": record.title, "scope": scope or ROOT,
        "why": why.value, "at": at, "state": IncidentState.WANTED.value,
    }  # fmt: skip
    await connection.execute(sa.insert(incidents).values(values))
    return id


async def _get(connection: AsyncConnection, id: str, sight: Sight = EVERYTHING) -> Incident:
    query = sa.select(incidents).where(incidents.c.id == id, _seen(sight))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "incidents")
    return _incident(row)


async def _set(writing: Transaction, incident: Incident, **values: Any) -> None:
    one = sa.update(incidents).where(incidents.c.id == incident.id)
    await writing.connection.execute(one.values(**values))


async def _note(
    writing: Transaction, action: str, incident: Incident, said: Mapping[str, object]
) -> None:
    detail = {"incident": incident.id, **said}
    note = Note(
        action=action, kind="lessons", object=incident.lesson, scope=incident.scope,
        detail=msgspec.json.encode(detail).decode(),
    )  # fmt: skip
    await writing.note(note)


def _seen(sight: Sight) -> sa.ColumnElement[bool]:
    if ROOT in sight.scopes:
        return sa.true()
    return sa.or_(sa.false(), *(inside(incidents.c.scope, scope) for scope in sight.scopes))


def _before(after: str) -> sa.ColumnElement[bool]:
    time, found, id = after.partition("~")
    try:
        at = float(time)
    except ValueError:
        at = float("nan")
    if not found or at != at:
        raise BadMessage("bad_page", "no such place to go on from")
    return sa.tuple_(incidents.c.at, incidents.c.id) < sa.tuple_(sa.literal(at), sa.literal(id))


def _incident(row: sa.Row[Any]) -> Incident:
    values = {name: getattr(row, name) for name in _FIELDS}
    values |= {"why": IncidentWhy(row.why), "state": IncidentState(row.state)}
    return Incident(**values)
