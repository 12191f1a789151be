"""The roll: what pages ask, and a classroom's sheet as one page may know it.

Rule: names are on the sheet of one's own classroom and, for the lecturer, of those pupils of other
classrooms who are marked. A pupil who may not be named has no name here, and is shown by number.
"""

from classroom.roll.sheet import Heads, Reason
from classroom.states import Finding, Mark
from signaling.messages.base import Id, Message, Value, snake


class CallRoll(Message, frozen=True, tag=snake):
    """Ask every expected classroom who is there. Result: Ok. Refused: `too_many_rolls`."""


class MarkPupil(Message, frozen=True, tag=snake):
    """Say what is with a pupil (None: nothing any more); a reason is needed once the sheet is
    confirmed. Result: Ok. Refused: `no_roll`, `unknown_pupil`, `reason_needed`.
    """

    classroom: Id
    pupil: Id
    mark: Mark | None
    reason: Reason = ""


class CountHeads(Message, frozen=True, tag=snake):
    """Say how many pupils are there; a reason is needed once the sheet is confirmed. Result: Ok.
    Refused: `no_roll`, `reason_needed`.
    """

    classroom: Id
    heads: Heads
    reason: Reason = ""


class ConfirmRoll(Message, frozen=True, tag=snake):
    """It is so. Result: Ok. Refused: `no_roll`, `count_first`."""

    classroom: Id


class PupilState(Value, frozen=True):
    """A pupil on the roll."""

    id: str
    name: str  # empty: the pupil may not be named
    number: str  # the school's
    mark: Mark | None


class SheetState(Value, frozen=True):
    """A classroom's sheet of the roll that was called last."""

    classroom: str
    roll: int  # 1, 2, 3… in the lesson
    called_at: float  # seconds since the epoch
    expected: int | None  # None: nobody knows; heads are counted
    present: int | None  # None: nobody has said
    missing: int | None
    heads: int | None
    confirmed_at: float | None
    version: int  # 1 when confirmed, one more with each correction
    late: bool  # by rule: all who are not marked are late
    findings: list[Finding]
    pupils: list[PupilState]  # of one's own classroom all; of others those who are marked
