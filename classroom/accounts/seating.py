"""Who has which seat in a planned lesson.

Rule: the timetable decides. The lecturer it names has the delivering classroom's seat, an assistant
that of the classroom they are named for, and a device that of the classroom it stands in. A seat of
a planned lesson is called as its classroom.
"""

from classroom.accounts.devices import Device
from classroom.accounts.principal import Principal
from classroom.admission import Pass
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.states import Part
from classroom.timetable.planned import PlannedLesson, PlannedState

# What the lesson of each state is refused with; the others have a live lesson, or had one.
_CLOSED = {
    PlannedState.PLANNED: "not_open",
    PlannedState.ENDED: "lesson_over",
    PlannedState.CANCELLED: "lesson_cancelled",
    PlannedState.MERGED: "lesson_merged",
}


def open_lesson(planned: PlannedLesson) -> PlannedLesson:
    """Return the lesson if it is going on.

    Raises:
        Refused: `not_open`, `lesson_over`, `lesson_cancelled`, `lesson_merged`.
    """
    if planned.state in _CLOSED:
        raise Refused(_CLOSED[planned.state])
    return planned


def part_of(planned: PlannedLesson, classroom: str) -> Part:
    """Return the part a classroom has in the lesson."""
    return Part.DELIVERING if classroom == planned.classroom else Part.RECEIVING


def seat_person(planned: PlannedLesson, who: Principal) -> Pass:
    """Return the pass of somebody who is signed in.

    Raises:
        Refused: `not_expected` (the lesson names somebody else), `not_verified` (nobody has made
            certain who they are, so they do not teach), `second_factor_needed`.
    """
    if who.half:
        raise Refused("second_factor_needed")
    if who.person == planned.lecturer:
        if not who.verified:
            raise Refused("not_verified")
        seat = planned.classroom
    else:
        named = (r.classroom for r in planned.receivers if r.assistant == who.person)
        seat = next(named, "")
    if not (seat and who.person):
        raise Refused("not_expected")
    return Pass(
        lesson=planned.id,
        seat=seat,
        actor=who.actor,
        name=who.name,
        scope=planned.scope,
        verified=who.verified,
        until=who.until,
    )


def seat_device(planned: PlannedLesson, device: Device, address: str) -> Pass:
    """Return the pass of a classroom's device.

    Raises:
        Refused: `not_expected`: its classroom does not take part.
    """
    if device.classroom not in planned.classrooms:
        raise Refused("not_expected")
    return Pass(
        lesson=planned.id,
        seat=device.classroom,
        actor=actor_of(device, address),
        name=device.name,
        scope=device.scope,
    )


def actor_of(device: Device, address: str) -> Actor:
    """Return a device as what acts."""
    return Actor(kind=ActorKind.DEVICE, id=device.id, device=device.id, address=address)
