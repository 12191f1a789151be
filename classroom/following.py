"""A lesson that follows its timetable until it is taught: other times, other classrooms.

Rule: what the timetable says is taken over; who is there, and how they are, stays. A classroom that
is not in the plan any more loses its seat and all it sends; one that is new is expected.
"""

import msgspec

from classroom.draft import Draft
from classroom.record import LessonRecord
from classroom.seats import Seat


def follow(draft: Draft, plan: LessonRecord) -> None:
    """Take over what the plan says."""
    kept = {seat.id for seat in plan.seats}
    draft.close_streams(tuple(s for s in draft.record.streams if s.classroom not in kept))
    if draft.record.large not in kept:
        draft.set_large(None)
    draft.record = following(draft.record, plan)


def following(record: LessonRecord, plan: LessonRecord) -> LessonRecord:
    """Return the record with what the plan says."""
    here = {seat.id: seat for seat in record.seats}
    return msgspec.structs.replace(
        record,
        title=plan.title,
        subject=plan.subject,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        rules=plan.rules,
        seats=tuple(_seat(here.get(seat.id), seat) for seat in plan.seats),
    )


def _seat(here: Seat | None, planned: Seat) -> Seat:
    if here is None:
        return planned
    return msgspec.structs.replace(
        here,
        name=planned.name,
        part=planned.part,
        person=planned.person,
        school_class=planned.school_class,
    )
