"""A grant: somebody asks to watch a recording, for what and for how long; somebody else decides.

Rule: nobody decides on what they asked for themselves, and a grant ends by itself
(未成年人网络保护条例 36). Time is an input: what has expired opens nothing, whatever its row says.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.failures import Refused

DAY = 86_400.0
LONGEST_DAYS = 30  # that a grant lasts
WAITS_DAYS = 30  # that somebody's wish waits for a decision
MOST_WAITING = 10  # wishes of one person at a time
MOST_A_DAY = 30  # whatever became of them

Purpose = Annotated[str, msgspec.Meta(min_length=10, max_length=500)]
Days = Annotated[int, msgspec.Meta(ge=1, le=LONGEST_DAYS)]


class GrantState(StrEnum):
    """What has become of it."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who asked, before or after the decision
    REVOKED = "revoked"  # by one who decides
    EXPIRED = "expired"  # its time is over, or nobody decided in time


class WatchGrant(msgspec.Struct, frozen=True, kw_only=True):
    """One. Times are seconds since the epoch, UTC."""

    id: str
    recording: str  # id, as it was asked for: there may be no such recording
    person: str  # id of who asked
    purpose: str
    days: int  # asked for
    made_at: float
    decided_at: float | None = None
    decided_by: str = ""  # id of the person
    approved: bool = False
    reason: str = ""  # of a refusal
    until: float | None = None
    ended_at: float | None = None
    ended_by: str = ""

    def state(self, now: float) -> GrantState:
        """Return what has become of it."""
        if self.ended_at is not None:
            own = self.ended_by == self.person
            return GrantState.WITHDRAWN if own else GrantState.REVOKED
        if self.decided_at is None:
            waits = now < self.made_at + WAITS_DAYS * DAY
            return GrantState.ASKED if waits else GrantState.EXPIRED
        if not self.approved:
            return GrantState.REFUSED
        lasts = self.until is not None and now < self.until
        return GrantState.GRANTED if lasts else GrantState.EXPIRED


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided: for how many days from now (as many as were asked for, if it is not said),
    or why not.
    """

    approve: bool
    days: Days | None = None
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


OPEN = frozenset({GrantState.ASKED, GrantState.GRANTED})


def decided(grant: WatchGrant, decision: Decision, person: str, now: float) -> WatchGrant:
    """Return it as somebody has decided.

    Raises:
        Refused: `not_oneself`; `grant_decided`: it does not wait any more; `reason_needed`.
    """
    if person == grant.person:
        raise Refused("not_oneself", "somebody else decides")
    if grant.state(now) is not GrantState.ASKED:
        raise Refused("grant_decided")
    if not decision.approve and len(decision.reason.strip()) < 4:
        raise Refused("reason_needed")
    days = decision.days or grant.days
    return msgspec.structs.replace(
        grant,
        decided_at=now,
        decided_by=person,
        approved=decision.approve,
        reason="" if decision.approve else decision.reason.strip(),
        until=now + days * DAY if decision.approve else None,
    )


def ended(grant: WatchGrant, person: str, now: float) -> WatchGrant:
    """Return it as ended: withdrawn by who asked, revoked by anybody else.

    Raises:
        Refused: `grant_decided`: there is nothing to end.
    """
    state = grant.state(now)
    if state not in OPEN or (state is GrantState.ASKED and person != grant.person):
        raise Refused("grant_decided")
    return msgspec.structs.replace(grant, ended_at=now, ended_by=person)
