"""A classroom of a lesson as pages are told of it. Rule: nothing that is a person's own."""

from classroom import gaps
from classroom.record import LessonRecord
from classroom.rights import switched_on
from classroom.seats import Seat
from classroom.sound_test import SoundTest
from signaling.messages import CatchUpState, ClassroomState, MissedState, SoundState


def classroom_state(record: LessonRecord, seat: Seat) -> ClassroomState:
    """Return what a page that may see the classroom is told of its seat."""
    return ClassroomState(
        id=seat.id,
        name=seat.name,
        part=seat.part,
        presence=seat.seen_as,
        since=seat.since,
        camera=seat.camera,
        microphone=seat.microphone,
        loudspeaker=seat.loudspeaker,
        rights=list(switched_on(record, seat)),
        knocking=seat.knocking,
        removed=seat.removed,
        push_to_talk=record.pushes_to_talk(seat),
        sound=_sound(seat.sound),
        missed=_missed(record, seat),
        catching_up=_catching_up(seat),
        pinned=seat.pinned,
    )


def _missed(record: LessonRecord, seat: Seat) -> MissedState | None:
    gap = gaps.offered(record, seat)
    return None if gap is None else MissedState(since=gap.since, until=gap.until)


def _catching_up(seat: Seat) -> CatchUpState | None:
    now = seat.catching_up
    return None if now is None else CatchUpState(at=now.at, since=now.since, rate=gaps.RATE)


def _sound(test: SoundTest | None) -> SoundState | None:
    if test is None:
        return None
    loss = test.measured.played - test.measured.returned
    return SoundState(at=test.at, verdict=test.verdict, loss=loss)
