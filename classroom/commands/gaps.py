"""Lines that break, and what was missed meanwhile."""

from classroom.commands.base import BaseCommand


class NoteSilence(BaseCommand, frozen=True):
    """Nothing has come from the classroom's page for so many seconds."""

    classroom: str
    peer: str
    seconds: float


class NoteHeard(BaseCommand, frozen=True):
    """Something comes from it again."""

    classroom: str
    peer: str


class CatchUp(BaseCommand, frozen=True):
    """The classroom watches what it missed from now on, or is live (again)."""

    by: str
    on: bool
