"""Calling the roll, marking, confirming, correcting.

Rule: a receiving classroom speaks for itself only, the lecturer for any. Each mark is kept at once.
What was confirmed, and what is over, is changed by a correction: another version, with its reason.
"""

import msgspec

from classroom.commands import CallRoll, ConfirmRoll, CountHeads, MarkPupil
from classroom.draft import Draft
from classroom.events import (
    Event,
    HeadsCounted,
    PupilMarked,
    RollCalled,
    RollConfirmed,
    RollCorrected,
)
from classroom.failures import Refused
from classroom.record import LessonRecord
from classroom.roll.sheet import Roll, Sheet, after
from classroom.seats import Seat
from classroom.states import Part, Phase

MOST_ROLLS = 10  # in a lesson: its record is rewritten with every mark, its events stay for good
SHORTEST_REASON = 2


def call_roll(draft: Draft, command: CallRoll) -> None:
    """Begin a roll with everyone present; an earlier one stays in the events."""
    record = draft.record
    number = 1 if record.roll is None else record.roll.number + 1
    if number > MOST_ROLLS:
        raise Refused("too_many_rolls")
    expected = {
        seat.id: command.expected.get(seat.id) or None for seat in record.seats if on_roll(seat)
    }
    _happen(draft, RollCalled(at=draft.now, roll=number, expected=expected))


def on_roll(seat: Seat) -> bool:
    """Whether pupils are expected there: not where the lecturer teaches without a class."""
    return seat.part is Part.RECEIVING or bool(seat.school_class)


def mark_pupil(draft: Draft, command: MarkPupil) -> None:
    """Mark a pupil, or correct the mark."""
    roll, sheet = _sheet(draft, command.by, command.classroom)
    if command.pupil not in (sheet.expected or ()):
        raise Refused("unknown_pupil")
    if sheet.marks.get(command.pupil) is command.mark:
        return
    if _is_settled(draft.record, sheet):
        _correct(draft, roll, sheet, command)
    else:
        _happen(
            draft,
            PupilMarked(
                at=draft.now,
                roll=roll.number,
                classroom=sheet.classroom,
                pupil=command.pupil,
                mark=command.mark,
            ),
        )


def count_heads(draft: Draft, command: CountHeads) -> None:
    """Take down how many there are, or correct it."""
    roll, sheet = _sheet(draft, command.by, command.classroom)
    if sheet.heads == command.heads:
        return
    if _is_settled(draft.record, sheet):
        _correct(draft, roll, sheet, command)
    else:
        _happen(
            draft,
            HeadsCounted(
                at=draft.now, roll=roll.number, classroom=sheet.classroom, heads=command.heads
            ),
        )


def confirm_roll(draft: Draft, command: ConfirmRoll) -> None:
    """Say that it is so; saying it twice is saying it once."""
    roll, sheet = _sheet(draft, command.by, command.classroom)
    if sheet.confirmed_at is not None:
        return
    if sheet.present is None:
        raise Refused("count_first")
    seat = draft.record.seat(sheet.classroom)
    _happen(
        draft,
        RollConfirmed(
            at=draft.now,
            roll=roll.number,
            classroom=sheet.classroom,
            here=seat is not None and seat.here,
            sending=any(
                stream.classroom == sheet.classroom and not stream.paused
                for stream in draft.record.streams
            ),
        ),
    )


def _sheet(draft: Draft, by: str | None, classroom: str) -> tuple[Roll, Sheet]:
    """Return the roll and the classroom's sheet on it, if `by` may speak for the classroom."""
    if by not in (None, classroom) and draft.seat(by or "").part is not Part.DELIVERING:
        raise Refused("not_allowed", "a classroom speaks for itself only")
    roll = draft.record.roll
    sheet = None if roll is None else roll.sheet(classroom)
    if roll is None or sheet is None:
        raise Refused("no_roll")
    return roll, sheet


def _is_settled(record: LessonRecord, sheet: Sheet) -> bool:
    return sheet.version > 0 or record.phase is Phase.ENDED


def _correct(draft: Draft, roll: Roll, sheet: Sheet, command: MarkPupil | CountHeads) -> None:
    if len(command.reason) < SHORTEST_REASON:
        raise Refused("reason_needed")
    corrected = RollCorrected(
        at=draft.now,
        roll=roll.number,
        classroom=sheet.classroom,
        version=sheet.version + 1,
        reason=command.reason,
    )
    replace = msgspec.structs.replace
    if isinstance(command, MarkPupil):
        _happen(draft, replace(corrected, pupil=command.pupil, mark=command.mark))
    else:
        _happen(draft, replace(corrected, heads=command.heads))


def _happen(draft: Draft, event: Event) -> None:
    draft.set(roll=after(draft.record.roll, event))
    draft.events.append(event)
