"""What becomes of recordings, noted as it happens: a port of the classroom.

Rule: everything here may be said again and means the same; a step is taken only from where it may
be, so that what has been sealed is never begun again.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from classroom.recording.recording import Figures, Recording


class Noting(Protocol):
    """Takes note that there is a recording. Whatever it is asked, it may be `Unavailable`."""

    async def begun(self, lesson: str, at: float) -> bool:
        """Note that a lesson is recorded from now on, or still.

        False: nothing may be written of it any more, since its recording is being closed, or is.

        Raises:
            Refused: `lesson_unknown`.
        """
        ...

    async def ended(self, lesson: str, at: float) -> None:
        """Note that everything is on the disk: it waits to be closed now."""
        ...


class Recordings(Noting, Protocol):
    """Keeps the rows of recordings."""

    async def unfinished(self) -> Sequence[Recording]:
        """Return those that are being recorded or wait to be closed, the oldest first."""
        ...

    async def known(self, lessons: Collection[str]) -> Sequence[Recording]:
        """Return those of these lessons that there are."""
        ...

    async def take_up(self, at: float) -> None:
        """Note as ended what a server that was killed has left of lessons that are over."""
        ...

    async def sealed(self, lesson: str, figures: Figures, shelf: str) -> None:
        """Note that it is closed, and where it stands."""
        ...

    async def failed(self, lesson: str, why: str, figures: Figures, shelf: str) -> None:
        """Note that nothing usable was written; what there is stands there."""
        ...


class Deleting(Protocol):
    """Keeps the rows of those whose time is over."""

    async def delete_due(self) -> int:
        """Take away those whose time is over and that no hold keeps, a few at a time; say how many.

        With them inspection sheets whose time is over, and wishes that name no recording.
        Nobody sees them any more; their files are deleted next.
        """
        ...

    async def to_go(self) -> Sequence[Recording]:
        """Return some that were taken away and whose files may still be there."""
        ...

    async def gone(self, recording: Recording) -> None:
        """Note that the last of its files was deleted."""
        ...
