"""How much of the lesson a classroom is sent."""

from classroom.commands.base import BaseCommand
from classroom.media_messages import Level, LevelReason


class PinLevel(BaseCommand, frozen=True):
    """Be sent no more than this; None: as much as the line takes in."""

    by: str
    level: Level | None


class ReleaseLevel(BaseCommand, frozen=True):
    """The lecturer lets go what a receiving classroom has pinned. Refused: `unknown_classroom`."""

    by: str
    classroom: str


class NoteLevel(BaseCommand, frozen=True):
    """The media plane has sent a classroom this for a while."""

    classroom: str
    level: Level
    reason: LevelReason
