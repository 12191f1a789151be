"""The sessions that are held: from a cookie to whom it stands for, and to its end.

Rule: every request looks its session up, so that one that was ended is gone at once, and a role
that was taken away with it. When it was used last is remembered here, and written now and then: a
request waits for no writer.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec
import structlog
from aiohttp import web

from classroom.accounts import sessions as rules_of
from classroom.accounts.principal import Principal
from classroom.accounts.rules import SignInRules, needs_second_factor
from classroom.accounts.sessions import Session, SessionRules
from classroom.audit.record import SERVER, Actor, ActorKind, Note
from classroom.failures import Unavailable
from classroom.register.people import Person, VerifiedBy
from classroom.store import sessions, settings
from classroom.store.transactions import Database
from web.guard import ADDRESS
from web.signin.cookies import Cookies
from web.signin.revocations import Revocations

log = structlog.get_logger(__name__)

ROUND_SECONDS = 20.0
UNATTENDED = "X-Unattended"  # the page asks by itself, nobody sits before it


class Holding:
    """Knows who holds which session; implements `classroom.ports.SignIns`."""

    def __init__(
        self, database: Database, rules: SessionRules, cookies: Cookies, revocations: Revocations
    ) -> None:
        """Hold what is in `database`."""
        self._database = database
        self._seen: dict[str, float] = {}
        self.rules = rules
        self.cookies = cookies
        self.revocations = revocations
        self.sign_in_rules = SignInRules()

    @asynccontextmanager
    async def going_round(self) -> AsyncIterator["Holding"]:
        """End what has run out, now and then, until the block ends."""
        await self.load_rules()
        task = asyncio.create_task(self._rounds(), name="sessions that run out")
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def by_cookie(self, request: web.Request) -> Principal | None:
        """Tell who asks; see `web.guard.Authenticator`."""
        used = UNATTENDED not in request.headers
        return await self._principal(request.cookies, request[ADDRESS], used=used)

    async def who(self, cookies: Mapping[str, str], address: str) -> Principal | None:
        """Tell who is signed in by these cookies, for a lesson's door (`classroom.ports.SignIns`):
        nobody whose second factor is still to come.
        """
        principal = await self._principal(cookies, address, used=True)
        return None if principal is None or principal.half else principal

    async def ended(self, ids: Sequence[str]) -> Collection[str]:
        """Return which of these sessions, which are in a lesson now, have ended. That they are in
        one counts as use.
        """
        async with self._database.reading() as connection:
            there = await sessions.still_there(connection, ids)
        now = self._database.now()
        self._seen.update(dict.fromkeys(there, now))
        return set(ids) - there

    async def _principal(
        self, cookies: Mapping[str, str], address: str, *, used: bool
    ) -> Principal | None:
        secret = self.cookies.secret(cookies)
        if not secret:
            return None
        async with self._database.reading() as connection:
            held = await sessions.find(connection, rules_of.hash_secret(secret))
        if held is None:
            return None
        session, person = held
        now = self._database.now()
        if rules_of.ended(self._as_seen(session), self.rules, now) is not None:
            return None
        if self.is_half(session, person) and not session.half:
            return None  # a role was given since that asks for more: back to the beginning
        if used:
            self._seen[session.id] = now
        return self.principal_of(session, person, address, secret)

    def principal_of(
        self, session: Session, person: Person, address: str, secret: str
    ) -> Principal:
        """Return who holds this session."""
        half = self.is_half(session, person)
        return Principal(
            actor=Actor(kind=ActorKind.PERSON, id=person.id, session=session.id, address=address),
            grants=() if half else person.grants,
            person=person.id,
            name=person.display_name,
            verified=person.verified_by is not VerifiedBy.NOBODY,
            strong=session.strong,
            half=half,
            csrf=rules_of.csrf_token(secret),
            until=rules_of.until(session, self.rules),
        )

    def is_half(self, session: Session, person: Person) -> bool:
        """Tell whether a second factor is missing."""
        enforced = needs_second_factor(person.grants, self.sign_in_rules)
        return session.half or (enforced and not session.strong)

    async def go_round(self) -> None:
        """Write down what was used when, and end what has run out."""
        now = self._database.now()
        await self.load_rules()
        async with self._database.reading() as connection:
            idle = not self._seen and not await sessions.over(connection, self.rules, now)
        if idle:
            return
        seen, self._seen = self._seen, {}
        try:
            async with self._database.writing(SERVER) as t:
                await sessions.seen(t.connection, seen)
                over = await sessions.over(t.connection, self.rules, now)
                await sessions.end(t.connection, [session.id for session, _ in over])
                await t.note_all([self._note(session, person, now) for session, person in over])
        except Unavailable:
            self._seen = seen | self._seen
            raise
        await self.revocations.sessions_ended([session.id for session, _ in over])

    async def load_rules(self) -> None:
        """Read again what administrators decide."""
        async with self._database.reading() as connection:
            self.sign_in_rules, _ = await settings.read(connection, "sign_in", SignInRules)

    def _as_seen(self, session: Session) -> Session:
        seen = max(session.seen_at, self._seen.get(session.id, 0.0))
        return msgspec.structs.replace(session, seen_at=seen)

    def _note(self, session: Session, person: Person, now: float) -> Note:
        reason = rules_of.ended(session, self.rules, now) or "person_left"
        return Note(
            action="session_ended",
            kind="sessions",
            object=session.id,
            scope=person.scope,
            detail=msgspec.json.encode({"person": person.id, "why": reason}).decode(),
        )

    async def _rounds(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self.go_round()
            except Unavailable as failure:
                log.warning("sessions_not_looked_at", code=failure.code)
            except Exception:
                log.exception("sessions_bug")
