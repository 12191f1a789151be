"""When the pages of a lesson are told what has changed.

Rule: at once, if it is quiet; when much happens, the less often the more pages there are to tell. A
page is told the difference between what it knows and what is, so whatever came in between is told
with it. An answer to a request may be there before what it brought about is told.
"""

import asyncio
from collections.abc import Callable

A_PAGE_SECONDS = 0.001  # rest for each page that was told: sixty are told 16 times a second


class Telling:
    """Calls `tell` after changes; `run` does it."""

    def __init__(self, tell: Callable[[], int]) -> None:
        """Tell nothing yet; `tell` returns how many pages it told."""
        self._tell = tell
        self._changed = asyncio.Event()

    def soon(self) -> None:
        """Note that there is something to tell."""
        self._changed.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(self._tell() * A_PAGE_SECONDS)
