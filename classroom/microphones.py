"""Whose microphone is heard when: the key that is held, and one microphone at a time.

Rule: a key counts as held only by a classroom that is there, may be heard, and is to hold one; it
goes up by itself when one of these ends, and after a while that the rules say. Which of the
microphones that share the word is heard, is decided where the sound passes (`media.word`), by
loudness; here it is only said which ones share it.
"""

import msgspec

from classroom.commands import PressToTalk, ReleaseTalk, SetHalfDuplex, SetPushToTalk
from classroom.draft import Draft
from classroom.events import HalfDuplexSet, PushToTalkSet, TalkPressed, TalkReleased
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.rights import forwarded, require, rights_of
from classroom.seats import Seat
from classroom.staging import Press
from classroom.states import Part, Phase, Right
from classroom.streams import effective


class Sharing(msgspec.Struct, frozen=True, kw_only=True):
    """Microphones of which one at a time is heard, as producers; none: all are."""

    leading: tuple[str, ...] = ()  # the lecturer's
    others: tuple[str, ...] = ()


def sharing(record: LessonRecord) -> Sharing:
    """Return which microphones share the word now."""
    if not record.half_duplex or record.phase not in (Phase.LIVE, Phase.HOLD):
        return Sharing()
    heard = [
        stream
        for (classroom, source), stream in effective(record.streams).items()
        if source is Source.MICROPHONE
        and not stream.paused
        and forwarded(record, classroom, source)
    ]
    lecturer = record.delivering.id
    return Sharing(
        leading=tuple(s.producer for s in heard if s.classroom == lecturer),
        others=tuple(s.producer for s in heard if s.classroom != lecturer),
    )


def set_half_duplex(draft: Draft, command: SetHalfDuplex) -> None:
    """Have one microphone at a time heard, or all."""
    if command.on is not draft.record.half_duplex:
        draft.set_staging(half_duplex=command.on)
        draft.events.append(HalfDuplexSet(at=draft.now, on=command.on))


def set_push_to_talk(draft: Draft, command: SetPushToTalk) -> None:
    """Have one classroom, or all of them, hold a key to be heard."""
    record = draft.record
    if command.classroom is not None:
        seat = draft.receiving(command.classroom)
        if record.pushes_to_talk(seat) is command.on:
            return
        apart = None if command.on is record.push_to_talk else command.on
        draft.set_seat(seat.id, push_to_talk=apart)
    else:
        apart_ones = [seat.id for seat in record.receiving if seat.push_to_talk is not None]
        if record.push_to_talk is command.on and not apart_ones:
            return
        for classroom in apart_ones:  # "all" means all
            draft.set_seat(classroom, push_to_talk=None)
        draft.set_staging(push_to_talk=command.on)
    draft.events.append(PushToTalkSet(at=draft.now, classroom=command.classroom, on=command.on))


def press(draft: Draft, command: PressToTalk) -> None:
    """Be heard from now on; who is already gains no time by it."""
    seat = draft.receiving(command.by)
    record = draft.record
    if not seat.here:
        raise Refused("not_entered")
    require(record, seat, Right.AUDIO)
    if not record.pushes_to_talk(seat):
        raise Refused("not_push_to_talk")
    if not _has_its_turn(record, seat):
        raise Refused("not_on_stage")
    if not record.pressing(seat.id):
        pressed = Press(classroom=seat.id, at=draft.now)
        draft.set_staging(pressing=(*record.staging.pressing, pressed))
        draft.events.append(TalkPressed(at=draft.now, classroom=seat.id))


def release(draft: Draft, command: ReleaseTalk) -> None:
    """Be heard no longer."""
    _let_go(draft, command.by, "own")


def clear(draft: Draft) -> None:
    """Let go the keys of who is gone, may not be heard any more, or has held it for too long."""
    record = draft.record
    for press in record.staging.pressing:
        seat = record.seat(press.classroom)
        if seat is None or not seat.here:
            _let_go(draft, press.classroom, "gone")
        elif Right.AUDIO not in rights_of(record, seat):
            _let_go(draft, seat.id, "right_off")
        elif not record.pushes_to_talk(seat) or not _has_its_turn(record, seat):
            _let_go(draft, seat.id, "not_its_turn")
        elif draft.now >= press.at + record.rules.push_seconds:
            _let_go(draft, seat.id, "expired")


def let_everybody_go(draft: Draft) -> None:
    """Let go every key: the lesson is over, or nobody can be seen to hold one."""
    for press in draft.record.staging.pressing:
        _let_go(draft, press.classroom, "over")


def _has_its_turn(record: LessonRecord, seat: Seat) -> bool:
    return seat.part is Part.RECEIVING and (not record.stage or seat.id in record.stage)


def _let_go(draft: Draft, classroom: str, reason: str) -> None:
    if draft.record.pressing(classroom):
        kept = tuple(p for p in draft.record.staging.pressing if p.classroom != classroom)
        draft.set_staging(pressing=kept)
        draft.events.append(TalkReleased(at=draft.now, classroom=classroom, reason=reason))
