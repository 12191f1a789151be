"""Keeping order: rights, the door, hands."""

from classroom.commands.base import BaseCommand
from classroom.states import Purpose, Right


class SetRight(BaseCommand, frozen=True):
    """Switch one right of one receiving classroom; None: of all, also where it was set apart."""

    by: str
    right: Right
    on: bool
    classroom: str | None


class ForbidAll(BaseCommand, frozen=True):
    """一键禁止: every right of every receiving classroom is off until AllowAgain."""

    by: str


class AllowAgain(BaseCommand, frozen=True):
    """What was before ForbidAll comes back."""

    by: str


class Lock(BaseCommand, frozen=True):
    """Close the door: who has not been in yet knocks and waits."""

    by: str


class Unlock(BaseCommand, frozen=True):
    """Open it; who knocks walks in."""

    by: str


class Admit(BaseCommand, frozen=True):
    """Let in a classroom that knocks. Refused: `not_knocking`, `lesson_full`."""

    by: str
    classroom: str


class Remove(BaseCommand, frozen=True):
    """Put a classroom out; it does not come back unless it is readmitted. `keep_out`: whoever is
    there has been kept out of the whole series, too.
    """

    by: str
    classroom: str
    keep_out: bool = False


class Limit(BaseCommand, frozen=True):
    """Let the seat's page only watch, because its school says so; or not any more."""

    classroom: str
    limited: bool


class Readmit(BaseCommand, frozen=True):
    """Let a classroom come back that was put out."""

    by: str
    classroom: str


class RaiseHand(BaseCommand, frozen=True):
    """Want to be called on. Raised already: its place in the queue stays. Refused: `right_off`,
    `not_entered`, `not_receiving`.
    """

    by: str
    purpose: Purpose


class LowerHand(BaseCommand, frozen=True):
    """Take one's own hand down."""

    by: str


class DismissHand(BaseCommand, frozen=True):
    """Take down the raised hand of a classroom."""

    by: str
    classroom: str
