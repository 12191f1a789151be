"""Notes on recordings, as kept.

Rule: who asks is in every query: a note is its author's, or of a visibility that `readable` grants.
Another one is not found, not refused. The trail has a note's id, never its words.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Actor, Note
from classroom.failures import BadMessage, Refused
from classroom.recording.recording import Recording
from classroom.register.checks import Invalid
from classroom.review.notes import (
    MOST_OF_ONE,
    NoteOrder,
    NoteVisibility,
    RecordingNote,
    problems,
)
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.tables.review import notes
from classroom.store.transactions import Database

KIND = "recording_notes"


class RecordingNotes:
    """The notes on all recordings."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def page(
        self,
        recording: str,
        person: str,
        others: Sequence[NoteVisibility],
        *,
        only: NoteVisibility | None = None,
        after: str = "",
        limit: int = 50,
    ) -> tuple[list[RecordingNote], str | None]:
        """Return one's own, and those of others that have one of these visibilities, by time."""
        query = sa.select(notes).where(notes.c.recording == recording, _seen(person, others))
        if only is not None:
            query = query.where(notes.c.visibility == only.value)
        if after:
            query = query.where(_behind(after))
        query = query.order_by(notes.c.start, notes.c.id).limit(limit + 1)
        async with self._database.reading() as connection:
            found = [note_of(row) for row in await connection.execute(query)]
        items = found[:limit]
        more = len(found) > limit
        return items, f"{items[-1].start!r}~{items[-1].id}" if more else None

    async def add(
        self,
        recording: Recording,
        order: NoteOrder,
        person: str,
        by: Actor,
        once: Once = EVERY_TIME,
    ) -> RecordingNote:
        """Keep a new one.

        Raises:
            Refused: `too_many_kept`.
            Invalid: it lies outside of what was recorded.
        """
        if wrong := problems(order, recording):
            raise Invalid(wrong)
        async with self._database.writing(by) as writing:
            if made := await once.made(writing):
                return await _own(writing.connection, recording.id, made.object, person)
            theirs = sa.select(sa.func.count()).where(
                notes.c.recording == recording.id, notes.c.author == person
            )
            if (await writing.connection.scalar(theirs) or 0) >= MOST_OF_ONE:
                raise Refused("too_many_kept", f"at most {MOST_OF_ONE} on a recording")
            kept = RecordingNote(
                id=secrets.token_hex(8),
                version=1,
                recording=recording.id,
                author=person,
                made_at=writing.now,
                changed_at=writing.now,
                **msgspec.structs.asdict(order),
            )
            await writing.connection.execute(sa.insert(notes).values(msgspec.to_builtins(kept)))
            await writing.note(_noted("add", kept, recording.scope))
            await once.keep(writing, kept.id, recording.scope)
        return kept

    async def replace(
        self,
        recording: Recording,
        id: str,
        order: NoteOrder,
        version: int,
        person: str,
        by: Actor,
    ) -> RecordingNote:
        """Replace one's own.

        Raises:
            Refused: `not_found`, `changed_meanwhile`.
            Invalid: it lies outside of what was recorded.
        """
        if wrong := problems(order, recording):
            raise Invalid(wrong)
        async with self._database.writing(by) as writing:
            before = await _own(writing.connection, recording.id, id, person)
            _same(before, version)
            kept = msgspec.structs.replace(
                before,
                version=version + 1,
                changed_at=writing.now,
                **msgspec.structs.asdict(order),
            )
            change = sa.update(notes).where(notes.c.id == id)
            await writing.connection.execute(change.values(msgspec.to_builtins(kept)))
            await writing.note(_noted("replace", kept, recording.scope))
        return kept

    async def remove(
        self, recording: Recording, id: str, version: int, person: str, by: Actor
    ) -> None:
        """Delete one's own, for good.

        Raises:
            Refused: `not_found`, `changed_meanwhile`.
        """
        async with self._database.writing(by) as writing:
            before = await _own(writing.connection, recording.id, id, person)
            _same(before, version)
            await writing.connection.execute(sa.delete(notes).where(notes.c.id == id))
            await writing.note(_noted("remove", before, recording.scope))


async def shared_by(
    connection: AsyncConnection, recording: str, person: str
) -> tuple[RecordingNote, ...]:
    """Return what somebody has shared with the teacher of a recording, by time."""
    query = sa.select(notes).where(
        notes.c.recording == recording,
        notes.c.author == person,
        notes.c.visibility == NoteVisibility.TEACHER.value,
    )
    found = await connection.execute(query.order_by(notes.c.start, notes.c.id))
    return tuple(note_of(row) for row in found)


async def forget(connection: AsyncConnection, recording: str) -> None:
    """Delete all notes on a recording that is deleted itself."""
    await connection.execute(sa.delete(notes).where(notes.c.recording == recording))


def note_of(row: sa.Row[Any]) -> RecordingNote:
    """Return a row as the note it is."""
    fields = {name: row._mapping[name] for name in RecordingNote.__struct_fields__}
    return msgspec.convert(fields, RecordingNote)


async def _own(connection: AsyncConnection, recording: str, id: str, person: str) -> RecordingNote:
    query = sa.select(notes).where(
        notes.c.id == id, notes.c.recording == recording, notes.c.author == person
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", KIND)
    return note_of(row)


def _same(note: RecordingNote, version: int) -> None:
    if note.version != version:
        raise Refused("changed_meanwhile", f"it is of version {note.version}")


def _seen(person: str, others: Sequence[NoteVisibility]) -> sa.ColumnElement[bool]:
    return sa.or_(notes.c.author == person, notes.c.visibility.in_([each.value for each in others]))


def _behind(after: str) -> sa.ColumnElement[bool]:
    time, found, id = after.partition("~")
    try:
        at = float(time)
    except ValueError:
        at = float("nan")
    if not found or at != at:
        raise BadMessage("bad_page", "no such place to go on from")
    return sa.tuple_(notes.c.start, notes.c.id) > sa.tuple_(sa.literal(at), sa.literal(id))


def _noted(change: str, kept: RecordingNote, scope: str) -> Note:
    return Note(
        action="write_recording_notes",
        kind=KIND,
        object=kept.id,
        scope=scope,
        detail=msgspec.json.encode({"change": change}).decode(),
    )
