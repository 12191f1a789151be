"""Lets pupils' data go when its time is over, while the server runs: as guardians were told.

Rule: it looks at its start and then every hour. Each turn is a short transaction of its own, with
a record in the audit trail for every pupil, and others get theirs in between.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import structlog

from classroom.register.erasure import Keeping
from classroom.store.erasing import DatabaseErasing
from classroom.store.transactions import Database
from classroom.timetable.days import day_at
from web.repeating import repeating

LOOK_SECONDS = 3600.0
TURN_SECONDS = 0.1  # between two transactions
log = structlog.get_logger(__name__)


class PrivacyKeeper:
    """Looks after the pupils' data of one database."""

    def __init__(self, database: Database, keeping: Keeping, zone: ZoneInfo) -> None:
        """Keep it as long as `keeping` says; `zone` is where the schools are."""
        self.looked = asyncio.Event()  # set once it has looked since the server's start
        self._database, self._keeping, self._zone = database, keeping, zone
        self._erasing = DatabaseErasing(database)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["PrivacyKeeper"]:
        """Look after it until the block ends."""
        async with repeating("forgetting", self._look_and_say, lambda: LOOK_SECONDS):
            yield self

    async def look(self) -> int:
        """Let go whatever is due; return of how many pupils.

        Raises:
            Unavailable: `store_down`.
        """
        all = 0
        while gone := await self._erasing.forget(self._keeping, self._today()):
            all += gone
            await asyncio.sleep(TURN_SECONDS)
        answers = 0
        while gone := await self._erasing.forget_answers(self._keeping, self._today()):
            answers += gone
            await asyncio.sleep(TURN_SECONDS)
        if all or answers:
            log.info("forgotten", pupils=all, answers=answers)
        return all

    async def _look_and_say(self) -> None:
        try:
            await self.look()
        finally:
            self.looked.set()

    def _today(self) -> str:
        return day_at(self._database.now(), self._zone)
