"""Reporting something in a lesson.

Rule: whoever has walked in may, whatever else they may not, so many times a lesson.
"""

from classroom.commands import Report
from classroom.draft import Draft
from classroom.events import Reported
from classroom.failures import Refused

MOST = 30  # reports of one classroom in a lesson


def report(draft: Draft, command: Report) -> None:
    """Keep that somebody finds something wrong, why, and what it was."""
    seat = draft.seat(command.by)
    if not seat.walked_in:
        raise Refused("not_entered")
    if seat.reports >= MOST:
        raise Refused("too_many_reports", f"{MOST} in one lesson")
    draft.set_seat(seat.id, reports=seat.reports + 1)
    draft.events.append(
        Reported(
            at=draft.now,
            by=seat.id,
            what=command.what,
            object=command.id,
            reason=command.reason,
            evidence=command.evidence,
        )
    )
