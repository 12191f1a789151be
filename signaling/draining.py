"""A server that is about to stop lets its lessons come to their end.

Rule: while it drains no lesson is taken up, and nobody is let into one that is not here; those
here go on as ever, and whoever is in them knows until when. It does not stop by itself: whoever
drains it waits for `taught` to be false, or for the time to be over.
"""

from collections.abc import Mapping

import structlog

from classroom.failures import Unavailable
from classroom.states import Phase
from signaling.messages import Restarting
from signaling.page import Page
from signaling.room import LessonRoom

log = structlog.get_logger(__name__)

TAUGHT = frozenset({Phase.LIVE, Phase.PAUSED, Phase.HOLD})


class Draining:
    """Of all lessons of this node."""

    def __init__(self, rooms: Mapping[str, LessonRoom]) -> None:
        """Serve as ever; `rooms` are those here."""
        self._rooms = rooms
        self._until: float | None = None

    @property
    def on(self) -> bool:
        """Whether it has begun."""
        return self._until is not None

    @property
    def taught(self) -> int:
        """How many lessons are being taught here now."""
        return sum(room.record.phase in TAUGHT for room in self._rooms.values())

    @property
    def recorded(self) -> int:
        """How many are being recorded, with those that have just ended."""
        return sum(room.record.recording.on for room in self._rooms.values())

    def begin(self, until: float) -> None:
        """Drain, and tell everybody here until when: by the lessons' clock, at the latest."""
        self._until = until
        log.info("draining", lessons=self.taught, until=until)
        for room in self._rooms.values():
            room.announce(Restarting(at=until))

    def check(self) -> None:
        """Let another lesson be taken up; raises Unavailable `stopping`."""
        if self.on:
            raise Unavailable("stopping", "another one may take it")

    def to_who_came(self, page: Page) -> None:
        """Tell a page that has just come."""
        if self._until is not None:
            page.put(Restarting(at=self._until))
