"""The stage: the receiving classrooms that all others see and hear, and whom the lecturer enlarges.

Rule: only a classroom that is in the lesson, or was lost a moment ago, is on stage; it goes off the
stage by itself when it gives up its place.
"""

from classroom import hands
from classroom.commands import CallNext, CallOn, Enlarge, TakeDown
from classroom.draft import Draft
from classroom.failures import Refused


def call_on(draft: Draft, command: CallOn) -> None:
    """Put a classroom on stage, after those already there."""
    seat = draft.receiving(command.classroom)
    stage = draft.record.stage
    if seat.id in stage:
        return
    if not seat.here:
        raise Refused("not_present")
    if len(stage) >= draft.record.rules.stage:
        raise Refused("stage_full")
    _put_on(draft, (*stage, seat.id))


def call_next(draft: Draft, _command: CallNext) -> None:
    """Put on stage whose turn it is, instead of whoever is there."""
    here = [seat.id for seat in draft.record.receiving if seat.here]
    last = draft.record.last_called
    after = here.index(last) + 1 if last in here else 0
    asking = [hand.classroom for hand in draft.record.hands]
    turns = [*asking, *here[after:], *here[:after]]
    for classroom in turns:
        if classroom in here and draft.record.stage != (classroom,):
            _put_on(draft, (classroom,))
            return
    raise Refused("nobody_else")


def take_down(draft: Draft, command: TakeDown) -> None:
    """Take a classroom off the stage."""
    seat = draft.receiving(command.classroom)
    draft.set_stage(tuple(other for other in draft.record.stage if other != seat.id))


def enlarge(draft: Draft, command: Enlarge) -> None:
    """Show one classroom large to the lecturer, or leave it to the stage."""
    if command.classroom is not None and not draft.receiving(command.classroom).here:
        raise Refused("not_present")
    draft.set_large(command.classroom)


def clear_absent(draft: Draft) -> None:
    """Take off the stage whoever gave up its place."""
    places = {seat.id for seat in draft.record.receiving if seat.holds_place}
    draft.set_stage(tuple(other for other in draft.record.stage if other in places))
    if draft.record.large not in places:
        draft.set_large(None)


def _put_on(draft: Draft, stage: tuple[str, ...]) -> None:
    draft.set(last_called=stage[-1])
    draft.set_stage(stage)
    hands.lower(draft, stage, "called")
