"""The session: made by a password, raised by a second factor, told, ended.

Rule: an unknown account and a wrong password get the same answer for the same work. What a browser
brought along is never made into a session: each gets a secret it has not seen.
"""

from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from classroom.accounts import logins, second_factor
from classroom.accounts import passwords as password_rules
from classroom.accounts.account import Account
from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.register.people import Grant, Person
from classroom.store import accounts, attempts, changes, sessions
from classroom.store.transactions import Transaction
from web import bodies
from web.api.operations import BASE, Operation
from web.guard import ADDRESS
from web.routes import Access, Rate, principal
from web.signin.desk import Desk

Typed = Annotated[str, msgspec.Meta(max_length=1024)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody types to sign in."""

    login: Typed
    password: Typed


class FactorCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second factor: the six digits, or a recovery code."""

    code: Typed


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, or that nobody is. `step` says what is still to come."""

    step: str = "password"  # password, second_factor, enrol (a second factor), done
    setup: bool = False  # there is no administrator: the server's terminal has a link
    session: str = ""
    person: str = ""
    name: str = ""
    picture: str = ""  # changes with the picture; "" when there is none
    grants: tuple[Grant, ...] = ()
    verified: bool = False
    strong: bool = False
    csrf: str = ""
    until: float = 0.0  # when it ends whatever happens
    idle_seconds: float = 0.0
    zone: str = ""  # where the schools are, by its name in the IANA database
    early_seconds: float = 0.0  # how long before its start a lesson opens
    password_is_old: bool = False


class Entering:
    """Answers at /api/v1/session."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk
        self._set_up = False  # once it is, it stays so until the next start

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/session", access=Access.ANYONE, handler=self.tell,
                name="getSession", about="session",
                summary="Tell who is signed in, or that nobody is.", answer=SignedIn,
            ),
            Operation(
                method="POST", path=f"{BASE}/session", access=Access.PUBLIC, handler=self.sign_in,
                name="signIn", about="session", rate=Rate.GUESS,
                summary="Sign in with a login and a password.", body=Entry, answer=SignedIn,
                failures=("wrong_sign_in", "suspended", "locked", "too_soon", "too_busy"),
            ),
            Operation(
                method="DELETE", path=f"{BASE}/session", access=Access.SIGNING_IN,
                handler=self.sign_out, name="signOut", about="session", summary="End the session.",
                answer=SignedIn,
            ),
            Operation(
                method="POST", path=f"{BASE}/session/second-factor", access=Access.SIGNING_IN,
                handler=self.second_step, name="giveSecondFactor", about="session",
                rate=Rate.GUESS, summary="Give the second factor that the session waits for.",
                body=FactorCode, answer=SignedIn,
                failures=("wrong_code", "locked", "too_soon", "no_second_factor"),
            ),
        ]  # fmt: skip

    async def sign_in(self, request: web.Request) -> web.StreamResponse:
        """Open a session for a login and a password."""
        entry = await bodies.read(request, Entry)
        desk, login, address = self._desk, logins.normal(entry.login), request[ADDRESS]
        async with desk.trying(login, "sign_in", address):
            async with desk.database.reading() as connection:
                account = await accounts.by_login(connection, login)
            right = await desk.hasher.is_right(
                account.password if account else None, entry.password
            )
            if account is None or not right:
                await desk.failed(login, "sign_in", address, "wrong_sign_in")
                raise Refused("wrong_sign_in")
            fresh = None
            if desk.hasher.is_outdated(account.password):
                fresh = await desk.hasher.hash(entry.password)
            return await self.open(request, account, fresh)

    async def open(
        self, request: web.Request, account: Account, fresh: str | None = None
    ) -> web.StreamResponse:
        """Open a session for an account whose password was right just now; `fresh` is its hash at
        the cost that is set now.
        """
        desk, person = self._desk, account.person
        half = desk.needs_second_factor(account.totp, person)
        secret, session = desk.new_session(person, request, half=half)
        async with desk.database.writing(desk.actor(person, session)) as t:
            current = await accounts.of_person(t.connection, person.id)
            if current is None or current.password != account.password:
                raise Refused("wrong_sign_in", "it was changed meanwhile")
            if fresh is not None:
                await accounts.set_password(t.connection, person.id, fresh, None)
            if not half:
                await attempts.forget(t.connection, logins.key(account.login))
            ended = await desk.enter(t, person, request, session, "sign_in")
            who = desk.holding.principal_of(session, person, request[ADDRESS], secret)
            answer = bodies.told(await self.told(t.connection, who, current))
        await desk.holding.revocations.sessions_ended(ended)
        desk.holding.cookies.give(answer, secret)
        return answer

    async def second_step(self, request: web.Request) -> web.StreamResponse:
        """Take the second factor of a session that waits for it."""
        given, who, desk = await bodies.read(request, FactorCode), principal(request), self._desk
        account = await desk.own_account(request)
        if not account.totp:
            raise Refused("no_second_factor", "there is none yet; it is to be set up first")
        async with desk.trying(account.login, "second_factor", request[ADDRESS]):
            async with desk.database.writing(who.actor) as t:
                used = await self._use(t, account.person, given.code)
                if used:
                    secret, session = await desk.rise(t, who, strong=True)
                    ended = await desk.only(t, account.person, session)
                    await attempts.forget(t.connection, logins.key(account.login))
                    note = Note(
                        action="second_factor",
                        kind="sessions",
                        object=session.id,
                        scope=account.person.scope,
                        detail=msgspec.json.encode({"by": used}).decode(),
                    )
                    await t.note(note)
                    who = desk.holding.principal_of(
                        session, account.person, request[ADDRESS], secret
                    )
                    answer = bodies.told(await self.told(t.connection, who, account))
            if not used:
                await desk.failed(account.login, "second_factor", request[ADDRESS], "wrong_code")
                raise Refused("wrong_code")
        await desk.holding.revocations.sessions_ended(ended)
        desk.holding.cookies.give(answer, secret)
        return answer

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """Tell who is signed in."""
        who, desk = principal(request), self._desk
        async with desk.database.reading() as connection:
            account = await accounts.of_person(connection, who.person) if who.person else None
            if account is not None:
                return bodies.told(await self.told(connection, who, account))
            if not self._set_up:
                self._set_up = await accounts.there_is_an_administrator(connection)
        return bodies.told(SignedIn(setup=not self._set_up))

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """End the session."""
        who, desk = principal(request), self._desk
        async with desk.database.writing(who.actor) as t:
            held = await sessions.get(t.connection, who.actor.session)
            await sessions.end(t.connection, [who.actor.session])
            scope = held[1].scope if held else "/"
            note = Note(action="sign_out", kind="sessions", object=who.actor.session, scope=scope)
            await t.note(note)
        await desk.holding.revocations.sessions_ended([who.actor.session])
        answer = bodies.told(SignedIn())
        desk.holding.cookies.take(answer)
        return answer

    async def told(self, connection: AsyncConnection, who: Principal, account: Account) -> SignedIn:
        """Return who is signed in, as they may know it themselves."""
        holding, now = self._desk.holding, self._desk.database.now()
        step = "done" if not who.half else "second_factor" if account.totp else "enrol"
        days = holding.sign_in_rules.password_days
        return SignedIn(
            step=step,
            session=who.actor.session,
            person=who.person,
            name=who.name,
            picture=await changes.picture_version(connection, who.person),
            grants=who.grants,
            verified=who.verified,
            strong=who.strong,
            csrf=who.csrf,
            until=who.until,
            idle_seconds=holding.rules.idle_seconds,
            zone=self._desk.zone,
            early_seconds=self._desk.early_seconds,
            password_is_old=password_rules.is_old(account.password_at, now, days),
        )

    async def _use(self, t: Transaction, person: Person, code: str) -> str | None:
        """Use a code up; return what kind it was, or None: it opens nothing."""
        account = await accounts.of_person(t.connection, person.id)
        if account is None:
            return None
        step = second_factor.step_of(account.totp, code, account.totp_step, t.now)
        if step is not None:
            await accounts.set_totp(t.connection, person.id, step=step)
            return "totp"
        hash = second_factor.hash_recovery_code(code)
        used = await accounts.use_recovery_code(t.connection, person.id, hash)
        return "recovery_code" if used else None
