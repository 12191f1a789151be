"""A planned lesson: one lesson of a slot, on one day, as the timetable has it.

Rule: it is known by its slot and the day it has in the week, so its id stays the same however often
it is planned anew, and wherever in the week it is moved to. The live lesson made from it has the
same id. `ended` and what was held are filled in when the live lesson is over; nobody types them.
"""

import hashlib
from enum import StrEnum

import msgspec

from classroom.timetable.pairings import Mode, Receiver

Key = tuple[str, str]  # slot and day: what a planned lesson is known by


class PlannedState(StrEnum):
    """What became of it."""

    PLANNED = "planned"  # still to come; when its time is over, it was missed
    OPENED = "opened"  # there is a live lesson of the same id
    ENDED = "ended"  # and it is over
    CANCELLED = "cancelled"
    MERGED = "merged"  # its classrooms take part in `into` instead


TAKES_PLACE = frozenset({PlannedState.PLANNED, PlannedState.OPENED})  # these can collide


class PlannedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson of a slot."""

    id: str
    scope: str  # the delivering school's
    term: str
    pairing: str
    slot: str
    day: str  # the slot's own; where it takes place is said by `starts_at`
    starts_at: float  # seconds since the epoch, UTC
    ends_at: float
    usual_at: float  # when it would start if no exception said otherwise
    title: str
    subject: str
    mode: Mode
    classroom: str  # the delivering one
    lecturer: str
    school_class: str | None = None  # the near class, when shared
    receivers: tuple[Receiver, ...] = ()
    cap: int = 8
    state: PlannedState = PlannedState.PLANNED
    into: str = ""  # id of the lesson it was merged into
    merged_from: tuple[str, ...] = ()  # ids of those merged into it
    reason: str = ""  # as the exception gives it

    @property
    def key(self) -> Key:
        """The slot and the day it is known by."""
        return self.slot, self.day

    @property
    def takes_place(self) -> bool:
        """Whether it needs its classrooms and people."""
        return self.state in TAKES_PLACE

    @property
    def classrooms(self) -> tuple[str, ...]:
        """Every classroom that takes part, the delivering one first."""
        return (self.classroom, *(receiver.classroom for receiver in self.receivers))


def lesson_id(slot: str, day: str) -> str:
    """Return the id of a slot's lesson of that day.

    >>> lesson_id("music", "2026-09-01") == lesson_id("music", "2026-09-01")
    True
    """
    return hashlib.sha256(f"{slot} {day}".encode()).hexdigest()[:24]
