"""Classrooms come, are lost, come back and leave.

Rule: a seat belongs to one page load at a time, the latest. The page that comes back with the same
session walks in again by itself, after a broken line and after a restart of the server alike; one
that was loaded anew goes through the device check again.
"""

from classroom.commands import Arrive, Disconnect, Enter, Evict, Leave, ReportDevices
from classroom.draft import Draft
from classroom.events import DevicesReported
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Phase, Presence

_TAUGHT = (Phase.LIVE, Phase.PAUSED, Phase.HOLD)


def arrive(draft: Draft, command: Arrive) -> None:
    """Give the seat to the page."""
    seat = draft.seat(command.by)
    if seat.session != command.session:
        draft.close_page_streams(seat.id)
        draft.set_seat(seat.id, session=command.session, entered=False)
        draft.move(seat.id, Presence.WAITING)
    elif seat.presence is not Presence.PRESENT:
        back = seat.entered and _has_place(draft.record, seat)
        draft.move(seat.id, Presence.PRESENT if back else Presence.WAITING)


def disconnect(draft: Draft, command: Disconnect) -> None:
    """Keep the place of a page that was in the lesson for a while."""
    seat = draft.seat(command.by)
    if seat.session != command.session:
        return
    if seat.presence is Presence.PRESENT:
        draft.move(seat.id, Presence.LOST)
    elif seat.presence is Presence.WAITING:
        draft.move(seat.id, Presence.LEFT)


def enter(draft: Draft, command: Enter) -> None:
    """Walk in, if a page is there to do so and there is a place."""
    seat = draft.seat(command.by)
    if seat.presence is Presence.PRESENT:
        return
    if seat.presence is not Presence.WAITING:
        raise Refused("not_connected")
    if not _has_place(draft.record, seat):
        raise Refused("lesson_full")
    draft.set_seat(seat.id, entered=True)
    draft.move(seat.id, Presence.PRESENT)


def leave(draft: Draft, command: Leave) -> None:
    """Give the place up."""
    _free(draft, draft.seat(command.by))


def evict(draft: Draft, command: Evict) -> None:
    """Take the place away from that page, if it still has it."""
    seat = draft.seat(command.by)
    if seat.session == command.session:
        _free(draft, seat)


def _free(draft: Draft, seat: Seat) -> None:
    draft.close_page_streams(seat.id)
    draft.set_seat(seat.id, session=None, entered=False)
    if seat.presence is not Presence.EXPECTED:
        draft.move(seat.id, Presence.LEFT)


def report_devices(draft: Draft, command: ReportDevices) -> None:
    """Keep what the device check found."""
    seat = draft.seat(command.by)
    found = (command.camera, command.microphone, command.loudspeaker)
    if found == (seat.camera, seat.microphone, seat.loudspeaker):
        return
    draft.set_seat(seat.id, camera=found[0], microphone=found[1], loudspeaker=found[2])
    draft.events.append(
        DevicesReported(
            at=draft.now,
            classroom=seat.id,
            camera=found[0],
            microphone=found[1],
            loudspeaker=found[2],
        )
    )


def give_up_lost(draft: Draft) -> None:
    """Free the places of pages that have been lost for too long."""
    for seat in draft.record.seats:
        patience = draft.record.rules.lost_seconds
        if seat.presence is Presence.LOST and draft.now >= seat.since + patience:
            draft.close_page_streams(seat.id)
            draft.move(seat.id, Presence.LEFT)


def lose_everybody(draft: Draft) -> None:
    """Whoever was connected is not any more: the server has been started again."""
    for seat in draft.record.seats:
        if seat.presence in (Presence.PRESENT, Presence.LOST):
            draft.move(seat.id, Presence.LOST)
            draft.set_seat(seat.id, since=draft.now)
        elif seat.presence is Presence.WAITING:
            draft.move(seat.id, Presence.EXPECTED)


def is_bound(record: LessonRecord, classroom: str, now: float) -> bool:
    """Whether the classroom is needed in this lesson: it is there, the lesson is being taught, and
    the bell has not rung yet. Before that and after the bell it may go elsewhere.
    """
    seat = record.seat(classroom)
    there = seat is not None and is_there(seat)
    return there and record.phase in _TAUGHT and now < record.ends_at


def is_there(seat: Seat) -> bool:
    """Whether the page of the classroom takes part or was just lost; a recording box is no page."""
    return seat.presence is Presence.PRESENT or (seat.presence is Presence.LOST and seat.entered)


def lecturer_is_here(record: LessonRecord) -> bool:
    """Whether the lesson has its lecturer: on a page, or through a recording box."""
    return record.delivering.here


def _has_place(record: LessonRecord, seat: Seat) -> bool:
    if record.phase is Phase.ENDED:
        return False
    if seat.part is Part.DELIVERING or seat.holds_place:
        return True
    taken = sum(other.holds_place for other in record.receiving)
    return taken < record.rules.cap
