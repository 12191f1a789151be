"""What stands behind the routes and needs the database: opened in order, closed in the reverse.

Rule: each part is given its own settings. What it opens gives the table its rows and the guard its
authenticators; the front door joins them with the gateway.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from classroom.store.transactions import Database
from config import sections
from web.api.table import rows
from web.guard import Authenticator, Guard
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
async def opened(
    database: Database, web: sections.Web, signin: sections.SignIn, limits: sections.Limits
) -> AsyncIterator[Services]:
    """Open them until the block ends."""
    revocations = Revocations()
    secure = web.public_url.startswith("https://")
    async with opened_desk(database, signin, secure=secure, revocations=revocations) as desk:
        authenticators: list[Authenticator] = [desk.holding.by_cookie]
        guard = Guard(
            authenticators,
            limits=limits,
            proxies=web.trusted_proxies,
            public_url=web.public_url,
        )
        yield Services(desk, revocations, guard, rows(operations(desk)))
