"""What all of signing in works with: the database, the hasher, the sessions, the settings; and the
steps that several ways in have in common.

Rule: whatever checks a secret goes through `trying`, which makes wrong ones wait, alike for known
and unknown logins. A session's secret is made in `enter` and `rise`, and nowhere else. Each wrong
secret is in the audit trail; of what is sent while it has to wait, no more than a few a minute.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec
from aiohttp import web

from classroom.accounts import attempts as tries
from classroom.accounts import logins
from classroom.accounts import passwords as password_rules
from classroom.accounts import sessions as session_rules
from classroom.accounts.account import Account
from classroom.accounts.attempts import AttemptRules
from classroom.accounts.principal import Principal
from classroom.accounts.rules import is_signed_in_once, needs_second_factor
from classroom.accounts.sessions import Session
from classroom.audit.record import Actor, ActorKind, Note
from classroom.failures import Later, Refused
from classroom.register.checks import Invalid
from classroom.register.people import Person
from classroom.register.resource import Problem
from classroom.register.scope import ROOT
from classroom.store import accounts, attempts, sessions
from classroom.store.sanctions import barred
from classroom.store.transactions import Database, Transaction
from config import sections
from web.guard import ADDRESS
from web.rates import Rates
from web.routes import principal
from web.signin.hashing import Hasher
from web.signin.holding import Holding

HOUR, MINUTE = 3600.0, 60.0
_AGENT = 200
WAITED_A_MINUTE_LOGIN, WAITED_A_MINUTE = 6, 60  # records of tries that came too soon
TRIED = ("wrong_password", "locked", "too_soon", "too_busy")  # how `Desk.confirm` refuses


class Desk:
    """Where whoever wants to sign in is attended to."""

    def __init__(
        self,
        database: Database,
        hasher: Hasher,
        holding: Holding,
        rules: sections.SignIn,
        zone: str,
        early_seconds: float,
    ) -> None:
        """Work with these. The pages are told `zone`, as they keep the schools' time, and
        `early_seconds`: how long before its start a lesson opens.
        """
        self.database = database
        self.hasher = hasher
        self.holding = holding
        self.rules = rules
        self.zone = zone
        self.early_seconds = early_seconds
        self._attempt_rules = AttemptRules(
            lock_after=rules.lock_after, lock_seconds=rules.lock_minutes * MINUTE
        )
        self._being_tried: set[str] = set()
        self._waited = Rates(database.now)

    # ---------------------------------------------------------------- wrong secrets wait

    @asynccontextmanager
    async def trying(self, login: str, what: str, address: str) -> AsyncIterator[None]:
        """Let one secret of this login be tried now.

        Raises:
            Later: `locked`, `too_soon`: after too many wrong ones.
        """
        key = logins.key(login)
        if key in self._being_tried:
            raise Later("too_soon", seconds=1.0)
        self._being_tried.add(key)
        try:
            async with self.database.reading() as connection:
                tried = await attempts.of(connection, key)
            if seconds := tries.wait(tried, self.database.now()):
                code = "locked" if tried.locked else "too_soon"
                if self._is_worth_a_record(key):
                    await self._note_failure(login, what, address, code)
                raise Later(code, seconds=seconds)
            yield
        finally:
            self._being_tried.discard(key)

    async def failed(self, login: str, what: str, address: str, code: str) -> None:
        """Count a wrong secret, and have it recorded."""
        await self._note_failure(login, what, address, code, count=True)

    def _is_worth_a_record(self, key: str) -> bool:
        """Tell whether few tries have come too soon of late: nothing else slows them."""
        try:
            self._waited.count("login", key, WAITED_A_MINUTE_LOGIN)
            self._waited.count("all", "all", WAITED_A_MINUTE)
        except Later:
            return False
        return True

    async def _note_failure(
        self, login: str, what: str, address: str, code: str, *, count: bool = False
    ) -> None:
        key = logins.key(login)
        nobody = Actor(kind=ActorKind.NOBODY, address=address)
        async with self.database.writing(nobody) as t:
            account = await accounts.by_login(t.connection, login)
            if count:
                tried = await attempts.of(t.connection, key)
                tried = tries.failed(tried, self._attempt_rules, t.now)
                await attempts.keep(t.connection, key, tried)
            person = account.person if account else None
            await t.note(
                Note(
                    action=what,
                    kind="people",
                    object=person.id if person else "",
                    scope=person.scope if person else ROOT,
                    result=code,
                )
            )

    # ---------------------------------------------------------------- sessions

    async def enter(
        self, t: Transaction, person: Person, request: web.Request, session: Session, what: str
    ) -> list[str]:
        """Open the session; return the ids of those that ended for it: what the browser held, and
        what a person has too many of, or may have no other beside.

        Raises:
            Refused: `suspended`.
        """
        if await barred(t.connection, person, t.now):
            raise Refused("suspended")
        ended = []
        if secret := self.holding.cookies.secret(request.cookies):
            held = await sessions.find(t.connection, session_rules.hash_secret(secret))
            if held is not None:
                await sessions.end(t.connection, [held[0].id])
                ended.append(held[0].id)
        ended += await sessions.add(t.connection, session)
        result = "second_factor_needed" if self.holding.is_half(session, person) else "ok"
        note = Note(
            action=what, kind="sessions", object=session.id, scope=person.scope, result=result
        )
        await t.note(note)
        return ended if session.half else ended + await self.only(t, person, session)

    async def only(self, t: Transaction, person: Person, session: Session) -> list[str]:
        """End all of the person's sessions but this, which has just come to count, if a role of
        theirs asks for it; return their ids.
        """
        if not is_signed_in_once(person.grants, self.holding.sign_in_rules):
            return []
        ended = await sessions.end_of_person(t.connection, person.id, but=session.id)
        await t.note_all(
            [
                Note(
                    action="end_sessions",
                    kind="sessions",
                    object=each,
                    scope=person.scope,
                    detail='{"reason":"signed_in_elsewhere"}',
                )
                for each in ended
            ]
        )
        return ended

    def new_session(
        self, person: Person, request: web.Request, *, half: bool, strong: bool = False
    ) -> tuple[str, Session]:
        """Return a session to be opened, and its secret."""
        secret, now = session_rules.new_secret(), self.database.now()
        agent = "".join(c for c in request.headers.get("User-Agent", "") if c.isprintable())
        session = Session(
            id=secrets.token_hex(8),
            person=person.id,
            secret_hash=session_rules.hash_secret(secret),
            made_at=now,
            seen_at=now,
            half=half,
            strong=strong,
            address=request[ADDRESS],
            agent=agent[:_AGENT],
        )
        return secret, session

    async def rise(
        self, t: Transaction, who: Principal, *, strong: bool | None = None
    ) -> tuple[str, Session]:
        """Give the session a new secret, as whatever it may do more now asks for.

        Raises:
            Refused: `not_signed_in`: it has ended meanwhile.
        """
        held = await sessions.get(t.connection, who.actor.session)
        if held is None:
            raise Refused("not_signed_in")
        secret, session = session_rules.new_secret(), held[0]
        session = msgspec.structs.replace(
            session, secret_hash=session_rules.hash_secret(secret), seen_at=t.now
        )
        if strong is not None:
            made_at = t.now if session.half else session.made_at
            session = msgspec.structs.replace(session, half=False, strong=strong, made_at=made_at)
        await sessions.replace(t.connection, session)
        return secret, session

    def needs_second_factor(self, account_totp: str, person: Person) -> bool:
        """Tell whether the password alone does not let this person in."""
        return bool(account_totp) or needs_second_factor(person.grants, self.holding.sign_in_rules)

    def actor(self, person: Person, session: Session) -> Actor:
        """Return who acts in a session that is being opened."""
        return Actor(
            kind=ActorKind.PERSON, id=person.id, session=session.id, address=session.address
        )

    # ---------------------------------------------------------------- of one's own account

    async def own_account(self, request: web.Request) -> Account:
        """Return the account of whoever asks."""
        async with self.database.reading() as connection:
            account = await accounts.of_person(connection, principal(request).person)
        if account is None:
            raise Refused("not_signed_in")
        return account

    async def confirm(self, request: web.Request, account: Account, password: str) -> None:
        """Make certain that it is still the person who sits there.

        Raises:
            Refused: `wrong_password`.
            Later: `locked`, `too_soon`.
        """
        address = request[ADDRESS]
        async with self.trying(account.login, "confirm_password", address):
            if not await self.hasher.is_right(account.password, password):
                await self.failed(account.login, "confirm_password", address, "wrong_password")
                raise Refused("wrong_password")

    async def new_password(
        self, password: str, known: Sequence[str], before: Sequence[str] = ()
    ) -> str:
        """Return the hash of a password somebody chose.

        Raises:
            Invalid: it is none; `used_before`, besides the pure rules' codes.
        """
        if problems := password_rules.problems(password, known):
            raise Invalid(problems)
        if await self.hasher.is_one_of(before, password):
            about = {"limit": password_rules.REMEMBERED}
            raise Invalid([Problem("password", "used_before", about)])
        return await self.hasher.hash(password)
