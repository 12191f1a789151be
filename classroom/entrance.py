"""The lesson's door: who walks in, who knocks, who is put out.

Rule: expected classrooms walk in. Behind a closed door (locked, or paused) they wait until they are
let in or it is opened; who has been in already is not kept out by it. Who was put out does not come
back by another page, another device or another link: it is the classroom that is put out.
"""

from classroom.commands import Admit, Enter, Lock, Readmit, Remove, Unlock
from classroom.draft import Draft
from classroom.events import Knocked, LockChanged, Removed
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Phase, Presence


def enter(draft: Draft, command: Enter) -> None:
    """Walk in, if a page is there to do so and there is a place; or knock."""
    seat = draft.seat(command.by)
    if seat.presence is Presence.PRESENT:
        return
    if seat.presence is not Presence.WAITING:
        raise Refused("not_connected")
    if not has_place(draft.record, seat):
        raise Refused("lesson_full")
    if _closed_to(draft.record, seat):
        if not seat.knocking:
            draft.set_seat(seat.id, knocking=True)
            draft.events.append(Knocked(at=draft.now, classroom=seat.id))
        return
    _let_in(draft, seat)


def admit(draft: Draft, command: Admit) -> None:
    """Let in one that knocks."""
    seat = draft.receiving(command.classroom)
    if not seat.knocking:
        raise Refused("not_knocking")
    if not has_place(draft.record, seat):
        raise Refused("lesson_full")
    _let_in(draft, seat)


def lock(draft: Draft, _command: Lock) -> None:
    """Close the door."""
    _set_locked(draft, True)


def unlock(draft: Draft, _command: Unlock) -> None:
    """Open the door."""
    _set_locked(draft, False)


def remove(draft: Draft, command: Remove) -> None:
    """Put a classroom out, with no return."""
    seat = draft.receiving(command.classroom)
    if seat.removed:
        return
    put_out(draft, seat)
    draft.set_seat(seat.id, removed=True, known=False)
    draft.events.append(
        Removed(at=draft.now, classroom=seat.id, removed=True, kept_out=command.keep_out)
    )


def readmit(draft: Draft, command: Readmit) -> None:
    """Let it come back."""
    seat = draft.receiving(command.classroom)
    if seat.removed:
        draft.set_seat(seat.id, removed=False)
        draft.events.append(Removed(at=draft.now, classroom=seat.id, removed=False))


def put_out(draft: Draft, seat: Seat) -> None:
    """Take the seat away from the page that has it."""
    draft.close_page_streams(seat.id)
    draft.set_seat(seat.id, session=None, entered=False, knocking=False)
    if seat.presence is not Presence.EXPECTED:
        draft.move(seat.id, Presence.LEFT)


def open_to_who_knocks(draft: Draft) -> None:
    """Let in whoever knocks at a door that is open now."""
    for seat in draft.record.receiving:
        if seat.knocking and not _closed_to(draft.record, seat) and has_place(draft.record, seat):
            _let_in(draft, seat)


def has_place(record: LessonRecord, seat: Seat) -> bool:
    """Whether there is room for it among the receiving classrooms."""
    if record.phase is Phase.ENDED:
        return False
    if seat.part is Part.DELIVERING or seat.holds_place:
        return True
    taken = sum(other.holds_place for other in record.receiving)
    return taken < record.rules.cap


def _closed_to(record: LessonRecord, seat: Seat) -> bool:
    return record.closed and seat.part is Part.RECEIVING and not seat.known


def _let_in(draft: Draft, seat: Seat) -> None:
    draft.set_seat(seat.id, entered=True, known=True, knocking=False)
    draft.move(seat.id, Presence.PRESENT)


def _set_locked(draft: Draft, locked: bool) -> None:
    if draft.record.locked is not locked:
        draft.set(locked=locked)
        draft.events.append(LockChanged(at=draft.now, locked=locked))
