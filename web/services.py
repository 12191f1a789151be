"""What stands behind the routes and needs the database: opened in order, closed in the reverse.

Rule: each part is given its own settings. What it opens gives the table its rows and the guard its
authenticators; the front door joins them with the gateway.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple
from zoneinfo import ZoneInfo

from classroom.store.transactions import Database
from config.sections import Settings
from web.api import table
from web.api.jobs import Jobs
from web.api.tokens import by_token
from web.guard import Guard
from web.routes import Route
from web.signin.desk import Desk
from web.signin.opening import opened as opened_desk
from web.signin.operations import operations
from web.signin.revocations import Revocations


class Services(NamedTuple):
    """What was opened."""

    desk: Desk  # signing in
    revocations: Revocations  # to be told to the gateway, which puts people out
    guard: Guard
    rows: Sequence[Route]


@asynccontextmanager
async def opened(database: Database, settings: Settings) -> AsyncIterator[Services]:
    """Open them until the block ends."""
    web, revocations = settings.web, Revocations()
    secure = web.public_url.startswith("https://")
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            opened_desk(database, settings.signin, secure=secure, revocations=revocations)
        )
        jobs = await stack.enter_async_context(Jobs().serving())
        api = table.operations(table.Services(database, jobs, ZoneInfo(settings.timetable.zone)))
        guard = Guard(
            [desk.holding.by_cookie, by_token(database)],
            limits=settings.limits,
            proxies=web.trusted_proxies,
            public_url=web.public_url,
        )
        yield Services(desk, revocations, guard, table.rows([*operations(desk), *api]))
