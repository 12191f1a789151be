"""What the recorder reports of the lesson's recording."""

from classroom.commands.base import BaseCommand
from classroom.media_messages import Source
from classroom.recording.values import Alarm


class TurnRecording(BaseCommand, frozen=True):
    """It is being written from now on, or is not any more."""

    on: bool


class RaiseAlarm(BaseCommand, frozen=True):
    """Something is wrong with it; classroom None: with all of it."""

    alarm: Alarm
    since: float
    classroom: str | None = None
    source: Source | None = None


class ClearAlarm(BaseCommand, frozen=True):
    """It is right again."""

    alarm: Alarm
    classroom: str | None = None
    source: Source | None = None


class WithholdClassrooms(BaseCommand, frozen=True):
    """These are not recorded, since not every guardian has agreed."""

    classrooms: tuple[str, ...]
