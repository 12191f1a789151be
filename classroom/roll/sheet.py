"""The roll as it stands: one sheet a classroom, made of what has happened and of nothing else.

Rule: everyone is present who is not marked. `after` is the only way from one state to the next, for
the live lesson and for whoever reads its events later, so that the two cannot differ. Pupils are
ids here; names are joined where they are shown.
"""

from typing import Annotated

import msgspec

from classroom.events import (
    Event,
    HeadsCounted,
    PupilMarked,
    RollCalled,
    RollConfirmed,
    RollCorrected,
)
from classroom.states import Mark

Heads = Annotated[int, msgspec.Meta(ge=0, le=999)]
Reason = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^(\S(.*\S)?)?$")]
MISSING = frozenset({Mark.ABSENT, Mark.ON_LEAVE})


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One classroom's roll."""

    classroom: str
    expected: tuple[str, ...] | None  # ids of pupils; None: heads are counted
    marks: dict[str, Mark] = {}
    heads: int | None = None
    confirmed_at: float | None = None
    version: int = 0  # 1 when it is confirmed, and one more with each correction
    reason: str = ""  # of the last correction
    here: bool = False  # whether the classroom took part when it was confirmed
    sending: bool = False  # and sent sound or a picture

    @property
    def missing(self) -> int | None:
        """How many of those expected are not there; None where nobody knows who is expected."""
        if self.expected is None:
            return None
        return sum(mark in MISSING for mark in self.marks.values())

    @property
    def present(self) -> int | None:
        """How many are there; None as long as nobody has said."""
        missing = self.missing
        return self.heads if self.expected is None else len(self.expected) - (missing or 0)


class Roll(msgspec.Struct, frozen=True, kw_only=True):
    """The roll of all expected classrooms, once called."""

    number: int  # 1, 2, 3… in the lesson
    called_at: float
    sheets: tuple[Sheet, ...]

    def sheet(self, classroom: str) -> Sheet | None:
        """Return the classroom's sheet, or None."""
        return next((each for each in self.sheets if each.classroom == classroom), None)


def after(roll: Roll | None, event: Event) -> Roll | None:
    """Return the roll as it is once that has happened."""
    match event:
        case RollCalled():
            sheets = (Sheet(classroom=id, expected=ids) for id, ids in event.expected.items())
            return Roll(number=event.roll, called_at=event.at, sheets=tuple(sheets))
        case PupilMarked() | HeadsCounted() | RollConfirmed() | RollCorrected() if roll is not None:
            return msgspec.structs.replace(
                roll,
                sheets=tuple(
                    _sheet(sheet, event) if sheet.classroom == event.classroom else sheet
                    for sheet in roll.sheets
                ),
            )
    return roll


def _sheet(
    sheet: Sheet, event: PupilMarked | HeadsCounted | RollConfirmed | RollCorrected
) -> Sheet:
    replace = msgspec.structs.replace
    match event:
        case PupilMarked():
            return replace(sheet, marks=_marked(sheet, event.pupil, event.mark))
        case HeadsCounted():
            return replace(sheet, heads=event.heads)
        case RollConfirmed():
            return replace(
                sheet, confirmed_at=event.at, version=1, here=event.here, sending=event.sending
            )
        case RollCorrected():
            corrected = replace(sheet, version=event.version, reason=event.reason)
            if event.pupil is not None:
                return replace(corrected, marks=_marked(sheet, event.pupil, event.mark))
            return replace(corrected, heads=event.heads)


def _marked(sheet: Sheet, pupil: str, mark: Mark | None) -> dict[str, Mark]:
    others = {id: each for id, each in sheet.marks.items() if id != pupil}
    return others if mark is None else {**others, pupil: mark}
