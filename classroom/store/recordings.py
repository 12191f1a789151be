"""Recordings in the database: what becomes of each, with its record in the audit trail.

Rule: a step is taken only from where it may be, in one transaction with its record; said again, it
is nothing. What goes is first out of everybody's sight, then its files are deleted, then that is
noted: killed in between, the server goes on with it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.recording.keeping import DAY, KeepDays
from classroom.recording.recording import OVER, Figures, Recording
from classroom.recording.values import Keeping, RecordingState
from classroom.register.scope import ROOT
from classroom.states import Phase
from classroom.store import documents, review_notes
from classroom.store.inspection_keeping import forget_sheets
from classroom.store.planned import parts
from classroom.store.recording_grants import forget_wishes
from classroom.store.recording_rows import columns_of, note_of, one, read
from classroom.store.tables.lessons import lessons as live
from classroom.store.tables.planned import lessons as planned
from classroom.store.tables.recordings import recordings, views
from classroom.store.tables.watching import grants as watch_grants
from classroom.store.tables.watching import publications
from classroom.store.transactions import Database, Transaction
from classroom.timetable.days import day_at

AT_ONCE = 20  # in one transaction
_OVER = [state.value for state in OVER]


class DatabaseRecordings:
    """Implements the ports of `classroom.recording.noting`."""

    def __init__(self, database: Database, days: KeepDays, zone: ZoneInfo) -> None:
        """Keep them in `database` for so many days; `zone` is where the schools are."""
        self._database, self._days, self._zone = database, days, zone

    async def begun(self, lesson: str, at: float) -> bool:
        """See `Recordings.begun`."""
        async with self._database.writing(SERVER) as writing:
            known = sa.select(recordings.c.state).where(recordings.c.id == lesson)
            state = await writing.connection.scalar(known)
            if state is None:
                await writing.connection.execute(
                    sa.insert(recordings).values(await _new(writing, lesson, at))
                )
                return True
        return bool(state == RecordingState.RECORDING.value)

    async def ended(self, lesson: str, at: float) -> None:
        """See `Recordings.ended`."""
        async with self._database.writing(SERVER) as writing:
            await _end(writing, lesson, at)

    async def take_up(self, at: float) -> None:
        """See `Recordings.take_up`."""
        over = sa.select(live.c.id).where(live.c.phase == Phase.ENDED.value)
        query = sa.select(recordings.c.id).where(
            recordings.c.state == RecordingState.RECORDING.value, recordings.c.id.in_(over)
        )
        async with self._database.writing(SERVER) as writing:
            for lesson in (await writing.connection.execute(query)).scalars().all():
                await _end(writing, lesson, at)

    async def unfinished(self) -> Sequence[Recording]:
        """See `Recordings.unfinished`."""
        states = [RecordingState.RECORDING.value, RecordingState.PROCESSING.value]
        query = sa.select(recordings).where(recordings.c.state.in_(states))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.order_by(recordings.c.began_at))).all()
            return await read(connection, rows, self._today())

    async def known(self, lessons: Collection[str]) -> Sequence[Recording]:
        """See `Recordings.known`."""
        found: list[Recording] = []
        async with self._database.reading() as connection:
            for some in parts(lessons):
                query = sa.select(recordings).where(recordings.c.id.in_(some))
                rows = (await connection.execute(query)).all()
                found += await read(connection, rows, self._today())
        return found

    async def sealed(self, lesson: str, figures: Figures, shelf: str) -> None:
        """See `Recordings.sealed`."""
        await self._close(lesson, RecordingState.SEALED, figures, shelf, "")

    async def failed(self, lesson: str, why: str, figures: Figures, shelf: str) -> None:
        """See `Recordings.failed`."""
        await self._close(lesson, RecordingState.FAILED, figures, shelf, why)

    # -------------------------------------------------------------- by people

    async def keep_as(self, id: str, keeping: Keeping, by: Actor) -> Recording:
        """Keep it as something else from now on.

        Raises:
            Refused: `not_found`, `recording_gone`.
        """
        async with self._database.writing(by) as writing:
            found = await one(writing.connection, id, self._today())
            if found.state is RecordingState.DELETED:
                raise Refused("recording_gone")
            if found.keeping is not keeping:
                values: dict[str, Any] = {"keeping": keeping.value}
                if found.ended_at is not None:
                    values["delete_after"] = self._days.until(keeping, found.ended_at)
                await _set(writing, id, values)
                detail = {"keeping": keeping.value, "was": found.keeping.value}
                await _note(writing, found, "keep_recording", detail)
            return await one(writing.connection, id, self._today())

    async def delete(self, id: str, reason: str, by: Actor) -> Recording:
        """Take it away; its files are deleted next.

        Raises:
            Refused: `not_found`, `recording_gone`, `recording_live`, `held`.
        """
        async with self._database.writing(by) as writing:
            found = await one(writing.connection, id, self._today())
            if found.state is RecordingState.DELETED:
                raise Refused("recording_gone")
            if found.state not in OVER:
                raise Refused("recording_live")
            if found.held:
                raise Refused("held", "a legal hold keeps it")
            await _take_away(writing, found, reason)
            return await one(writing.connection, id, self._today())

    async def note_erasure(self, recording: Recording, track: int, why: str, by: Actor) -> None:
        """Have it on record that a track of it is erased now.

        Raises:
            Refused: `recording_gone`, `held`: it was taken away or held since it was looked at.
        """
        async with self._database.writing(by) as writing:
            found = await one(writing.connection, recording.id, self._today())
            if found.state is RecordingState.DELETED:
                raise Refused("recording_gone")
            if found.held:
                raise Refused("held", "a legal hold keeps it")
            await _note(writing, recording, "erase_track", {"track": track, "why": why})

    async def came_to(self, id: str, figures: Figures) -> None:
        """Keep what it comes to without what was erased."""
        async with self._database.writing(SERVER) as writing:
            await _set(writing, id, columns_of(figures))

    # -------------------------------------------------------------- when its time is over

    async def delete_due(self) -> int:
        """See `Deleting.delete_due`."""
        async with self._database.writing(SERVER) as writing:
            due = sa.select(recordings).where(
                recordings.c.state.in_(_OVER), recordings.c.delete_after <= writing.now
            )
            # Those that are held stand in front for years, so all are looked at.
            rows = (await writing.connection.execute(due.order_by(recordings.c.delete_after))).all()
            found = await read(writing.connection, rows, self._today())
            going = [each for each in found if not each.held][:AT_ONCE]
            for each in going:
                await _take_away(writing, each, "")
            await forget_wishes(writing)
            over = writing.now - self._days.sheets * DAY
            sheets = await forget_sheets(writing, over, self._today())
        return len(going) + sheets

    async def to_go(self) -> Sequence[Recording]:
        """See `Deleting.to_go`."""
        query = sa.select(recordings).where(
            recordings.c.state == RecordingState.DELETED.value, recordings.c.gone_at.is_(None)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query.limit(AT_ONCE))).all()
            return await read(connection, rows, self._today())

    async def gone(self, recording: Recording) -> None:
        """See `Deleting.gone`."""
        async with self._database.writing(SERVER) as writing:
            found = await one(writing.connection, recording.id, self._today())
            if found.gone_at is None and found.state is RecordingState.DELETED:
                await _set(writing, found.id, {"gone_at": writing.now})
                await _note(writing, found, "forget_recording", {"head": found.figures.head})

    # -------------------------------------------------------------- within

    async def _close(
        self, lesson: str, state: RecordingState, figures: Figures, shelf: str, why: str
    ) -> None:
        async with self._database.writing(SERVER) as writing:
            found = await one(writing.connection, lesson, self._today())
            if found.state is not RecordingState.PROCESSING:
                return
            ended = writing.now if found.ended_at is None else found.ended_at
            values = {
                "state": state.value, "shelf": shelf, "why": why, "ended_at": ended,
                "delete_after": self._days.until(found.keeping, ended),
            }  # fmt: skip
            await _set(writing, lesson, values | columns_of(figures))
            if state is RecordingState.SEALED:
                await _note(writing, found, "seal_recording", {"head": figures.head})
            else:
                await _note(writing, found, "fail_recording", {"why": why})

    def _today(self) -> str:
        return day_at(self._database.now(), self._zone)


# ------------------------------------------------------------------ statements


async def _new(writing: Transaction, lesson: str, at: float) -> dict[str, Any]:
    record = await _record(writing, lesson)
    scope = await writing.connection.scalar(
        sa.select(planned.c.scope).where(planned.c.id == lesson)
    )
    return {
        "id": lesson, "scope": scope or ROOT, "title": record.title, "subject": record.subject,
        "starts_at": record.starts_at, "began_at": at, "state": RecordingState.RECORDING.value,
        "keeping": Keeping.LESSON.value,
    }  # fmt: skip


async def _end(writing: Transaction, lesson: str, at: float) -> None:
    """Note that it ended; of a lesson that was shut down it is kept as what the law asks for."""
    values: dict[str, Any] = {"state": RecordingState.PROCESSING.value, "ended_at": at}
    if (await _record(writing, lesson)).shut_down:
        values["keeping"] = Keeping.INCIDENT.value
    change = sa.update(recordings).where(
        recordings.c.id == lesson, recordings.c.state == RecordingState.RECORDING.value
    )
    await writing.connection.execute(change.values(values))


async def _record(writing: Transaction, lesson: str) -> LessonRecord:
    state = await writing.connection.scalar(sa.select(live.c.state).where(live.c.id == lesson))
    if state is None:
        raise Refused("lesson_unknown")
    return documents.read_record(state)


async def _take_away(writing: Transaction, recording: Recording, reason: str) -> None:
    values = {
        "state": RecordingState.DELETED.value, "deleted_at": writing.now, "why": reason,
    }  # fmt: skip
    await _set(writing, recording.id, values)
    for table in (views, publications, watch_grants):
        await writing.connection.execute(sa.delete(table).where(table.c.recording == recording.id))
    await review_notes.forget(writing.connection, recording.id)
    detail = {"keeping": recording.keeping.value, "why": reason}
    await _note(writing, recording, "delete_recording", detail)


async def _set(writing: Transaction, id: str, values: Mapping[str, Any]) -> None:
    change = sa.update(recordings).where(recordings.c.id == id)
    await writing.connection.execute(change.values(dict(values)))


async def _note(
    writing: Transaction, recording: Recording, action: str, detail: Mapping[str, object]
) -> None:
    await writing.note(note_of(recording, action, msgspec.json.encode(detail).decode()))
