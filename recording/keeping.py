"""Recordings whose time is over go: the rows first, so that nobody sees them, then every file.

Rule: level-triggered, so that a server that was killed in between goes on with it; a row says that
the files are gone only when the shelf has none of them any more.
"""

import asyncio

import structlog

from classroom.failures import Failure, Unavailable
from classroom.recording.noting import Deleting
from classroom.recording.recording import Recording
from recording.shelf.shelves import Shelves

log = structlog.get_logger(__name__)


class RecordingKeeper:
    """Looks after the recordings of one database."""

    def __init__(self, rows: Deleting, shelves: Shelves) -> None:
        """Delete what the rows say from the shelves."""
        self._rows, self._shelves = rows, shelves
        self._sweeping = asyncio.Lock()

    async def look(self) -> None:
        """Let go whatever is due.

        Raises:
            Unavailable: `store_down`.
        """
        while gone := await self._rows.delete_due():
            log.info("recordings_over", recordings=gone)
        await self.sweep()

    async def sweep(self) -> None:
        """Delete the files of all that was taken away, as far as the shelves can be reached.

        Raises:
            Unavailable: `store_down`.
        """
        async with self._sweeping:
            await self._sweep()

    async def _sweep(self) -> None:
        tried: set[str] = set()
        while some := [each for each in await self._rows.to_go() if each.id not in tried]:
            for recording in some:
                tried.add(recording.id)
                if await self._delete(recording):
                    await self._rows.gone(recording)

    async def _delete(self, recording: Recording) -> bool:
        places = dict.fromkeys([recording.shelf, ""])  # the folder, too: it may have been left
        try:
            for place in places:
                shelf = self._shelves.at(place)
                await shelf.delete(recording.id)
                if await shelf.names(recording.id):
                    raise Unavailable("shelf_down", "it still has some of the files")
        except Failure as failure:
            log.error("recording_not_deleted", recording=recording.id, error=str(failure))
            return False
        return True
