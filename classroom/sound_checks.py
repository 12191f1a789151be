"""A classroom's sound test in a lesson: taken, judged, and known from before.

Rule: the newest test counts. What is known from an earlier lesson is no event of this one.
"""

from collections.abc import Iterable

from classroom.commands import NoteSound, ReportSound
from classroom.draft import Draft
from classroom.events import Event, SoundTested
from classroom.record import LessonRecord
from classroom.sound_test import SoundTest, verdict


def report(draft: Draft, command: ReportSound) -> None:
    """Judge what a page measured, and keep it."""
    seat = draft.seat(command.by)
    judged = verdict(command.measured)
    test = SoundTest(at=draft.now, verdict=judged, measured=command.measured)
    draft.set_seat(seat.id, sound=test)
    draft.events.append(
        SoundTested(
            at=draft.now,
            classroom=seat.id,
            verdict=judged,
            measured=command.measured,
            person=command.person,
            device=command.device,
        )
    )


def tests(record: LessonRecord, events: Iterable[Event]) -> list[SoundTested]:
    """Return those of these events that are kept with a classroom of the register."""
    registered = {seat.id for seat in record.seats if seat.registered}
    return [e for e in events if isinstance(e, SoundTested) and e.classroom in registered]


def known(event: SoundTested) -> SoundTest:
    """Return the test as a lesson knows it."""
    return SoundTest(at=event.at, verdict=event.verdict, measured=event.measured)


def note(draft: Draft, command: NoteSound) -> None:
    """Know of an earlier test, unless a newer one is known."""
    seat = draft.record.seat(command.classroom)
    if seat is not None and (seat.sound is None or seat.sound.at < command.sound.at):
        draft.set_seat(seat.id, sound=command.sound)
