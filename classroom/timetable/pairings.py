"""Pairings for a term, their weekly slots, and what differs from the week.

A *pairing* (结对) is one delivering classroom and its lecturer with the receiving classrooms and
their assistants, for one subject and one term. A *slot* is its place in the week. An *exception*
changes one day of a slot. From them the *planned lessons* are made.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from classroom.register.resource import Day, Id, Kind, Name, Problem, Resource, TimeOfDay, Within
from classroom.timetable.calendar import Weekday
from classroom.timetable.subjects import SUBJECTS

MOST_RECEIVING = 64  # what a pairing can hold at all; its `cap` is the rule


class Mode(StrEnum):
    """专门开课: for the far classrooms only; 同步上课: shared with the class in the room."""

    DEDICATED = "dedicated"
    SHARED = "shared"


class Receiver(msgspec.Struct, frozen=True):
    """A receiving classroom in a pairing, its assistant, and the class that sits in it."""

    classroom: Id
    assistant: Id | None = None
    school_class: Id | None = None


class Pairing(Resource, frozen=True, kw_only=True):
    """Term-long: who delivers to whom. It belongs to the delivering classroom's school."""

    name: Name
    subject: str
    term: Id
    mode: Mode = Mode.DEDICATED
    classroom: Id  # the delivering one
    lecturer: Id
    school_class: Id | None = None  # the near class, when shared
    receivers: tuple[Receiver, ...]
    cap: Annotated[int, msgspec.Meta(ge=1, le=MOST_RECEIVING)] = 8


class Slot(Resource, frozen=True, kw_only=True):
    """A weekly place: either a `period` of the delivering school's bells, or `start` and `end`."""

    pairing: Id
    weekday: Weekday
    period: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None
    start: TimeOfDay | None = None
    end: TimeOfDay | None = None
    first_day: Day | None = None  # limits within the term; None: the term's
    last_day: Day | None = None
    every: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1  # 2: every other week, from the first on


class Change(StrEnum):
    """How one day of a slot differs."""

    MOVED = "moved"  # to `to_day`, at `start`–`end`
    CANCELLED = "cancelled"
    SWAPPED = "swapped"  # its time is exchanged with `other` slot's lesson of `other_day`
    MERGED = "merged"  # its classrooms join `other` slot's lesson of `other_day` instead


class SlotException(Resource, frozen=True, kw_only=True):
    """What happens to the slot's lesson of `day`."""

    slot: Id
    day: Day
    change: Change
    to_day: Day | None = None
    start: TimeOfDay | None = None
    end: TimeOfDay | None = None
    other: Id | None = None
    other_day: Day | None = None
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


def _pairing(pairing: Pairing) -> list[Problem]:
    problems = []
    rooms = [receiver.classroom for receiver in pairing.receivers]
    if pairing.subject not in SUBJECTS:
        problems.append(Problem("subject", "unknown_subject"))
    if not rooms:
        problems.append(Problem("receivers", "no_classrooms"))
    if pairing.classroom in rooms:
        problems.append(Problem("receivers", "paired_with_itself"))
    if len(set(rooms)) < len(rooms):
        problems.append(Problem("receivers", "classroom_twice"))
    if len(rooms) > pairing.cap:
        problems.append(Problem("receivers", "over_cap", {"cap": pairing.cap}))
    if pairing.mode is Mode.DEDICATED and pairing.school_class is not None:
        problems.append(Problem("school_class", "dedicated_has_no_near_class"))
    return problems


def _slot(slot: Slot) -> list[Problem]:
    given = slot.start is not None and slot.end is not None
    if (slot.period is None) != given or (slot.start is None) != (slot.end is None):
        return [Problem("period", "period_or_times")]
    if given and str(slot.start) >= str(slot.end):
        return [Problem("end", "across_midnight")]
    if slot.first_day and slot.last_day and slot.first_day > slot.last_day:
        return [Problem("last_day", "before_first_day")]
    return []


def _exception(exception: SlotException) -> list[Problem]:
    match exception.change:
        case Change.MOVED:
            if not (exception.to_day and exception.start and exception.end):
                return [Problem("to_day", "moved_where")]
            if exception.start >= exception.end:
                return [Problem("end", "across_midnight")]
        case Change.SWAPPED | Change.MERGED:
            if not (exception.other and exception.other_day):
                return [Problem("other", "which_other_lesson")]
            if (exception.other, exception.other_day) == (exception.slot, exception.day):
                return [Problem("other", "with_itself")]
        case Change.CANCELLED:
            pass
    return []


PAIRINGS = Kind(
    name="pairings",
    type=Pairing,
    under=("classroom",),
    refers={
        "classroom": "classrooms",
        "term": "terms",
        "lecturer": "people",
        "school_class": "classes",
        "receivers.classroom": "classrooms",
        "receivers.assistant": "people",
        "receivers.school_class": "classes",
    },
    key=("term", "subject", "name"),
    filters=("term", "subject", "lecturer"),
    check=_pairing,
    paired=True,
)
SLOTS = Kind(
    name="slots",
    type=Slot,
    under=("pairing",),
    refers={"pairing": "pairings"},
    key=("weekday", "period", "start"),
    within=Within.UNDER,
    search=(),
    order=("weekday", "period", "start"),
    filters=("weekday",),
    check=_slot,
    paired=True,
)
EXCEPTIONS = Kind(
    name="slot_exceptions",
    type=SlotException,
    under=("slot",),
    refers={"slot": "slots", "other": "slots"},
    key=("day",),
    within=Within.UNDER,
    search=(),
    order=("day",),
    filters=("day", "change"),
    check=_exception,
    paired=True,
)
