"""Which slots a change to the register or the timetable plans anew, and for which days.

Rule: rather one slot too many: what has not changed is compared and left alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.register.resource import Resource
from classroom.store.tables.register import TABLES, receivers
from classroom.store.visibility import inside
from classroom.timetable.calendar import BellSchedule, CalendarDay, Term
from classroom.timetable.pairings import Pairing, Slot, SlotException

FIRST, LAST = "", "9999"
PLANNED_FROM = (Slot, SlotException, Pairing, Term, BellSchedule, CalendarDay)


class Touched(NamedTuple):
    """One thing before and after it was written: None before it was added, after it was removed."""

    before: Resource | None
    after: Resource | None


class Days(NamedTuple):
    """From the first to the last day, both included."""

    first: str = FIRST
    last: str = LAST

    def __or__(self, other: "Days") -> "Days":
        """Return the days of both and those between."""
        return Days(min(self.first, other.first), max(self.last, other.last))


async def affected(connection: AsyncConnection, touched: Iterable[Touched]) -> dict[str, Days]:
    """Return the slots to plan anew, each with its days."""
    found: dict[str, Days] = {}
    for thing in (each for change in touched for each in change if each is not None):
        days = Days(thing.day, thing.day) if isinstance(thing, CalendarDay) else Days()
        for slot in await _slots(connection, thing):
            found[slot] = found.get(slot, days) | days
    return found


async def of_term(connection: AsyncConnection, term: str, scope: str) -> Sequence[str]:
    """Return the slots of a term whose lessons are delivered from this scope, by pairing."""
    return await _of_pairings(
        connection, _pairings.c.term == term, inside(_pairings.c.scope, scope)
    )


_slot_table, _pairings = TABLES["slots"], TABLES["pairings"]


async def _slots(connection: AsyncConnection, thing: Resource) -> Sequence[str]:
    match thing:
        case Slot():
            return [thing.id]
        case SlotException():
            return [id for id in (thing.slot, thing.other) if id]
        case Pairing():
            return await _of_pairings(connection, _pairings.c.id == thing.id)
        case Term():
            return await _of_pairings(connection, _pairings.c.term == thing.id)
        case BellSchedule():
            return await _of_pairings(
                connection, _pairings.c.scope == thing.scope, _slot_table.c.period.is_not(None)
            )
        case CalendarDay():
            receiving = sa.select(receivers.c.pairing).where(inside(receivers.c.scope, thing.scope))
            here = sa.or_(inside(_pairings.c.scope, thing.scope), _pairings.c.id.in_(receiving))
            return await _of_pairings(connection, here)
        case _:
            return []


async def _of_pairings(
    connection: AsyncConnection, *conditions: sa.ColumnElement[bool]
) -> Sequence[Any]:
    query = (
        sa.select(_slot_table.c.id)
        .join(_pairings, _pairings.c.id == _slot_table.c.pairing)
        .where(*conditions, _slot_table.c.removed_at.is_(None), _pairings.c.removed_at.is_(None))
        .order_by(_pairings.c.id, _slot_table.c.id)
    )
    return (await connection.execute(query)).scalars().all()
