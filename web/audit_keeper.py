"""Keeps the audit trail while the server runs: signs its heads, and drops what is old enough.

Rule: it looks at its start and then every hour, so that a day is signed soon after its midnight,
and days on which the server was off are signed when it is back. A trail that is broken is not
signed any further, and nothing of it is dropped: it is evidence.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import structlog

from classroom.audit.seals import DAY, day_of
from classroom.audit.walk import Break
from classroom.store.audit_keeping import drop_old, sign_heads
from classroom.store.audit_key import AuditKey
from classroom.store.audit_trail import AuditTrail
from classroom.store.transactions import Database
from web.repeating import repeating

LOOK_SECONDS = 3600.0
AFTER_MIDNIGHT_SECONDS = 60.0
log = structlog.get_logger(__name__)


class Kept(NamedTuple):
    """A trail that is looked after."""

    trail: AuditTrail
    key: AuditKey
    keeper: "AuditKeeper"


@asynccontextmanager
async def kept(database: Database, key_file: Path, keep_days: int) -> AsyncIterator["Kept"]:
    """Keep the database's trail until the block ends; the first start makes its key.

    Raises:
        Unavailable: `audit_key`, `store_down`.
    """
    trail = AuditTrail(database)
    key = AuditKey.of_server(key_file, await trail.signed_by())
    async with AuditKeeper(trail, key, keep_days, database.now).serving() as keeper:
        yield Kept(trail, key, keeper)


class AuditKeeper:
    """Looks after one trail."""

    def __init__(
        self, trail: AuditTrail, key: AuditKey, keep_days: int, now: Callable[[], float]
    ) -> None:
        """Sign with `key`; keep records for `keep_days`."""
        self.broken: Break | None = None  # found while signing
        self.looked = asyncio.Event()  # set once it has looked since the server's start
        self._trail, self._key, self._keep_days, self._now = trail, key, keep_days, now
        self._dropped_on = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["AuditKeeper"]:
        """Keep it until the block ends."""
        async with repeating("audit_keeping", self._look_and_say, self._pause):
            yield self

    async def look(self) -> None:
        """Do what is due.

        Raises:
            Unavailable: `store_down`.
        """
        now = self._now()
        self.broken = await sign_heads(self._trail, self._key, now)
        if self.broken is None and self._dropped_on != day_of(now):
            self._dropped_on = day_of(now)
            self.broken = await drop_old(self._trail, self._key, now, self._keep_days)
        if self.broken is not None:
            log.error("audit_broken", number=self.broken.number, fault=str(self.broken.fault))

    async def _look_and_say(self) -> None:
        try:
            await self.look()
        finally:
            self.looked.set()

    def _pause(self) -> float:
        to_midnight = DAY - self._now() % DAY
        return min(LOOK_SECONDS, to_midnight + AFTER_MIDNIGHT_SECONDS)
