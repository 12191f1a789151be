"""Saying something, taking it away, and slowing it down.

Rule: only who has walked in and has the right to type says anything, one remark after the other and
not at once. A pause and *forbid all* hide from the classrooms what was said before, and it comes
back with their rights; what the lecturer says meanwhile is seen. Only the lecturer takes a remark
away, a classroom's as well as their own: in front of a whole class nothing is unsaid, and what one
classroom wrote to others must not vanish by its own hand. It stays in the events.
"""

from classroom.commands import Say, SetSlowMode, Unsay
from classroom.draft import Draft
from classroom.events import Said, SlowModeSet, Unsaid, Withheld
from classroom.failures import Refused
from classroom.rights import require
from classroom.seats import Seat
from classroom.states import Audience, Part, Right
from classroom.talk.values import Talk

LEAST_SECONDS = 1.0  # between two remarks of a classroom, however it sends them


def say(draft: Draft, command: Say) -> None:
    """Say something; what the school objects to is kept as an attempt and said to nobody."""
    seat = _who_is_in(draft, command.by)
    require(draft.record, seat, Right.TEXT)
    talk = draft.record.talk
    if seat.part is Part.DELIVERING:
        if command.to is Audience.LECTURER:
            raise Refused("not_receiving")
    elif draft.now < seat.said_at + max(LEAST_SECONDS, talk.slow_seconds):
        raise Refused("slow_mode")
    draft.set_seat(seat.id, said_at=draft.now)
    if command.objection is not None:
        draft.events.append(
            Withheld(at=draft.now, by=seat.id, text=command.text, reason=command.objection)
        )
        return
    draft.set_talk(said=talk.said + 1)
    draft.events.append(
        Said(at=draft.now, number=talk.said, by=seat.id, to=command.to, text=command.text)
    )


def unsay(draft: Draft, command: Unsay) -> None:
    """Take a remark from every page."""
    _of_this_lesson(draft.record.talk, command.remark)
    draft.events.append(Unsaid(at=draft.now, number=command.remark, by=command.by))


def set_slow_mode(draft: Draft, command: SetSlowMode) -> None:
    """Let classrooms say something only so often."""
    if command.seconds != draft.record.talk.slow_seconds:
        draft.set_talk(slow_seconds=command.seconds)
        draft.events.append(SlowModeSet(at=draft.now, seconds=command.seconds))


def hide_or_bring_back(draft: Draft) -> None:
    """Hide what was said before rights were taken away, for as long as they are."""
    latched, talk = draft.record.latched, draft.record.talk
    if latched is (talk.hidden_before is None):
        draft.set_talk(hidden_before=talk.said if latched else None)


def _who_is_in(draft: Draft, classroom: str) -> Seat:
    seat = draft.seat(classroom)
    if not seat.walked_in:
        raise Refused("not_entered")
    return seat


def _of_this_lesson(talk: Talk, number: int) -> None:
    if number >= talk.said:
        raise Refused("unknown_remark")
