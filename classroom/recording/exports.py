"""An export as its owner sees it: one film of a recording, asked for, made, kept for a while.

Rule: an export is whose who asked for it, since their name is burned into it. Times are seconds
since the epoch, UTC; what is cut out is told on the recording's own time line.
"""

from enum import StrEnum
from typing import Protocol

import msgspec

from classroom.recording.recording import Recording

PIECE_SECONDS = 30  # of film that one piece of an export holds


class ExportLayout(StrEnum):
    """What is where in the picture."""

    LECTURER = "lecturer"  # slides or screen large; the lecturer and the stage beside them
    SIDE_BY_SIDE = "side_by_side"  # the lecturer and the slides alike; the stage below
    GRID = "grid"  # everybody alike


class ExportState(StrEnum):
    """How an export stands."""

    WAITING = "waiting"  # for others before it, or for a server that was restarted
    MAKING = "making"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"  # its time is over, or something that it shows was erased


UNDER_WAY = frozenset({ExportState.WAITING, ExportState.MAKING})


class ExportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made."""

    layout: ExportLayout
    since: float
    until: float
    language: str  # of what is written into the picture: zh, en
    mark: str  # the watermark's words
    pupils: bool = True  # classrooms' pictures may be in it

    @property
    def pieces(self) -> int:
        """How many pieces it is made in.

        >>> two = ExportOrder(layout=ExportLayout.GRID, since=5, until=36, language="zh", mark="")
        >>> two.pieces
        2
        """
        return max(1, -int(-(self.until - self.since) // PIECE_SECONDS))


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """One export."""

    id: str
    recording: str
    person: str  # who asked for it, and may have it
    order: ExportOrder
    state: ExportState
    asked_at: float
    done: int  # steps: its pieces, then the sound
    of: int
    bytes: int  # of the file; before it is there: about how many it will be
    why: str  # the code why it failed
    finished_at: float | None
    delete_after: float | None


class Exports(Protocol):
    """Keeps the rows of exports. Whatever it is asked, it may be `Unavailable`."""

    async def take_up(self) -> None:
        """Let what a server that was killed was making wait again."""
        ...

    async def next(self) -> tuple[Export, Recording] | None:
        """Return the one that waits longest, being made from now on; None: none waits."""
        ...

    async def progressed(self, id: str, done: int) -> None:
        """Note how far it is."""
        ...

    async def made(self, id: str, bytes: int) -> bool:
        """Note that its file is there. False: nobody wants it any more."""
        ...

    async def failed(self, id: str, why: str) -> None:
        """Note that it cannot be made."""
        ...

    async def expire(self) -> None:
        """Let go those whose time is over, and those of recordings that were deleted."""
        ...

    async def kept(self) -> frozenset[str]:
        """Return the ids of those whose files are to stay."""
        ...
