"""What a receiving classroom may do in a lesson, each thing switched by itself.

Rule: pure, and asked wherever sound, pictures and messages pass; what a page believes is of no
weight. The first six are those of the standard for live-teaching platforms (教科信函〔2022〕59号,
B6); the delivering classroom leads the lesson and has them all. A pause, and forbidding all (B7),
lie over the switches and leave them as they are, so that what was before comes back. So does the
time before the lecturer has walked in: expected classrooms wait in the room, and nobody says or
shows anything in it that nobody leads.
"""

from collections.abc import Iterable

from classroom.commands import AllowAgain, ForbidAll, Limit, SetRight
from classroom.draft import Draft
from classroom.events import AllForbidden, RightChanged, SeatLimited
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Right

TO_SEND = {
    Source.CAMERA: Right.VIDEO,
    Source.DOCUMENT: Right.VIDEO,
    Source.MICROPHONE: Right.AUDIO,
    Source.SCREEN: Right.SCREEN,
    Source.SCREEN_SOUND: Right.SCREEN,
}


def rights_of(record: LessonRecord, seat: Seat) -> tuple[Right, ...]:
    """Return what the classroom may do now."""
    off = (record.latched or record.unattended) and seat.part is Part.RECEIVING
    return () if off else switched_on(record, seat)


def switched_on(record: LessonRecord, seat: Seat) -> tuple[Right, ...]:
    """Return what the classroom may do whenever nothing lies over the switches."""
    if seat.limited:
        return ()  # by the school, so that nobody in the lesson switches it on
    if seat.part is Part.DELIVERING:
        return tuple(Right)
    if seat.removed:
        return ()  # its recording box may go on, and is neither seen nor heard
    if not (seat.granted or seat.denied):  # as nearly always, and this is asked very often
        return record.rights
    return tuple(
        right
        for right in Right
        if right not in seat.denied and (right in record.rights or right in seat.granted)
    )


def require(record: LessonRecord, seat: Seat, right: Right) -> None:
    """Raise Refused unless the classroom may do that now: `right_off`; `wrong_phase`, nobody is
    there yet who leads.
    """
    if right not in rights_of(record, seat):
        raise Refused("wrong_phase" if record.unattended else "right_off", right)


def forwarded(record: LessonRecord, classroom: str, source: Source) -> bool:
    """Whether a track of the classroom is forwarded to anybody, whatever it sends.

    Rooms have loudspeakers: while one is on stage, the microphones of all others are off, or each
    of them would send back what it hears. Who is to hold a key is heard while it is held.
    """
    seat = record.seat(classroom)
    if seat is None or TO_SEND[source] not in rights_of(record, seat):
        return False
    if seat.part is Part.DELIVERING or source is not Source.MICROPHONE:
        return True
    if record.pushes_to_talk(seat) and not record.pressing(classroom):
        return False
    return not record.stage or classroom in record.stage


def set_right(draft: Draft, command: SetRight) -> None:
    """Switch one right, for one classroom or for all of them."""
    if command.classroom is None:
        _for_all(draft, command.right, command.on)
    else:
        _for_one(draft, command.classroom, command.right, command.on)


def forbid_all(draft: Draft, _command: ForbidAll) -> None:
    """Take all rights away until they are allowed again."""
    _forbid(draft, True)


def allow_again(draft: Draft, _command: AllowAgain) -> None:
    """Give back what was before."""
    _forbid(draft, False)


def limit(draft: Draft, command: Limit) -> None:
    """Let the seat's page only watch, or do again what the switches say."""
    if draft.seat(command.classroom).limited is not command.limited:
        draft.set_seat(command.classroom, limited=command.limited)
        event = SeatLimited(at=draft.now, classroom=command.classroom, limited=command.limited)
        draft.events.append(event)


def _forbid(draft: Draft, forbidden: bool) -> None:
    if draft.record.forbidden is not forbidden:
        draft.set(forbidden=forbidden)
        draft.events.append(AllForbidden(at=draft.now, forbidden=forbidden))


def _for_all(draft: Draft, right: Right, on: bool) -> None:
    record = draft.record
    rights = _with(record.rights, right, on)
    exceptions = [s for s in record.receiving if right in s.granted or right in s.denied]
    if rights == record.rights and not exceptions:
        return
    for seat in exceptions:  # "all" means all
        draft.set_seat(
            seat.id,
            granted=_with(seat.granted, right, False),
            denied=_with(seat.denied, right, False),
        )
    draft.set(rights=rights)
    draft.events.append(RightChanged(at=draft.now, classroom=None, right=right, on=on))


def _for_one(draft: Draft, classroom: str, right: Right, on: bool) -> None:
    seat = draft.receiving(classroom)
    usual = right in draft.record.rights
    granted = _with(seat.granted, right, on and not usual)
    denied = _with(seat.denied, right, not on and usual)
    if (granted, denied) != (seat.granted, seat.denied):
        draft.set_seat(classroom, granted=granted, denied=denied)
        draft.events.append(RightChanged(at=draft.now, classroom=classroom, right=right, on=on))


def _with(rights: Iterable[Right], right: Right, there: bool) -> tuple[Right, ...]:
    wanted = {*rights, right} if there else {*rights} - {right}
    return tuple(each for each in Right if each in wanted)
