"""What has happened to levels; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent
from classroom.media_messages import Level, LevelReason


class LevelPinned(BaseEvent, frozen=True):
    """A classroom is sent no more than this, as it wants (None: as much as its line takes in);
    `released`: it was the lecturer who let go.
    """

    classroom: str
    level: Level | None
    released: bool = False


class LevelNoted(BaseEvent, frozen=True):
    """A classroom has been sent this for a while: from here to its next one is a stretch."""

    classroom: str
    level: Level
    reason: LevelReason
