"""What has happened to a lesson's recording; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent
from classroom.media_messages import Source
from classroom.recording.values import Alarm


class RecordingTurned(BaseEvent, frozen=True):
    """The lesson is being recorded from now on, or is not any more."""

    on: bool


class RecordingAlarmed(BaseEvent, frozen=True):
    """Something is wrong with the recording of a source of a classroom, or of all of them."""

    alarm: Alarm
    since: float
    classroom: str | None = None
    source: Source | None = None


class RecordingRecovered(BaseEvent, frozen=True):
    """It is right again."""

    alarm: Alarm
    classroom: str | None = None
    source: Source | None = None


class RecordingWithheld(BaseEvent, frozen=True):
    """The classrooms that are not recorded from now on, since not every guardian has agreed."""

    classrooms: tuple[str, ...]
