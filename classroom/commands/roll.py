"""Calling the roll, and what each classroom answers."""

from collections.abc import Mapping

from classroom.commands.base import BaseCommand
from classroom.states import Mark


class CallRoll(BaseCommand, frozen=True):
    """Ask every expected classroom who is there. `expected` has the ids of the pupils of those
    whose class is known; in the others heads are counted. Refused: `too_many_rolls`.
    """

    by: str
    expected: Mapping[str, tuple[str, ...]]


class MarkPupil(BaseCommand, frozen=True):
    """Say what is with a pupil; None: nothing any more. By nobody in the lesson: by whoever may
    correct it. Refused: `no_roll`, `unknown_pupil`; `reason_needed` once it is confirmed.
    """

    by: str | None
    classroom: str
    pupil: str
    mark: Mark | None
    reason: str = ""


class CountHeads(BaseCommand, frozen=True):
    """Say how many pupils are there. Refused: `no_roll`; `reason_needed` once it is confirmed."""

    by: str | None
    classroom: str
    heads: int
    reason: str = ""


class ConfirmRoll(BaseCommand, frozen=True):
    """It is so. Refused: `no_roll`, `count_first`."""

    by: str
    classroom: str
