"""Whether to send people here, and what is missing if not.

Rule: asked as often as anybody likes, the database is asked once a second at most; one that does
not answer in time counts as away. What is told is which part, and nothing else.
"""

import asyncio
from enum import StrEnum
from typing import Protocol

from classroom.failures import Unavailable

FRESH_SECONDS = 1.0
ANSWER_SECONDS = 2.0


class Missing(StrEnum):
    """What is not there."""

    STORE = "store"  # the database does not answer
    MEDIA = "media"  # no media worker runs
    RECORDER = "recorder"  # a lesson is to be recorded, and its process does not run
    LESSONS = "lessons"  # what happens in the media plane is not followed (any more)
    DRAINING = "draining"  # it is about to stop


class Store(Protocol):
    """What is asked of the database."""

    async def answer(self) -> None:
        """Return when it was read; raise Unavailable if it cannot be."""
        ...


class Media(Protocol):
    """What is asked of the media workers."""

    @property
    def ready(self) -> bool:
        """Whether one runs."""
        ...


class Recorder(Protocol):
    """What is asked of the recorder."""

    @property
    def wanting(self) -> bool:
        """Whether it is wanted and not running."""
        ...


class Draining(Protocol):
    """What is asked of the draining."""

    @property
    def on(self) -> bool:
        """Whether it has begun."""
        ...


class Lessons(Protocol):
    """What is asked of the lessons."""

    @property
    def ready(self) -> bool:
        """Whether the media plane is followed."""
        ...

    @property
    def draining(self) -> Draining:
        """Whether they are coming to their end."""
        ...


class Readiness:
    """Looks at the parts of this server."""

    def __init__(self, store: Store, lessons: Lessons, media: Media, recorder: Recorder) -> None:
        """Look at these."""
        self._store, self._lessons = store, lessons
        self._media, self._recorder = media, recorder
        self._looking = asyncio.Lock()
        self._looked_at: float | None = None
        self._stored = False

    async def missing(self) -> tuple[Missing, ...]:
        """Return what is not there; nothing: send people here."""
        parts = {
            Missing.STORE: not await self.stored(),
            Missing.MEDIA: not self._media.ready,
            Missing.RECORDER: self._recorder.wanting,
            Missing.LESSONS: not self._lessons.ready,
            Missing.DRAINING: self._lessons.draining.on,
        }
        return tuple(part for part, away in parts.items() if away)

    async def stored(self) -> bool:
        """Tell whether the database answers."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if self._looked_at is None or now - self._looked_at >= FRESH_SECONDS:
                try:
                    async with asyncio.timeout(ANSWER_SECONDS):
                        await self._store.answer()
                    self._stored = True
                except (Unavailable, TimeoutError):
                    self._stored = False
                self._looked_at = asyncio.get_running_loop().time()
            return self._stored
