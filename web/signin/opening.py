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
    early_seconds: float,
    revocations: Revocations,
) -> AsyncIterator[Desk]:
    """Open the desk; at the end, close it. `secure`: whether people come by https; `zone`: where
    the schools are; `early_seconds`: how long before its start a lesson opens.
    """
    session_rules = SessionRules(
        idle_seconds=rules.idle_minutes * MINUTE, absolute_seconds=rules.absolute_hours * HOUR
    )
    holding = Holding(database, session_rules, Cookies(secure=secure), revocations)
    with Hasher(rules) as hasher:
        async with holding.going_round():
            yield Desk(database, hasher, holding, rules, zone, early_seconds)
