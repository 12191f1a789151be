"""How a lesson's recording stands, as the lesson itself knows it and all in it are shown.

Rule: it is part of the lesson's record and events, so that it is stored before anybody is told, is
the same on every page, and stands in the evidence.
"""

import msgspec

from classroom.media_messages import Source
from classroom.recording.values import Alarm


class RecordingAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """Something is wrong with it; what it is about: all of it, or one source of one classroom."""

    alarm: Alarm
    since: float  # seconds since the epoch, UTC
    classroom: str | None = None
    source: Source | None = None

    @property
    def about(self) -> tuple[Alarm, str | None, Source | None]:
        """What makes it another alarm."""
        return self.alarm, self.classroom, self.source


class RecordingNow(msgspec.Struct, frozen=True, kw_only=True):
    """The recording of a lesson that is going on."""

    on: bool = False  # something is being written
    alarms: tuple[RecordingAlarm, ...] = ()  # the oldest first, MOST_ALARMS at most
    withheld: tuple[str, ...] = ()  # classrooms that are not recorded for want of a consent


MOST_ALARMS = 32
"""More than one a track says nothing more; those beyond are not kept."""
