"""What a classroom missed of a lesson that was going on, because its line broke.

Rule: a gap begins when its page was lost or when nothing came from it any more, whichever was
first, and ends when it is there and heard again. It is told once, when it is over. Whoever leaves
on purpose misses nothing, nor does a classroom that a recording box speaks for.
"""

from classroom.commands import CatchUp, NoteHeard, NoteSilence
from classroom.draft import Draft
from classroom.events import CatchingUp, CaughtUp, Missed
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.seats import CatchUpNow, Gap, Seat
from classroom.states import Part, Phase, Presence

TAUGHT = frozenset({Phase.LIVE, Phase.PAUSED, Phase.HOLD})
SHORTEST_SECONDS = 1.0  # what is shorter was hardly noticed
OFFERED_SECONDS = 10.0  # what is shorter is not worth catching up
RATE = 1.25  # of catching up


def note_silence(draft: Draft, command: NoteSilence) -> None:
    """Remember since when nothing came from the classroom's page."""
    seat = draft.seat(command.classroom)
    if seat.page_peer == command.peer and seat.silent_at is None:
        draft.set_seat(seat.id, silent_at=draft.now - command.seconds)


def note_heard(draft: Draft, command: NoteHeard) -> None:
    """Something comes from it again."""
    seat = draft.seat(command.classroom)
    if seat.page_peer == command.peer:
        draft.set_seat(seat.id, silent_at=None)


def watch(draft: Draft) -> None:
    """Begin and end gaps; called after every command."""
    for seat in draft.record.seats:
        if seat.silent_at is not None and seat.presence is not Presence.PRESENT:
            draft.set_seat(seat.id, silent_at=None)  # the page is gone, and counts as lost
        if seat.gap_since is None:
            since = _away_since(seat)
            if since is not None and draft.record.phase in TAUGHT:
                behind = _reached(seat, since)
                draft.set_seat(seat.id, gap_since=since, behind_at=behind, catching_up=None)
        elif draft.record.phase not in TAUGHT or not _is_away(draft.seat(seat.id)):
            _end(draft, seat)
        if seat.catching_up is not None and not draft.seat(seat.id).here:
            draft.set_seat(seat.id, catching_up=None)


def _reached(seat: Seat, at: float) -> float | None:
    """Return how far the classroom had caught up by then, if it was about to."""
    now = seat.catching_up
    return None if now is None else min(at, now.since + (at - now.at) * RATE)


def _away_since(seat: Seat) -> float | None:
    if seat.ingest_plays:
        return None
    if seat.presence is Presence.PRESENT:
        return seat.silent_at
    return seat.silent_at or seat.since if seat.presence is Presence.LOST else None


def _is_away(seat: Seat) -> bool:
    """Whether a classroom that was away still is: also while its new page is at the device check,
    and when its place was given up meanwhile.
    """
    if seat.ingest_plays or seat.session is None or seat.removed:
        return False
    return seat.presence is not Presence.PRESENT or seat.silent_at is not None


def _end(draft: Draft, seat: Seat) -> None:
    assert seat.gap_since is not None  # only called in a gap
    since, until = seat.gap_since, draft.now
    draft.set_seat(seat.id, gap_since=None, behind_at=None)
    if until - since >= SHORTEST_SECONDS:
        first = since if seat.behind_at is None else min(since, seat.behind_at)
        draft.set_seat(seat.id, gap=Gap(since=first, until=until))
        draft.events.append(Missed(at=until, classroom=seat.id, since=since))


# ------------------------------------------------------------------ catching up


def offered(record: LessonRecord, seat: Seat) -> Gap | None:
    """Return the gap that the classroom may catch up now, if there is one: it was long enough, it
    is back, and what it missed is being recorded.
    """
    gap = seat.gap
    if gap is None or seat.part is not Part.RECEIVING or not seat.here:
        return None
    taught = record.phase in TAUGHT and not record.shut_down
    long = gap.until - gap.since >= OFFERED_SECONDS
    return gap if taught and long and record.recording.on else None


def catch_up(draft: Draft, command: CatchUp) -> None:
    """Let the classroom catch up what it missed, or be live again."""
    seat = draft.receiving(command.by)
    if not command.on:
        if seat.catching_up is not None:
            draft.set_seat(seat.id, catching_up=None, gap=None)
            draft.events.append(CaughtUp(at=draft.now, classroom=seat.id))
        elif seat.gap is not None:
            draft.set_seat(seat.id, gap=None)
        return
    gap = offered(draft.record, seat)
    if gap is None:
        raise Refused("nothing_missed")
    if seat.catching_up is None:
        now = CatchUpNow(at=draft.now, since=gap.since)
        draft.set_seat(seat.id, catching_up=now)
        draft.events.append(CatchingUp(at=draft.now, classroom=seat.id, since=gap.since))
