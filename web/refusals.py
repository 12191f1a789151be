"""What was refused at the door, in the audit trail: who tried what they may not.

Rule: bounded, so that nobody fills the disk by being refused: so many records a minute, fewer of
one address; what goes beyond is counted and told with the next. Nobody waits for it to be written.
What was refused because of the state of things (taken already, changed meanwhile) is no attempt and
is not recorded; nor is a failed sign-in here, whose record is written where it fails.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.audit.record import Actor, ActorKind, Note
from classroom.failures import Failure, Refused, Unavailable
from classroom.permissions import Action
from classroom.register.scope import shared
from classroom.store.transactions import Database
from web.guard import ADDRESS, SAFE
from web.rates import Rates
from web.routes import PRINCIPAL, row_of
from web.sender import subscriber

ALWAYS = frozenset({"not_allowed", "not_from_here"})
UNSAFE = frozenset({"bad_csrf", "bad_origin", "not_signed_in", "not_verified"})
A_MINUTE = 60
A_MINUTE_ADDRESS = 6
WAITING = 100
LAST_SECONDS = 3.0  # for what still waits when the server stops
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
log = structlog.get_logger(__name__)


class _Refusal(NamedTuple):
    by: Actor
    note: Note


class Refusals:
    """Watches requests, and records those that were refused."""

    def __init__(self, database: Database) -> None:
        """Record in `database`."""
        self.beside = 0  # refused since the last record, and not recorded
        self._database = database
        self._rates = Rates(database.now)
        self._waiting: asyncio.Queue[_Refusal] = asyncio.Queue(WAITING)

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the request pass; look only at how it fails."""
        try:
            return await handler(request)
        except Refused as refused:
            if refused.code in ALWAYS or (refused.code in UNSAFE and request.method not in SAFE):
                self._take(request, refused)
            raise

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Refusals"]:
        """Write until the block ends; what still waits then is written, too, if it goes quickly."""
        task = asyncio.create_task(self._write_always())
        try:
            yield self
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.written(), LAST_SECONDS)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def written(self) -> None:
        """Wait until nothing waits."""
        await self._waiting.join()

    def _take(self, request: web.Request, refused: Refused) -> None:
        try:
            address = subscriber(request.get(ADDRESS, ""))
            self._rates.count("address", address, A_MINUTE_ADDRESS)
            self._rates.count("all", "all", A_MINUTE)
            self._waiting.put_nowait(self._refusal(request, refused))
        except (Failure, asyncio.QueueFull):
            self.beside += 1
        else:
            self.beside = 0

    def _refusal(self, request: web.Request, refused: Refused) -> _Refusal:
        row, principal = row_of(request), request.get(PRINCIPAL)
        action, route = "request", "?"
        if row is not None:
            route = row.path
            if isinstance(row.access, Action):
                action = row.access.value
        scopes = [] if principal is None else [grant.scope for grant in principal.grants]
        detail: dict[str, str | int] = {"method": request.method[:10], "route": route}
        if self.beside:
            detail["beside"] = self.beside
        id = request.match_info.get("id", "")
        return _Refusal(
            _nobody(request) if principal is None else principal.actor,
            Note(
                action=action,
                kind="requests",
                object=id if _ID.fullmatch(id) else "",
                scope=shared(scopes) if scopes else "",
                result=refused.code,
                detail=msgspec.json.encode(detail).decode(),
            ),
        )

    async def _write_always(self) -> None:
        while True:
            refusal = await self._waiting.get()
            try:
                async with self._database.writing(refusal.by) as transaction:
                    await transaction.note(refusal.note)
            except Unavailable as failure:
                log.warning("refusal_not_recorded", code=failure.code)
            except Exception:
                log.exception("refusals_bug")
            finally:
                self._waiting.task_done()


def _nobody(request: web.Request) -> Actor:
    return Actor(kind=ActorKind.NOBODY, address=request.get(ADDRESS, ""))
