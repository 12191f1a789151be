"""A report as a ticket: looked at, decided, and by when.

Rule: each step is kept with who took it and why, and none is ever changed; a decision can be taken
back only by another one. A ticket is late when it is not decided in the hours that the server's
settings give.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.failures import Refused
from classroom.reports.evidence import Evidence, What
from classroom.states import Objectionable

HOUR = 3600.0
LEAST_WHY = 2
MOST_STEPS = 50
Why = Annotated[str, Meta(max_length=500)]


class TicketState(StrEnum):
    """How far it is."""

    NEW = "new"
    LOOKED_AT = "looked_at"
    UPHELD = "upheld"  # it was wrong
    DISMISSED = "dismissed"


DECIDED = (TicketState.UPHELD, TicketState.DISMISSED)
_NEXT = {
    TicketState.NEW: (TicketState.LOOKED_AT, *DECIDED),
    TicketState.LOOKED_AT: DECIDED,
    TicketState.UPHELD: (TicketState.DISMISSED,),
    TicketState.DISMISSED: (TicketState.UPHELD,),
}


class TicketStep(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a ticket."""

    version: int
    state: TicketState
    by: str  # id of the person
    why: str
    at: float


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """One report, and how far it is."""

    id: str
    lesson: str
    scope: str
    by: str  # the classroom that reported it
    what: What
    object: str
    reason: Objectionable
    evidence: Evidence
    has_still: bool = False  # whether there is a picture of it
    made_at: float
    state: TicketState = TicketState.NEW
    version: int = 1

    def due_at(self, hours: float) -> float:
        """Return by when it has to be decided."""
        return self.made_at + hours * HOUR

    def is_overdue(self, hours: float, now: float) -> bool:
        """Tell whether it should have been decided by now."""
        return self.state not in DECIDED and now > self.due_at(hours)


def check_step(ticket: Ticket, to: TicketState, why: str) -> None:
    """Raise Refused unless the ticket may take this step.

    Raises:
        Refused: `wrong_state`; `reason_needed`, a decision says why.
    """
    if to not in _NEXT[ticket.state] or ticket.version >= MOST_STEPS:
        raise Refused("wrong_state", f"{ticket.state} to {to}")
    if to in DECIDED and len(why.strip()) < LEAST_WHY:
        raise Refused("reason_needed")
