"""What has to agree with a change besides its kind: who gives roles, and the timetable.

Rule: asked inside the change's transaction; whatever it raises undoes the change.
"""

from typing import Any

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, permits
from classroom.register.people import PEOPLE, Person
from classroom.register.resource import Kind
from classroom.store.registry import DatabaseWriting

TIMETABLED = frozenset(
    {"terms", "calendar_days", "bell_schedules", "pairings", "slots", "slot_exceptions"}
)


async def agree(
    _changing: DatabaseWriting, who: Principal, kind: Kind[Any], before: Any, after: Any
) -> None:
    """Let it be, or raise what is against it."""
    if kind is PEOPLE:
        _roles(who, before, after)


def _roles(who: Principal, before: Person | None, after: Person | None) -> None:
    old = set() if before is None else set(before.grants)
    new = set() if after is None else set(after.grants)
    for grant in old ^ new:
        if not permits(who.grants, Action.GRANT_ROLES, grant.scope):
            raise Refused("not_allowed", "such a role is not yours to give or take")
