"""What a page asks about how much it is sent."""

from classroom.media_messages import Level
from signaling.messages.base import Id, Message, snake


class PinLevel(Message, frozen=True, tag=snake):
    """Send this classroom no more than that, whatever its line takes in (None: as much as that is).
    It holds for this lesson, on whichever page. Result: Ok.
    """

    level: Level | None


class ReleaseLevel(Message, frozen=True, tag=snake):
    """Let go what a receiving classroom has pinned. Result: Ok."""

    classroom: Id
