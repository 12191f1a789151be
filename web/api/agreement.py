"""What has to agree with a change besides its kind: who gives roles, how many classrooms a lesson
may have on this server, and the timetable.

Rule: asked inside the change's transaction; whatever it raises undoes the change. Whoever gets a
role is invited anew: a link that was made before would open it to whoever made the link.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from classroom.accounts.granting import check_person
from classroom.accounts.one_time import Purpose
from classroom.accounts.principal import Principal
from classroom.permissions import Action, sight
from classroom.register.checks import Invalid
from classroom.register.people import PEOPLE, Person
from classroom.register.resource import Kind, Problem
from classroom.store import one_time as links
from classroom.store.affected import PLANNED_FROM, Touched
from classroom.store.registry import DatabaseWriting
from classroom.store.timetable import Timetable
from classroom.timetable.conflicts import Conflicts
from classroom.timetable.pairings import PAIRINGS, Pairing

Change = tuple[Any, Any]  # a thing before and after; None where it was not, or is not any more


class Agreement:
    """Asks them all."""

    def __init__(self, timetable: Timetable, cap: int) -> None:
        """Ask this timetable; no pairing may ask for more than `cap` receiving classrooms."""
        self._timetable, self._cap = timetable, cap

    async def __call__(
        self, changing: DatabaseWriting, who: Principal, kind: Kind[Any], before: Any, after: Any
    ) -> None:
        """Let the change be, or raise what is against it.

        Raises:
            Refused: what `check_person` says of a person's roles.
            Invalid: a pairing asks for more classrooms than the server lets into a lesson.
            Conflicts: the timetable cannot be so.
        """
        await self.all(changing, who, kind, [(before, after)])

    async def all(
        self, changing: DatabaseWriting, who: Principal, kind: Kind[Any], changes: Sequence[Change]
    ) -> None:
        """Let many changes of one kind be, each before and after, or raise what is against one.

        Raises:
            Refused: what `check_person` says of a person's roles.
            Invalid: a pairing asks for more classrooms than the server lets into a lesson.
            Conflicts: the timetable cannot be so.
        """
        if kind is PEOPLE:
            for before, after in changes:
                _roles(who, before, after)
                if before is not None and after is not None and _gains(before, after):
                    connection = changing.transaction.connection
                    await links.withdraw(connection, Purpose.ACTIVATE, after.id)
            return
        if kind is PAIRINGS:
            self._caps([after for _, after in changes if after is not None])
        if issubclass(kind.type, PLANNED_FROM):
            seen = sight(who.grants, Action.READ_LESSONS)
            touched = [Touched(before, after) for before, after in changes]
            outcome = await self._timetable.replan(changing.transaction, touched, seen)
            if outcome.conflicts:
                raise Conflicts(outcome.conflicts)

    def _caps(self, pairings: Sequence[Pairing]) -> None:
        problems = [
            Problem("cap", "too_large", {"limit": self._cap, "thing": pairing.id})
            for pairing in pairings
            if pairing.cap > self._cap
        ]
        if problems:
            raise Invalid(problems)


def _roles(who: Principal, before: Person | None, after: Person | None) -> None:
    """Whoever goes loses their roles, and whoever comes back gets them again."""
    if after is not None:
        check_person(who, before, after)
    elif before is not None:
        check_person(who, before, msgspec.structs.replace(before, grants=()))


def _gains(before: Person, after: Person) -> bool:
    return not set(after.grants) <= set(before.grants)
