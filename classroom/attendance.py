"""Classrooms come, are lost, come back and leave.

Rule: a seat belongs to one page load at a time, the latest. The page that comes back with the same
session walks in again by itself, after a broken line and after a restart of the server alike; one
that was loaded anew goes through the device check again.
"""

from classroom.commands import Arrive, Disconnect, Evict, Leave, ReportDevices
from classroom.draft import Draft
from classroom.entrance import has_place, put_out
from classroom.events import DevicesReported
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Phase, Presence

_TAUGHT = (Phase.LIVE, Phase.PAUSED, Phase.HOLD)


def arrive(draft: Draft, command: Arrive) -> None:
    """Give the seat to the page."""
    seat = draft.seat(command.by)
    if seat.removed:
        raise Refused("removed")
    if seat.session != command.session:
        draft.close_page_streams(seat.id)
        draft.set_seat(seat.id, session=command.session, entered=False, knocking=False)
        draft.move(seat.id, Presence.WAITING)
    elif seat.presence is not Presence.PRESENT:
        back = seat.entered and has_place(draft.record, seat)
        draft.move(seat.id, Presence.PRESENT if back else Presence.WAITING)


def disconnect(draft: Draft, command: Disconnect) -> None:
    """Keep the place of a page that was in the lesson for a while."""
    seat = draft.seat(command.by)
    if seat.session != command.session:
        return
    if seat.presence is Presence.PRESENT:
        draft.move(seat.id, Presence.LOST)
    elif seat.presence is Presence.WAITING:
        draft.set_seat(seat.id, knocking=False)
        draft.move(seat.id, Presence.LEFT)


def leave(draft: Draft, command: Leave) -> None:
    """Give the place up."""
    put_out(draft, draft.seat(command.by))


def evict(draft: Draft, command: Evict) -> None:
    """Take the place away from that page, if it still has it."""
    seat = draft.seat(command.by)
    if seat.session == command.session:
        put_out(draft, seat)


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


def note_who_came(draft: Draft) -> None:
    """Remember when each classroom first took part."""
    for seat in draft.record.seats:
        if seat.here and seat.came_at is None:
            draft.set_seat(seat.id, came_at=draft.now)


def lose_everybody(draft: Draft) -> None:
    """Whoever was connected is not any more: the server has been started again."""
    for seat in draft.record.seats:
        if seat.presence in (Presence.PRESENT, Presence.LOST):
            draft.move(seat.id, Presence.LOST)
            draft.set_seat(seat.id, since=draft.now)
        elif seat.presence is Presence.WAITING:
            draft.set_seat(seat.id, knocking=False)
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
