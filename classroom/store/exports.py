"""Exports in the database: asked for, made, let go; with their records in the audit trail.

Rule: a step is taken only from where it may be, so that what was cancelled is never done. Who asked
for what, and that it was cancelled, is on record; that a film was made or fetched is, too.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from classroom.audit.record import SERVER, Actor
from classroom.failures import Refused, Unavailable
from classroom.recording.exports import (
    UNDER_WAY,
    Export,
    ExportLayout,
    ExportOrder,
    ExportState,
)
from classroom.recording.recording import OVER, Recording
from classroom.recording.values import RecordingState
from classroom.store.keys import EVERY_TIME, Once
from classroom.store.recording_rows import note_of, one
from classroom.store.tables.exports import exports
from classroom.store.tables.recordings import recordings
from classroom.store.transactions import Database, Transaction
from classroom.timetable.days import day_at

WAITING, WAITING_OF_ONE = 16, 3  # that are under way: of all, of one person
BYTES_A_SECOND = 80_000  # about; a lesson of two cameras and slides
DAY = 86_400.0
MOST_TOLD = 50
_UNDER_WAY = [state.value for state in UNDER_WAY]
_ORDER = ("since", "until", "language", "mark", "pupils")
_PLAIN = (
    "id", "recording", "person", "asked_at", "done", "why", "finished_at", "delete_after",
)  # fmt: skip


class DatabaseExports:
    """Implements `classroom.recording.exports.Exports`, and answers those who ask."""

    def __init__(self, database: Database, zone: ZoneInfo, keep_days: int) -> None:
        """Keep them in `database`, their films for so many days."""
        self._database, self._zone, self._days = database, zone, keep_days

    def now(self) -> float:
        """Return the time, seconds since the epoch, UTC."""
        return self._database.now()

    async def under_way(self) -> int:
        """Return how many are being made or wait to be.

        Raises:
            Unavailable: `store_down`.
        """
        query = sa.select(sa.func.count()).where(exports.c.state.in_(_UNDER_WAY))
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    # -------------------------------------------------------------- by people

    async def ask(
        self, recording: Recording, person: str, order: ExportOrder, by: Actor,
        once: Once = EVERY_TIME,
    ) -> Export:  # fmt: skip
        """Have one made.

        Raises:
            Refused: `recording_gone`, `recording_live`.
            Unavailable: `too_busy`: so many wait already.
        """
        async with self._database.writing(by) as writing:
            if made := await once.made(writing):
                return await _one(writing, made.object, person)
            found = await one(writing.connection, recording.id, self._today())
            if found.state is RecordingState.DELETED:
                raise Refused("recording_gone")
            if found.state not in OVER:
                raise Refused("recording_live", "it is exported when the lesson is over")
            waiting = sa.select(exports.c.person).where(exports.c.state.in_(_UNDER_WAY))
            people = (await writing.connection.execute(waiting)).scalars().all()
            if len(people) >= WAITING or people.count(person) >= WAITING_OF_ONE:
                raise Unavailable("too_busy", "so many exports wait already")
            id = secrets.token_hex(8)
            values = {name: getattr(order, name) for name in _ORDER} | {
                "id": id, "recording": found.id, "person": person, "layout": order.layout.value,
                "state": ExportState.WAITING.value, "asked_at": writing.now,
            }  # fmt: skip
            await writing.connection.execute(sa.insert(exports).values(values))
            await _note(writing, found, "export_recording", _told(id, order))
            await once.keep(writing, id, found.scope)
            return await _one(writing, id, person)

    async def of(self, recording: str, person: str) -> list[Export]:
        """Return somebody's exports of a recording, the latest first."""
        query = sa.select(exports).where(
            exports.c.recording == recording, exports.c.person == person
        )
        query = query.order_by(exports.c.asked_at.desc(), exports.c.id).limit(MOST_TOLD)
        async with self._database.reading() as connection:
            return [_export(row) for row in await connection.execute(query)]

    async def get(self, recording: str, id: str, person: str) -> Export:
        """Return one of somebody's.

        Raises:
            Refused: `not_found`.
        """
        found = next((each for each in await self.of(recording, person) if each.id == id), None)
        if found is None:
            raise Refused("not_found", "exports")
        return found

    async def cancel(self, recording: Recording, id: str, person: str, by: Actor) -> Export:
        """Have it made no more, or its film gone; said again, it is nothing.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.writing(by) as writing:
            found = await _one(writing, id, person)
            if found.recording != recording.id:
                raise Refused("not_found", "exports")
            if found.state in UNDER_WAY or found.state is ExportState.DONE:
                done = found.state is ExportState.DONE
                state = ExportState.GONE if done else ExportState.CANCELLED
                gone = {"state": state.value, "finished_at": writing.now, "mark": ""}
                await _set(writing, id, gone)
                await _note(writing, recording, "cancel_export", {"export": id})
            return await _one(writing, id, person)

    async def fetched(self, recording: Recording, export: Export, by: Actor) -> None:
        """Have it on record that somebody takes the film with them."""
        async with self._database.writing(by) as writing:
            await _note(writing, recording, "fetch_export", {"export": export.id})

    async def forget(self, recording: str) -> list[str]:
        """Let go all films of a recording, since something they show was erased; return which."""
        mine = sa.and_(exports.c.recording == recording, exports.c.state != ExportState.GONE.value)
        async with self._database.writing(SERVER) as writing:
            found = await writing.connection.execute(sa.select(exports.c.id).where(mine))
            ids = list(found.scalars().all())
            change = sa.update(exports).where(mine)
            await writing.connection.execute(change.values(state=ExportState.GONE.value, mark=""))
        return ids

    # -------------------------------------------------------------- by whoever makes them

    async def take_up(self) -> None:
        """See `Exports.take_up`."""
        change = sa.update(exports).where(exports.c.state == ExportState.MAKING.value)
        async with self._database.writing(SERVER) as writing:
            await writing.connection.execute(change.values(state=ExportState.WAITING.value))

    async def next(self) -> tuple[Export, Recording] | None:
        """See `Exports.next`."""
        waiting = sa.select(exports).where(exports.c.state == ExportState.WAITING.value)
        waiting = waiting.order_by(exports.c.asked_at, exports.c.id).limit(1)
        async with self._database.reading() as connection:  # nothing is written as long as none is
            if (await connection.execute(waiting)).first() is None:
                return None
        async with self._database.writing(SERVER) as writing:
            row = (await writing.connection.execute(waiting)).first()
            if row is None:
                return None
            await _set(writing, row.id, {"state": ExportState.MAKING.value})
            found = await one(writing.connection, row.recording, self._today())
        return msgspec.structs.replace(_export(row), state=ExportState.MAKING), found

    async def progressed(self, id: str, done: int) -> None:
        """See `Exports.progressed`."""
        change = sa.update(exports).where(
            exports.c.id == id, exports.c.state == ExportState.MAKING.value, exports.c.done < done
        )
        async with self._database.writing(SERVER) as writing:
            await writing.connection.execute(change.values(done=done))

    async def made(self, id: str, bytes: int) -> bool:
        """See `Exports.made`."""
        change = sa.update(exports).where(
            exports.c.id == id, exports.c.state == ExportState.MAKING.value
        )
        async with self._database.writing(SERVER) as writing:
            values = {
                "state": ExportState.DONE.value, "bytes": bytes, "finished_at": writing.now,
                "delete_after": writing.now + self._days * DAY,
            }  # fmt: skip
            found = await writing.connection.execute(change.values(values))
        return bool(found.rowcount)

    async def failed(self, id: str, why: str) -> None:
        """See `Exports.failed`."""
        change = sa.update(exports).where(
            exports.c.id == id, exports.c.state == ExportState.MAKING.value
        )
        async with self._database.writing(SERVER) as writing:
            values = {
                "state": ExportState.FAILED.value, "why": why, "finished_at": writing.now
            }  # fmt: skip
            await writing.connection.execute(change.values(values))

    async def expire(self) -> None:
        """See `Exports.expire`."""
        deleted = sa.select(recordings.c.id).where(
            recordings.c.state == RecordingState.DELETED.value
        )
        change = sa.update(exports).where(
            exports.c.state != ExportState.GONE.value,
            sa.or_(
                exports.c.delete_after <= self._database.now(), exports.c.recording.in_(deleted)
            ),
        )
        async with self._database.writing(SERVER) as writing:
            await writing.connection.execute(change.values(state=ExportState.GONE.value, mark=""))

    async def kept(self) -> frozenset[str]:
        """See `Exports.kept`."""
        query = sa.select(exports.c.id).where(
            exports.c.state.in_([*_UNDER_WAY, ExportState.DONE.value])
        )
        async with self._database.reading() as connection:
            return frozenset((await connection.execute(query)).scalars().all())

    def _today(self) -> str:
        return day_at(self._database.now(), self._zone)


def estimate(order: ExportOrder) -> int:
    """Return about how many bytes a film will have."""
    return round((order.until - order.since) * BYTES_A_SECOND)


async def _one(writing: Transaction, id: str, person: str) -> Export:
    query = sa.select(exports).where(exports.c.id == id, exports.c.person == person)
    row = (await writing.connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "exports")
    return _export(row)


def _export(row: sa.Row[Any]) -> Export:
    plain = row._mapping
    order = ExportOrder(layout=ExportLayout(row.layout), **{name: plain[name] for name in _ORDER})
    return Export(
        **{name: plain[name] for name in _PLAIN},
        order=order,
        state=ExportState(row.state),
        of=order.pieces + 1,
        bytes=row.bytes or estimate(order),
    )


def _told(id: str, order: ExportOrder) -> dict[str, object]:
    return {
        "export": id, "layout": order.layout.value, "since": order.since, "until": order.until,
        "pupils": order.pupils,
    }  # fmt: skip


async def _set(writing: Transaction, id: str, values: Mapping[str, Any]) -> None:
    change = sa.update(exports).where(exports.c.id == id)
    await writing.connection.execute(change.values(dict(values)))


async def _note(
    writing: Transaction, recording: Recording, action: str, detail: Mapping[str, object]
) -> None:
    await writing.note(note_of(recording, action, msgspec.json.encode(detail).decode()))
