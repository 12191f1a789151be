"""What is still recorded when the disk is nearly full.

Rule: the classrooms' pictures stop first, then all pictures, then all sound but the lecturer's,
which never stops by rule. What stopped goes on when there is room again, and a tenth more.
"""

from enum import IntEnum

from classroom.media_messages import Kind
from classroom.recording.values import Alarm

MORE = 1.1  # so that a disk at the brink does not start and stop what is recorded


class Room(IntEnum):
    """How much room there is; the less, the higher."""

    PLENTY = 0
    LOW = 1  # below low_mb
    LITTLE = 2  # below half of it
    NONE = 3  # below a tenth of it, or the disk has said that it is full

    def stops(self, kind: Kind, *, leading: bool) -> bool:
        """Tell whether a track is recorded no more; `leading` is the lecturer's."""
        match self:
            case Room.PLENTY:
                return False
            case Room.LOW:
                return kind is Kind.VIDEO and not leading
            case Room.LITTLE:
                return kind is Kind.VIDEO
            case Room.NONE:
                return kind is Kind.VIDEO or not leading

    @property
    def alarm(self) -> Alarm | None:
        """What is said of it."""
        if self is Room.PLENTY:
            return None
        return Alarm.DISK_FULL if self is Room.NONE else Alarm.DISK_LOW


class DiskRoom:
    """Follows the free bytes of one disk."""

    def __init__(self, low: int) -> None:
        """`low` in bytes."""
        self._least = {Room.NONE: low / 10, Room.LITTLE: low / 2, Room.LOW: low}
        self.room = Room.PLENTY

    def measure(self, free: int) -> Room:
        """Take the free bytes, and return what that means."""
        for room, least in self._least.items():
            if free < least * (MORE if self.room >= room else 1):
                self.room = room
                return room
        self.room = Room.PLENTY
        return self.room
