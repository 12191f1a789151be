"""Report tickets: what was reported in lessons, looked at and decided.

Rule: whoever keeps the reported classroom's school, or its county, decides; each step is a version
with who and why. What is late is said to be late by the server.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.permissions import Action, sight
from classroom.reports.ticket import DECIDED, HOUR, Ticket, TicketState, TicketStep, Why
from classroom.safety.evidence import Facts
from classroom.store.registry import DatabaseRegistry
from classroom.store.sanction_names import Names
from classroom.store.tickets import DatabaseTickets
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.routes import principal


class ReportsQuery(shapes.PageAsked, frozen=True, kw_only=True):
    """Which of them."""

    within: shapes.Within = ""
    open: Annotated[bool, msgspec.Meta(description="Only what is not decided.")] = False
    overdue: Annotated[bool, msgspec.Meta(description="Only what is late.")] = False


class TicketTold(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket, and by when it is to be decided."""

    ticket: Ticket
    due_at: float
    overdue: bool


class ReportPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, the latest first."""

    items: list[TicketTold]
    after: str | None
    labels: shapes.Labels


class TicketHistory(TicketTold, frozen=True, kw_only=True):
    """A ticket with all its steps."""

    steps: list[TicketStep]
    labels: shapes.Labels


class StepAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step of a ticket; a decision says why."""

    state: TicketState
    why: Why = ""


class Reports:
    """Answers for them."""

    def __init__(self, database: Database, registry: DatabaseRegistry, facts: Facts) -> None:
        """Answer from the store; `facts` say how long a report may wait."""
        self._tickets, self._registry, self._facts = DatabaseTickets(database), registry, facts
        self._database, self._names = database, Names(database)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/reports", access=Action.READ_REPORTS,
                handler=self.page, name="listReports", about="reports",
                summary="List what was reported in lessons.",
                query=ReportsQuery, answer=ReportPage, failures=("not_found",),
            ),
            Operation(
                method="GET", path=f"{BASE}/reports/{{id}}", access=Action.READ_REPORTS,
                handler=self.get, name="getReport", about="reports",
                summary="Get a report with its evidence and its history.",
                answer=TicketHistory, versioned=True,
            ),
            Operation(
                method="POST", path=f"{BASE}/reports/{{id}}/steps", access=Action.DECIDE_REPORT,
                handler=self.step, name="stepReport", about="reports",
                summary="Take a report a step further: looked at, upheld, dismissed.",
                body=StepAsked, answer=TicketTold, matched=True, versioned=True,
                failures=("wrong_state", "reason_needed"),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        asked, grants = reading.query(request, ReportsQuery), principal(request).grants
        seen = await limited(self._registry, asked.within, sight(grants, Action.READ_REPORTS))
        undecided = tuple(state for state in TicketState if state not in DECIDED)
        late = self._database.now() - self._facts.report_hours * HOUR
        items, after = await self._tickets.page(
            seen,
            states=undecided if asked.open or asked.overdue else (),
            before=late if asked.overdue else None,
            after=asked.after,
            limit=asked.limit,
        )
        lessons = {ticket.lesson for ticket in items}
        labels = await self._names.named("lessons", lessons, sight(grants, Action.READ_LESSONS))
        told = [self._told(ticket) for ticket in items]
        return reading.json(ReportPage(items=told, after=after, labels=labels))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        grants = principal(request).grants
        seen = sight(grants, Action.READ_REPORTS)
        ticket, steps = await self._tickets.get(reading.id(request), seen)
        people = {*ticket.evidence.people, *(step.by for step in steps)}
        named = self._names.named
        labels = {
            **await named("people", people, sight(grants, Action.READ_PEOPLE)),
            **await named("devices", ticket.evidence.devices, sight(grants, Action.READ_DEVICES)),
            **await named("lessons", {ticket.lesson}, sight(grants, Action.READ_LESSONS)),
            **await named("classrooms", {ticket.by}, sight(grants, Action.READ_CLASSROOMS)),
        }
        told = msgspec.structs.asdict(self._told(ticket))
        answer = TicketHistory(**told, steps=steps, labels=labels)
        return reading.json(answer, headers={"ETag": reading.etag(ticket.version)})

    async def step(self, request: web.Request) -> web.Response:
        """Take one a step further."""
        who, version = principal(request), reading.version(request)
        asked = reading.struct(await reading.body(request), StepAsked)
        ticket = await self._tickets.step(
            reading.id(request),
            asked.state,
            asked.why,
            version,
            sight(who.grants, Action.DECIDE_REPORT),
            who,
        )
        headers = {"ETag": reading.etag(ticket.version)}
        return reading.json(self._told(ticket), headers=headers)

    def _told(self, ticket: Ticket) -> TicketTold:
        now = self._database.now()
        return TicketTold(
            ticket=ticket,
            due_at=ticket.due_at(self._facts.report_hours),
            overdue=ticket.is_overdue(self._facts.report_hours, now),
        )
