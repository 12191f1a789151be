"""Rows of recordings as what they are: with the schools that took part, and whether they are held.

Rule: a hold keeps a recording that it names, and all recordings of lessons that a school took part
in whose data it keeps as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.recording.recording import Figures, Recording
from classroom.recording.values import Keeping, RecordingState
from classroom.register.erasure import HeldKind, Hold
from classroom.register.scope import contains
from classroom.store.subject import hold_of
from classroom.store.tables.planned import seats
from classroom.store.tables.privacy import holds
from classroom.store.tables.recordings import recordings

_FIGURES = tuple(Figures.__struct_fields__)
_PLAIN = (
    "id", "scope", "title", "subject", "starts_at", "began_at", "ended_at", "shelf", "why",
    "delete_after", "deleted_at", "gone_at",
)  # fmt: skip
Rows = Sequence[sa.Row[Any]]


async def read(connection: AsyncConnection, rows: Rows, today: str) -> list[Recording]:
    """Return the rows as recordings. `today` is the day at the schools."""
    places: dict[str, list[Any]] = defaultdict(list)
    query = sa.select(seats.c.lesson, seats.c.scope, seats.c.person, seats.c.place)
    query = query.where(seats.c.lesson.in_([row.id for row in rows]))
    for seat in await connection.execute(query.order_by(seats.c.lesson, seats.c.place)):
        places[seat.lesson].append(seat)
    laid = await _in_force(connection, today) if rows else []
    return [_recording(row, places[row.id], laid) for row in rows]


async def one(connection: AsyncConnection, id: str, today: str) -> Recording:
    """Return one.

    Raises:
        Refused: `not_found`.
    """
    rows = (await connection.execute(sa.select(recordings).where(recordings.c.id == id))).all()
    if not rows:
        raise Refused("not_found", "recordings")
    return (await read(connection, rows, today))[0]


def columns_of(figures: Figures) -> dict[str, Any]:
    """Return the figures as their columns."""
    return {name: getattr(figures, name) for name in _FIGURES}


def note_of(recording: Recording, action: str, detail: str = "") -> Note:
    """Return what the trail is to say of it."""
    return Note(
        action=action,
        kind="recordings",
        object=recording.id,
        scope=recording.scope,
        detail=detail,
    )


async def _in_force(connection: AsyncConnection, today: str) -> list[Hold]:
    kinds = [HeldKind.RECORDING.value, HeldKind.SCHOOL.value]
    query = sa.select(holds).where(
        holds.c.kind.in_(kinds), holds.c.lifted_at.is_(None), holds.c.until >= today
    )
    return [hold_of(row) for row in await connection.execute(query)]


def _recording(row: sa.Row[Any], places: Sequence[Any], laid: Iterable[Hold]) -> Recording:
    schools = tuple(dict.fromkeys(seat.scope for seat in places))
    lecturer = next((seat.person for seat in places if not seat.place), None)
    return Recording(
        **{name: row._mapping[name] for name in _PLAIN},
        state=RecordingState(row.state),
        keeping=Keeping(row.keeping),
        figures=Figures(**{name: row._mapping[name] for name in _FIGURES}),
        schools=schools,
        lecturer=lecturer,
        held=any(_keeps(hold, row.id, schools) for hold in laid),
    )


def _keeps(hold: Hold, id: str, schools: Sequence[str]) -> bool:
    if hold.kind is HeldKind.RECORDING:
        return hold.object == id
    return not hold.data and any(contains(hold.scope, school) for school in schools)
