"""One's own account: the password and the sessions.

Rule: whoever changes what opens the account says the password once more; an open page that somebody
walked away from is no proof. Each such change makes the session's secret anew.
"""

import msgspec
from aiohttp import web

from classroom.accounts import logins
from classroom.accounts.account import Account
from classroom.accounts.names import AskedChange
from classroom.accounts.passwords import is_old
from classroom.accounts.rules import needs_second_factor
from classroom.accounts.sessions import Session
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.store import accounts, attempts, changes, sessions
from web import bodies
from web.api import reading
from web.api.operations import BASE, Operation
from web.guard import ADDRESS
from web.routes import Access, Rate, principal
from web.signin.desk import TRIED, Desk
from web.signin.entering import Entering, SignedIn, Typed


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another password."""

    password: Typed
    new: Typed


class SessionTold(msgspec.Struct, frozen=True, kw_only=True):
    """One of one's own sessions."""

    id: str
    made_at: float
    seen_at: float
    address: str
    agent: str
    strong: bool
    current: bool


class AccountTold(msgspec.Struct, frozen=True, kw_only=True):
    """One's own account."""

    login: str
    number: str
    real_name: str
    display_name: str
    picture: str
    verified_by: str
    password_at: float
    password_is_old: bool
    second_factor: bool
    second_factor_enforced: bool
    recovery_codes: int
    sessions: list[SessionTold]
    changes: list[AskedChange]


class Own:
    """Answers at /api/v1/account."""

    def __init__(self, desk: Desk, entering: Entering) -> None:
        """Work at this desk; `entering` tells the session."""
        self._desk = desk
        self._entering = entering

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/account", access=Access.SIGNED_IN, handler=self.tell,
                name="getAccount", about="account", summary="Tell of one's own account.",
                answer=AccountTold,
            ),
            Operation(
                method="PUT", path=f"{BASE}/account/password", access=Access.SIGNED_IN,
                handler=self.change_password, name="changePassword", about="account",
                rate=Rate.GUESS, summary="Change one's password; all other sessions end.",
                body=NewPassword, answer=SignedIn,
                failures=TRIED,
            ),
            Operation(
                method="DELETE", path=f"{BASE}/account/sessions/{{id}}", access=Access.SIGNED_IN,
                handler=self.end_session, name="endOwnSession", about="account",
                summary="End another one of one's own sessions, or all `others`.", status=204,
            ),
        ]  # fmt: skip

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """Tell all of it."""
        who, desk = principal(request), self._desk
        async with desk.database.reading() as connection:
            account = await accounts.of_person(connection, who.person)
            if account is None:
                raise Refused("not_signed_in")
            person, rules = account.person, desk.holding.sign_in_rules
            told = AccountTold(
                login=account.login,
                number=person.number,
                real_name=person.real_name,
                display_name=person.display_name,
                picture=await changes.picture_version(connection, person.id),
                verified_by=person.verified_by.value,
                password_at=account.password_at,
                password_is_old=is_old(
                    account.password_at, desk.database.now(), rules.password_days
                ),
                second_factor=bool(account.totp),
                second_factor_enforced=needs_second_factor(person.grants, rules),
                recovery_codes=await accounts.recovery_codes_left(connection, person.id),
                sessions=[
                    _told(session, who.actor.session)
                    for session in await sessions.of_person(connection, person.id)
                ],
                changes=await changes.of_person(connection, person.id),
            )
        return bodies.told(told)

    # ---------------------------------------------------------------- the password

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        """Change it, and end all other sessions."""
        order, who, desk = await bodies.read(request, NewPassword), principal(request), self._desk
        account = await desk.own_account(request)
        await desk.confirm(request, account, order.password)
        async with desk.database.reading() as connection:
            earlier = await accounts.earlier_passwords(connection, who.person)
        hash = await desk.new_password(order.new, account.known, earlier)
        async with desk.database.writing(who.actor) as t:
            await accounts.set_password(t.connection, who.person, hash, t.now)
            await attempts.forget(t.connection, logins.key(account.login))
            ended = await sessions.end_of_person(t.connection, who.person, but=who.actor.session)
            secret, session = await desk.rise(t, who)
            await t.note(note_of("change_password", account))
            who = desk.holding.principal_of(session, account.person, request[ADDRESS], secret)
            answer = bodies.told(await self._entering.told(t.connection, who, account))
        await desk.holding.revocations.sessions_ended(ended)
        desk.holding.cookies.give(answer, secret)
        return answer

    # ---------------------------------------------------------------- the sessions

    async def end_session(self, request: web.Request) -> web.StreamResponse:
        """End another one of one's own sessions; with `others`, all but this one."""
        who, desk, id = principal(request), self._desk, reading.id(request)
        async with desk.database.writing(who.actor) as t:
            mine = await sessions.of_person(t.connection, who.person)
            others = [session.id for session in mine if session.id != who.actor.session]
            ended = others if id == "others" else [each for each in others if each == id]
            if id != "others" and not ended:
                raise Refused("not_found", "sessions")
            await sessions.end(t.connection, ended)
            account = await accounts.of_person(t.connection, who.person)
            scope = account.person.scope if account else "/"
            await t.note_all(
                [Note(action="end_sessions", kind="sessions", object=e, scope=scope) for e in ended]
            )
        await desk.holding.revocations.sessions_ended(ended)
        return web.Response(status=204)


def _told(session: Session, current: str) -> SessionTold:
    return SessionTold(
        id=session.id,
        made_at=session.made_at,
        seen_at=session.seen_at,
        address=session.address,
        agent=session.agent,
        strong=session.strong,
        current=session.id == current,
    )


def note_of(action: str, account: Account) -> Note:
    """Return the record of something done to an account."""
    return Note(action=action, kind="people", object=account.person.id, scope=account.person.scope)
