"""Report tickets in a database: each is made in the transaction of the event that reports.

Rule: a ticket is its school's whose classroom is reported, and so its county's. What was reported
is kept as it was; the trail has the ticket's id and its state, and nothing that was said.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.events import Event, Reported
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.scope import ROOT, Sight
from classroom.reports.evidence import Evidence
from classroom.reports.ticket import (
    DECIDED,
    HOUR,
    Ticket,
    TicketState,
    TicketStep,
    check_step,
)
from classroom.store.latest import latest
from classroom.store.tables.planned import seats
from classroom.store.tables.sanctions import steps, tickets
from classroom.store.transactions import Database
from classroom.store.visibility import covered

_SHOWN = [column for column in tickets.c if column.name != "still"]


class DatabaseTickets:
    """The tickets of all schools."""

    def __init__(self, database: Database) -> None:
        """Keep them in `database`."""
        self._database = database

    async def page(
        self,
        sight: Sight,
        *,
        states: Sequence[TicketState] = (),
        before: float | None = None,
        after: str = "",
        limit: int = 50,
    ) -> tuple[list[Ticket], str | None]:
        """Return some tickets in the sight, the latest first: in these states, made before then."""
        where = [covered(tickets.c.scope, sight)]
        if states:
            where.append(tickets.c.state.in_([state.value for state in states]))
        if before is not None:
            where.append(tickets.c.made_at < before)
        async with self._database.reading() as connection:
            found, more = await latest(
                connection, tickets, sa.and_(*where), after=after, limit=limit
            )
        return [ticket_of(row) for row in found], more

    async def get(self, id: str, sight: Sight) -> tuple[Ticket, list[TicketStep]]:
        """Return a ticket and its history.

        Raises:
            Refused: `not_found`.
        """
        async with self._database.reading() as connection:
            ticket = await _one(connection, id, sight)
            query = sa.select(steps).where(steps.c.ticket == id).order_by(steps.c.version)
            history = [
                TicketStep(
                    version=row.version,
                    state=TicketState(row.state),
                    by=row.by,
                    why=row.why,
                    at=row.at,
                )
                for row in await connection.execute(query)
            ]
        return ticket, history

    async def step(
        self, id: str, to: TicketState, why: str, version: int, sight: Sight, who: Principal
    ) -> Ticket:
        """Take a ticket a step further.

        Raises:
            Refused: `not_found`, `changed_meanwhile`, `wrong_state`, `reason_needed`.
        """
        async with self._database.writing(who.actor) as transaction:
            ticket = await _one(transaction.connection, id, sight)
            if ticket.version != version:
                raise Refused("changed_meanwhile")
            check_step(ticket, to, why)
            ticket = msgspec.structs.replace(ticket, state=to, version=version + 1)
            await transaction.connection.execute(
                sa.update(tickets)
                .where(tickets.c.id == id)
                .values(state=to.value, version=ticket.version)
            )
            row = {
                "ticket": id,
                "version": ticket.version,
                "state": to.value,
                "by": who.person or who.actor.id,
                "why": why,
                "at": transaction.now,
            }
            await transaction.connection.execute(sa.insert(steps).values(row))
            detail = msgspec.json.encode({"state": to.value}).decode()
            await transaction.note(
                Note(
                    action=Action.DECIDE_REPORT.value,
                    kind="reports",
                    object=id,
                    scope=ticket.scope,
                    detail=detail,
                )
            )
        return ticket


def is_overdue(hours: float, now: float) -> sa.ColumnElement[bool]:
    """As `Ticket.is_overdue` says it."""
    decided = tickets.c.state.in_([state.value for state in DECIDED])
    return sa.and_(sa.not_(decided), tickets.c.made_at < now - hours * HOUR)


async def make(connection: AsyncConnection, lesson: str, events: Iterable[Event]) -> None:
    """Make a ticket of each report among the events."""
    for event in events:
        if isinstance(event, Reported):
            scope = await _scope(connection, lesson, event.evidence.classroom)
            row = {
                "id": secrets.token_hex(8),
                "lesson": lesson,
                "scope": scope,
                "by": event.by,
                "what": event.what.value,
                "object": event.object,
                "reason": event.reason.value,
                "evidence": msgspec.json.encode(event.evidence).decode(),
                "made_at": event.at,
                "state": TicketState.NEW.value,
                "version": 1,
            }
            await connection.execute(sa.insert(tickets).values(row))


def ticket_of(row: sa.Row[Any]) -> Ticket:
    """Return a row as the ticket it is."""
    names = (name for name in Ticket.__struct_fields__ if name not in ("evidence", "has_still"))
    fields = {name: row._mapping[name] for name in names}
    evidence = msgspec.json.decode(row.evidence, type=Evidence)
    return msgspec.convert(fields | {"evidence": evidence}, Ticket)


async def _scope(connection: AsyncConnection, lesson: str, classroom: str) -> str:
    """Return the school's scope; the delivering one's, when the classroom is not planned."""
    query = sa.select(seats.c.classroom, seats.c.scope).where(seats.c.lesson == lesson)
    found = (await connection.execute(query.order_by(seats.c.place))).all()
    own = (row.scope for row in found if row.classroom == classroom)
    return next(own, found[0].scope if found else ROOT)


async def _one(connection: AsyncConnection, id: str, sight: Sight) -> Ticket:
    query = sa.select(*_SHOWN).where(tickets.c.id == id, covered(tickets.c.scope, sight))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("not_found", "reports")
    return ticket_of(row)
