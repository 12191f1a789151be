"""What somebody at HTTP may have of a lesson's recording while it goes on: as the page whose ticket
they hold, which catches up what it missed.

Rule: only the page in a receiving seat, only while the lesson goes on and the classroom has said
that it catches up, and nothing from before its line broke. It ends when it is live again.
"""

import msgspec

from classroom.audit.record import Actor
from classroom.failures import Refused
from classroom.gaps import TAUGHT
from classroom.permissions import Action, check, role_of
from signaling.lessons import Lessons


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """A page that catches up."""

    lesson: str
    since: float  # from when on it may have what was recorded, seconds since the epoch
    actor: Actor  # who is at it


class CatchUpDesk:
    """Finds who holds a ticket."""

    def __init__(self, lessons: Lessons) -> None:
        """Look among the pages of these lessons."""
        self._lessons = lessons

    def behind(self, lesson: str, ticket: str) -> Behind:
        """Return who holds it.

        Raises:
            Refused: `ticket_unknown`, `not_allowed`, `nothing_missed`, `lesson_over`.
        """
        room, page = self._lessons.holder(lesson, ticket)
        record = room.record
        seat = record.seat(page.classroom)
        if seat is None or page.beside:
            raise Refused("not_allowed", "only the page in the seat catches up")
        check(role_of(seat.part), Action.CATCH_UP)
        if record.phase not in TAUGHT or record.shut_down:
            raise Refused("lesson_over")
        if seat.catching_up is None or not seat.here:
            raise Refused("nothing_missed")
        return Behind(lesson=lesson, since=seat.catching_up.since, actor=page.admitted.actor)
