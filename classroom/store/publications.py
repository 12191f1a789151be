"""What was answered for of recordings, and opened to somebody who asks, in the database.

Rule: a step and its record in the audit trail are one transaction. Whether something is open is
asked with each request, by the clock; nothing has to happen for it to close.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor
from classroom.permissions import Action
from classroom.recording.granting import WatchGrant
from classroom.recording.publication import (
    PRIVATE,
    Place,
    Publication,
    PublicationState,
    PublishedTo,
    check_publish,
    check_review,
    everybody_agreed,
)
from classroom.recording.recording import Recording
from classroom.recording.watching import Opened
from classroom.store.recording_consents import DatabaseRecordingConsents
from classroom.store.recording_rows import note_of
from classroom.store.tables.planned import seats
from classroom.store.tables.watching import grants, publications
from classroom.store.transactions import Database, Transaction


class Publications:
    """Keeps them."""

    def __init__(self, database: Database, *, pupils: bool) -> None:
        """Keep them in `database`; `pupils`: policy allows pupils' tracks in what is published."""
        self._database, self._pupils = database, pupils
        self._consents = DatabaseRecordingConsents(database)

    async def get(self, recording: str) -> Publication:
        """Return what was answered for of a recording; nothing, if it was not."""
        async with self._database.reading() as connection:
            return await _get(connection, recording)

    async def states(self, ids: Collection[str]) -> dict[str, PublicationState]:
        """Return how far each of these recordings is open."""
        query = sa.select(publications).where(publications.c.recording.in_(sorted(ids)))
        now = self._database.now()
        async with self._database.reading() as connection:
            found = {r.recording: _of(r).state(now) for r in await connection.execute(query)}
        return {id: found.get(id, PublicationState.PRIVATE) for id in ids}

    async def opened(self, recording: str, person: str) -> Opened:
        """Return what was opened of a recording to a person.

        Raises:
            Unavailable: it cannot be told now; then nothing is.
        """
        theirs = sa.select(grants).where(
            grants.c.person == person, grants.c.recording == recording, grants.c.approved.is_(True)
        )
        async with self._database.reading() as connection:
            found = await _get(connection, recording)
            granted = [grant_of(row) for row in await connection.execute(theirs)]
        published = found.state(self._database.now()) is PublicationState.PUBLISHED
        pupils = published and found.pupils and await self.pupils_may(recording)
        return Opened(publication=found, grants=tuple(granted), pupils=pupils)

    async def pupils_may(self, recording: str) -> bool:
        """Tell whether pupils' tracks may be in what is published of it, at this moment."""
        if not self._pupils:
            return False
        query = sa.select(seats.c.place, seats.c.school_class).where(seats.c.lesson == recording)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        places = [Place(row.place == 0, row.school_class or "") for row in rows]
        whole = await self._consents.whole({each.school_class for each in places} - {""})
        return everybody_agreed(places, whole)

    async def review(self, recording: Recording, person: str, by: Actor) -> Publication:
        """Note that somebody has looked it through; said again, it is the latest who did.

        Raises:
            Refused: see `check_review`.
        """
        check_review(recording, person)
        async with self._database.writing(by) as writing:
            values = {"reviewed_at": writing.now, "reviewed_by": person}
            await _set(writing, recording.id, values)
            await _note(writing, recording, Action.REVIEW_RECORDING.value, {})
            return await _get(writing.connection, recording.id)

    async def publish(
        self, recording: Recording, audience: PublishedTo, until: float, *,
        pupils: bool, person: str, by: Actor,
    ) -> Publication:  # fmt: skip
        """Open it until then; what was said before is said anew.

        Raises:
            Refused: see `check_publish`.
            BadMessage: see there.
        """
        async with self._database.writing(by) as writing:
            found = await _get(writing.connection, recording.id)
            check_publish(recording, found, until, writing.now)
            values = {
                "published_at": writing.now, "published_by": person, "audience": audience.value,
                "until": until, "pupils": pupils, "withdrawn_at": None, "withdrawn_by": "",
            }  # fmt: skip
            await _set(writing, recording.id, values)
            detail = {"audience": audience.value, "until": until, "with_pupils": pupils}
            await _note(writing, recording, Action.PUBLISH_RECORDING.value, detail)
            return await _get(writing.connection, recording.id)

    async def withdraw(self, recording: Recording, person: str, by: Actor) -> Publication:
        """Close it; it may be closed already."""
        async with self._database.writing(by) as writing:
            found = await _get(writing.connection, recording.id)
            if found.state(writing.now) is PublicationState.PUBLISHED:
                values = {"withdrawn_at": writing.now, "withdrawn_by": person}
                await _set(writing, recording.id, values)
                await _note(writing, recording, "withdraw_publication", {})
            return await _get(writing.connection, recording.id)


def grant_of(row: sa.Row[Any]) -> WatchGrant:
    """Return a row as the grant it is."""
    return WatchGrant(**{name: row._mapping[name] for name in WatchGrant.__struct_fields__})


async def _get(connection: AsyncConnection, recording: str) -> Publication:
    query = sa.select(publications).where(publications.c.recording == recording)
    row = (await connection.execute(query)).one_or_none()
    return PRIVATE if row is None else _of(row)


def _of(row: sa.Row[Any]) -> Publication:
    values = {name: row._mapping[name] for name in Publication.__struct_fields__}
    audience = None if row.audience is None else PublishedTo(row.audience)
    return Publication(**(values | {"audience": audience}))


async def _set(writing: Transaction, recording: str, values: Mapping[str, Any]) -> None:
    one = publications.c.recording == recording
    changed = await writing.connection.execute(
        sa.update(publications).where(one).values(dict(values))
    )
    if not changed.rowcount:
        row = {"recording": recording, **values}
        await writing.connection.execute(sa.insert(publications).values(row))


async def _note(
    writing: Transaction, recording: Recording, action: str, detail: Mapping[str, object]
) -> None:
    text = msgspec.json.encode(detail).decode() if detail else ""
    await writing.note(note_of(recording, action, text))
