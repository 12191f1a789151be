"""The lecturer leads: the lesson's phases and its stage."""

from classroom.commands.base import BaseCommand


class StartLesson(BaseCommand, frozen=True):
    """open → live."""

    by: str


class PauseLesson(BaseCommand, frozen=True):
    """live → paused."""

    by: str


class ResumeLesson(BaseCommand, frozen=True):
    """paused → live."""

    by: str


class EndLesson(BaseCommand, frozen=True):
    """Any phase → ended."""

    by: str


class ShutDown(BaseCommand, frozen=True):
    """一键关停: end at once what cannot be controlled any more; nothing of the lesson moves on.
    By nobody in it: by whoever administers it.
    """

    by: str | None


class RestartLesson(BaseCommand, frozen=True):
    """ended → open, of a lesson that was shut down. By nobody in it: only whoever administers it.
    Refused: `not_shut_down`, `already_over`.
    """

    reason: str


class CallOn(BaseCommand, frozen=True):
    """Put a receiving classroom on stage. Refused: `stage_full`, `not_present`."""

    by: str
    classroom: str


class TakeDown(BaseCommand, frozen=True):
    """Take a classroom off the stage; one that is not there stays where it is."""

    by: str
    classroom: str


class CallNext(BaseCommand, frozen=True):
    """Whose turn it is comes on stage instead of whoever is there: the first hand, else the next
    classroom. Refused: `nobody_else`.
    """

    by: str


class Enlarge(BaseCommand, frozen=True):
    """Which classroom the lecturer sees large; None leaves it to the stage."""

    by: str
    classroom: str | None
