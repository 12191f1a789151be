"""Everything that HTTP answers from, opened together and closed again: who is signed in, the API.

Rule: a part is given what it works with here, and nothing is made anywhere else. Whoever is told of
sessions that end listens to `revocations`.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import NamedTuple
from zoneinfo import ZoneInfo

from classroom.store.transactions import Database
from config.sections import Settings
from web.api.jobs import Jobs
from web.api.table import Services as ApiServices
from web.api.table import operations, rows
from web.api.tokens import by_token
from web.guard import Guard
from web.routes import Route
from web.signin import opening
from web.signin.desk import Desk
from web.signin.revocations import Revocations
from web.signin.routes import routes


class Services(NamedTuple):
    """What the application needs of them."""

    guard: Guard
    routes: list[Route]
    desk: Desk
    revocations: Revocations


@asynccontextmanager
async def opened(database: Database, settings: Settings) -> AsyncIterator[Services]:
    """Open them; at the end, close them."""
    here, revocations = settings.web, Revocations()
    secure = here.public_url.startswith("https://")
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(
            opening.opened(database, settings.signin, secure=secure, revocations=revocations)
        )
        jobs = await stack.enter_async_context(Jobs().serving())
        api = operations(ApiServices(database, jobs, ZoneInfo(settings.timetable.zone)))
        guard = Guard(
            [desk.holding.by_cookie, by_token(database)],
            limits=settings.limits,
            proxies=here.trusted_proxies,
            public_url=here.public_url,
            now=database.now,
        )
        yield Services(guard, [*routes(desk), *rows(api)], desk, revocations)
