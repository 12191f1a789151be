"""Opening everything that signing in needs, and closing it again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from classroom.accounts.sessions import SessionRules
from classroom.store.transactions import Database
from config import sections
from web.signin.cookies import Cookies
from web.signin.desk import HOUR, MINUTE, Desk
from web.signin.hashing import Hasher
from web.signin.holding import Holding
from web.signin.revocations import Revocations


@asynccontextmanager
async def opened(
    database: Database,
    rules: sections.SignIn,
    *,
    secure: bool,
    zone: str,
    revocations: Revocations,
) -> AsyncIterator[Desk]:
    """Open the desk; at the end, close it. `secure`: whether people come by https; `zone`: where
    the schools are.
    """
    session_rules = SessionRules(
        idle_seconds=rules.idle_minutes * MINUTE, absolute_seconds=rules.absolute_hours * HOUR
    )
    holding = Holding(database, session_rules, Cookies(secure=secure), revocations)
    with Hasher(rules) as hasher:
        async with holding.going_round():
            yield Desk(database, hasher, holding, rules, zone)
