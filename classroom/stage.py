"""The stage: the receiving classrooms that all others see and hear, and whom the lecturer enlarges.

Rule: only a classroom that is in the lesson, or was lost a moment ago, is on stage; it goes off the
stage by itself when it gives up its place.
"""

from classroom.commands import CallOn, Enlarge, TakeDown
from classroom.draft import Draft
from classroom.failures import Refused
from classroom.seats import Seat
from classroom.states import Part


def call_on(draft: Draft, command: CallOn) -> None:
    """Put a classroom on stage, after those already there."""
    seat = _receiving(draft, command.classroom)
    stage = draft.record.stage
    if seat.id in stage:
        return
    if not seat.here:
        raise Refused("not_present")
    if len(stage) >= draft.record.rules.stage:
        raise Refused("stage_full")
    draft.set_stage((*stage, seat.id))


def take_down(draft: Draft, command: TakeDown) -> None:
    """Take a classroom off the stage."""
    seat = _receiving(draft, command.classroom)
    draft.set_stage(tuple(other for other in draft.record.stage if other != seat.id))


def enlarge(draft: Draft, command: Enlarge) -> None:
    """Show one classroom large to the lecturer, or leave it to the stage."""
    if command.classroom is not None and not _receiving(draft, command.classroom).here:
        raise Refused("not_present")
    draft.set_large(command.classroom)


def clear_absent(draft: Draft) -> None:
    """Take off the stage whoever gave up its place."""
    places = {seat.id for seat in draft.record.receiving if seat.holds_place}
    draft.set_stage(tuple(other for other in draft.record.stage if other in places))
    if draft.record.large not in places:
        draft.set_large(None)


def _receiving(draft: Draft, classroom: str) -> Seat:
    seat = draft.seat(classroom)
    if seat.part is not Part.RECEIVING:
        raise Refused("not_receiving")
    return seat
