"""What classrooms missed because their lines broke; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent


class Missed(BaseEvent, frozen=True):
    """The classroom is back: from `since` until now it neither heard nor saw the lesson."""

    classroom: str
    since: float


class CatchingUp(BaseEvent, frozen=True):
    """It watches the lesson's recording from `since` on, a little faster than it went."""

    classroom: str
    since: float


class CaughtUp(BaseEvent, frozen=True):
    """It is live again: it has caught up, or somebody there pressed the button."""

    classroom: str
