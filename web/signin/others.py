"""What administrators do with the accounts of others: invite, unlock, sign out, close.

Rule: whoever could not have given all the roles that a person has does not touch that person's
account (`classroom.accounts.granting`); and nobody does any of this to themselves.
"""

import msgspec
from aiohttp import web

from classroom.accounts import attempts as tries
from classroom.accounts import logins, one_time
from classroom.accounts.granting import require_manager
from classroom.accounts.one_time import Purpose
from classroom.accounts.rules import needs_second_factor
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.register.people import Person
from classroom.store import accounts, attempts, sessions, tokens
from classroom.store import one_time as links
from classroom.store.transactions import Transaction
from web import bodies
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.routes import principal
from web.signin.desk import HOUR, Desk
from web.signin.factor import Qr, qr


class PageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    after: shapes.After = ""
    limit: shapes.Limit = 50


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A link for a person to make their account with, to be handed over; told once."""

    path: str  # after the server's address
    until: float
    name: str
    login: str  # the one they have already
    qr: Qr  # of the whole address, as whoever asks spells the server


class OtherAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A person's account, as administrators may know it."""

    login: str = ""  # "": there is none
    second_factor: bool = False
    second_factor_enforced: bool = False
    password_at: float = 0.0
    locked_until: float = 0.0
    sessions: int = 0
    seen_at: float = 0.0


class OtherSession(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's session."""

    id: str
    person: str
    name: str
    made_at: float
    seen_at: float
    address: str
    agent: str
    strong: bool


class OtherSessions(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them."""

    items: list[OtherSession]
    after: str | None


class Others:
    """Answers at /api/v1/people/{id}/… and /api/v1/sessions."""

    def __init__(self, desk: Desk) -> None:
        """Work at this desk."""
        self._desk = desk

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/people/{{id}}/account", access=Action.READ_PEOPLE,
                handler=self.tell, name="getPersonAccount", about="accounts",
                summary="Tell of a person's account.", answer=OtherAccount,
            ),
            Operation(
                method="DELETE", path=f"{BASE}/people/{{id}}/account", access=Action.CLOSE_ACCOUNT,
                handler=self.close, name="closeAccount", about="accounts",
                summary="Take a person's account away; the person stays.", status=204,
                failures=("not_oneself",),
            ),
            Operation(
                method="POST", path=f"{BASE}/people/{{id}}/invitation",
                access=Action.INVITE_PERSON, handler=self.invite, name="invitePerson",
                about="accounts",
                summary="Make a link with which a person makes their account; it is told once.",
                answer=Invitation, status=201, failures=("not_oneself",),
            ),
            Operation(
                method="POST", path=f"{BASE}/people/{{id}}/unlocking",
                access=Action.UNLOCK_ACCOUNT, handler=self.unlock, name="unlockAccount",
                about="accounts", summary="Let somebody try again at once.", status=204,
                failures=("not_oneself",),
            ),
            Operation(
                method="POST", path=f"{BASE}/people/{{id}}/signing-out",
                access=Action.END_SESSIONS, handler=self.sign_out, name="signPersonOut",
                about="accounts", summary="End all sessions of a person.", status=204,
            ),
            Operation(
                method="DELETE", path=f"{BASE}/people/{{id}}/second-factor",
                access=Action.RESET_SECOND_FACTOR, handler=self.reset_second_factor,
                name="resetSecondFactor", about="accounts",
                summary="Forget a second factor whose phone is gone, and sign its owner out.",
                status=204, failures=("not_oneself",),
            ),
            Operation(
                method="GET", path=f"{BASE}/sessions", access=Action.READ_SESSIONS,
                handler=self.sessions, name="listSessions", about="accounts",
                summary="List the sessions of people in scope.", answer=OtherSessions,
                query=PageAsked,
            ),
            Operation(
                method="DELETE", path=f"{BASE}/sessions/{{id}}", access=Action.END_SESSIONS,
                handler=self.end_session, name="endSession", about="accounts",
                summary="End somebody's session.", status=204,
            ),
        ]  # fmt: skip

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """Tell of a person's account."""
        desk, seen = self._desk, sight(principal(request).grants, Action.READ_PEOPLE)
        async with desk.database.reading() as connection:
            person = await accounts.person_in(connection, reading.id(request), seen)
            enforced = needs_second_factor(person.grants, desk.holding.sign_in_rules)
            account = await accounts.of_person(connection, person.id)
            if account is None:
                return bodies.told(OtherAccount(second_factor_enforced=enforced))
            tried = await attempts.of(connection, logins.key(account.login))
            held = await sessions.of_person(connection, person.id)
        locked = tried.locked and tries.wait(tried, desk.database.now()) > 0
        told = OtherAccount(
            login=account.login,
            second_factor=bool(account.totp),
            second_factor_enforced=enforced,
            password_at=account.password_at,
            locked_until=tried.until if locked else 0.0,
            sessions=len(held),
            seen_at=held[0].seen_at if held else 0.0,
        )
        return bodies.told(told)

    async def invite(self, request: web.Request) -> web.StreamResponse:
        """Make a link with which a person makes their account, or chooses another password."""
        desk = self._desk
        now, seconds = desk.database.now(), desk.rules.activation_hours * HOUR
        async with desk.database.writing(principal(request).actor) as t:
            person = await self._managed(t, request, Action.INVITE_PERSON)
            account = await accounts.of_person(t.connection, person.id)
            token, link = one_time.make(
                Purpose.ACTIVATE, now=now, seconds=seconds, person=person.id
            )
            await links.offer(t.connection, link, now)
            await t.note(_note(Action.INVITE_PERSON, person))
        path = f"/activate#{token}"
        told = Invitation(
            path=path,
            until=link.expires_at,
            name=person.display_name,
            login=account.login if account else "",
            qr=qr(request.headers.get("Origin", "") + path),
        )
        return bodies.told(told, status=201)

    async def unlock(self, request: web.Request) -> web.StreamResponse:
        """Let a person try again at once."""
        async with self._desk.database.writing(principal(request).actor) as t:
            person = await self._managed(t, request, Action.UNLOCK_ACCOUNT)
            account = await accounts.of_person(t.connection, person.id)
            if account is None:
                raise Refused("not_found", "accounts")
            await attempts.forget(t.connection, logins.key(account.login))
            await t.note(_note(Action.UNLOCK_ACCOUNT, person))
        return web.Response(status=204)

    async def reset_second_factor(self, request: web.Request) -> web.StreamResponse:
        """Forget a second factor whose phone is gone, and sign its owner out."""
        desk = self._desk
        async with desk.database.writing(principal(request).actor) as t:
            person = await self._managed(t, request, Action.RESET_SECOND_FACTOR)
            await accounts.set_totp(t.connection, person.id, secret="", step=0, offered="")
            await accounts.replace_recovery_codes(t.connection, person.id, [])
            ended = await sessions.end_of_person(t.connection, person.id)
            await t.note(_note(Action.RESET_SECOND_FACTOR, person))
        await desk.holding.revocations.sessions_ended(ended)
        return web.Response(status=204)

    async def close(self, request: web.Request) -> web.StreamResponse:
        """Take a person's account away, and the tokens made with it; the person stays in the
        register.
        """
        desk = self._desk
        async with desk.database.writing(principal(request).actor) as t:
            person = await self._managed(t, request, Action.CLOSE_ACCOUNT)
            await accounts.close_account(t.connection, person.id)
            await links.withdraw(t.connection, Purpose.ACTIVATE, person.id)
            await sessions.end_of_person(t.connection, person.id)
            await tokens.revoke_of_person(t, person.id)
            await t.note(_note(Action.CLOSE_ACCOUNT, person))
        await desk.holding.revocations.person_ended(person.id)
        return web.Response(status=204)

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """End all sessions of a person."""
        desk, who = self._desk, principal(request)
        async with desk.database.writing(who.actor) as t:
            seen = sight(who.grants, Action.END_SESSIONS)
            person = await accounts.person_in(t.connection, reading.id(request), seen)
            ended = await sessions.end_of_person(t.connection, person.id)
            await t.note(_note(Action.END_SESSIONS, person))
        await desk.holding.revocations.sessions_ended(ended)
        return web.Response(status=204)

    async def sessions(self, request: web.Request) -> web.StreamResponse:
        """List the sessions of people in scope."""
        seen = sight(principal(request).grants, Action.READ_SESSIONS)
        asked = reading.query(request, PageAsked)
        after, limit = asked.after, asked.limit
        async with self._desk.database.reading() as connection:
            held = await sessions.in_sight(connection, seen, after=after, limit=limit + 1)
        items = [
            OtherSession(
                id=session.id,
                person=person.id,
                name=person.display_name,
                made_at=session.made_at,
                seen_at=session.seen_at,
                address=session.address,
                agent=session.agent,
                strong=session.strong,
            )
            for session, person in held[:limit]
        ]
        more = items[-1].id if len(held) > limit else None
        return bodies.told(OtherSessions(items=items, after=more))

    async def end_session(self, request: web.Request) -> web.StreamResponse:
        """End one session of somebody in scope."""
        desk, who = self._desk, principal(request)
        seen = sight(who.grants, Action.END_SESSIONS)
        async with desk.database.writing(who.actor) as t:
            held = await sessions.get(t.connection, reading.id(request))
            if held is None or not seen.covers(held[1].scope):
                raise Refused("not_found", "sessions")
            await sessions.end(t.connection, [held[0].id])
            note = Note(
                action=Action.END_SESSIONS,
                kind="sessions",
                object=held[0].id,
                scope=held[1].scope,
            )
            await t.note(note)
        await desk.holding.revocations.sessions_ended([held[0].id])
        return web.Response(status=204)

    async def _managed(self, t: Transaction, request: web.Request, action: Action) -> Person:
        """Return the person of the path, whose account whoever asks may act on."""
        who = principal(request)
        seen = sight(who.grants, action)
        person = await accounts.person_in(t.connection, reading.id(request), seen)
        require_manager(who, person, action)
        return person


def _note(action: Action, person: Person) -> Note:
    return Note(action=action.value, kind="people", object=person.id, scope=person.scope)
