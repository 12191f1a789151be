"""Raised hands: a queue of classrooms that want to be called on.

Rule: one hand a classroom; who raised theirs first is first. A hand goes down when the classroom is
called on, gives up its place, loses the right, or after a while that the rules say.
"""

from collections.abc import Iterable

from classroom.commands import DismissHand, LowerHand, RaiseHand
from classroom.draft import Draft
from classroom.events import HandLowered, HandRaised
from classroom.failures import Refused
from classroom.record import Hand
from classroom.rights import require, switched_on
from classroom.states import Right


def raise_hand(draft: Draft, command: RaiseHand) -> None:
    """Join the queue; who is in it may change what it wants and keeps its place."""
    seat = draft.receiving(command.by)
    if not seat.here:
        raise Refused("not_entered")
    require(draft.record, seat, Right.RAISE_HAND)
    hand = Hand(classroom=seat.id, purpose=command.purpose, at=draft.now)
    raised = draft.record.hand(seat.id)
    if raised is None:
        draft.set(hands=(*draft.record.hands, hand))
    elif raised.purpose is command.purpose:
        return
    else:
        draft.set(hands=tuple(hand if each is raised else each for each in draft.record.hands))
    draft.events.append(HandRaised(at=draft.now, classroom=seat.id, purpose=command.purpose))


def lower_hand(draft: Draft, command: LowerHand) -> None:
    """Leave the queue."""
    lower(draft, (command.by,), "own")


def dismiss_hand(draft: Draft, command: DismissHand) -> None:
    """Take a classroom out of the queue."""
    lower(draft, (draft.receiving(command.classroom).id,), "dismissed")


def lower(draft: Draft, classrooms: Iterable[str], reason: str) -> None:
    """Take these out of the queue, if they are in it."""
    gone = set(classrooms)
    for hand in draft.record.hands:
        if hand.classroom in gone:
            draft.events.append(HandLowered(at=draft.now, classroom=hand.classroom, reason=reason))
    if any(hand.classroom in gone for hand in draft.record.hands):
        draft.set(hands=tuple(h for h in draft.record.hands if h.classroom not in gone))


def clear(draft: Draft) -> None:
    """Take out whoever is gone, may not ask any more, or has asked for too long."""
    record = draft.record
    seats = {seat.id: seat for seat in record.seats} if record.hands else {}
    for hand in record.hands:
        seat = seats.get(hand.classroom)
        if seat is None or not seat.holds_place:
            lower(draft, (hand.classroom,), "gone")
        elif Right.RAISE_HAND not in switched_on(record, seat):
            lower(draft, (hand.classroom,), "right_off")
        elif draft.now >= hand.at + record.rules.hand_seconds:
            lower(draft, (hand.classroom,), "expired")
