"""What the lessons of some slots are made of, read from the register.

Rule: slots that an exception couples to those asked for are read along with them, so that every
lesson asked for is planned as it will be.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.register.resource import Kind, Resource
from classroom.register.scope import ids
from classroom.store import rows
from classroom.store.tables.register import TABLES, receivers
from classroom.timetable.calendar import BELLS, CALENDAR, TERMS, BellSchedule
from classroom.timetable.days import Days
from classroom.timetable.pairings import EXCEPTIONS, PAIRINGS, SLOTS, SlotException
from classroom.timetable.planner import Material

R = TypeVar("R", bound=Resource)


async def load(connection: AsyncConnection, slots: Iterable[str], zone: ZoneInfo) -> Material:
    """Return what the lessons of these slots are made of; those that are not there are left out."""
    wanted, before = set(slots), set[str]()
    exceptions: Sequence[SlotException] = ()
    while wanted != before:  # what is coupled may be coupled to others in turn
        before = wanted
        exceptions = await _things(connection, EXCEPTIONS, slot=wanted, other=wanted)
        wanted = wanted | {id for e in exceptions for id in (e.slot, e.other) if id}
    found = await _things(connection, SLOTS, id=wanted)
    pairings = await _things(connection, PAIRINGS, id={slot.pairing for slot in found})
    terms = await _things(connection, TERMS, id={pairing.term for pairing in pairings})
    scopes = await _scopes(connection, {pairing.id for pairing in pairings})
    within = {pairing.scope for pairing in pairings} | set(scopes.values())
    places = {id for scope in within for id in ids(scope)}
    bells: dict[str, list[BellSchedule]] = defaultdict(list)
    for schedule in await _things(connection, BELLS, school={ids(p.scope)[-1] for p in pairings}):
        bells[schedule.school].append(schedule)
    return Material(
        zone=zone,
        slots={slot.id: slot for slot in found},
        pairings={pairing.id: pairing for pairing in pairings},
        terms={term.id: term for term in terms},
        days=Days(await _things(connection, CALENDAR, school=places, region=places)),
        bells=bells,
        exceptions=exceptions,
        scopes=scopes | {pairing.classroom: pairing.scope for pairing in pairings},
    )


async def _things(connection: AsyncConnection, kind: Kind[R], **among: set[str]) -> Sequence[R]:
    """Return what has, in one of these columns, one of these values, and is not removed."""
    table = TABLES[kind.name]
    named = [table.c[name].in_(sorted(values)) for name, values in among.items() if values]
    query = sa.select(table).where(sa.or_(sa.false(), *named), table.c.removed_at.is_(None))
    return [rows.thing(kind, row) for row in await connection.execute(query.order_by(table.c.id))]


async def _scopes(connection: AsyncConnection, pairings: set[str]) -> dict[str, str]:
    query = sa.select(receivers.c.classroom, receivers.c.scope).where(
        receivers.c.pairing.in_(sorted(pairings))
    )
    return {row.classroom: row.scope for row in await connection.execute(query)}
