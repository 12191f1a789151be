"""One's own account: the password, the second factor, the sessions.

Rule: whoever changes what opens the account says the password once more; an open page that somebody
walked away from is no proof. Each such change makes the session's secret anew.
"""

import msgspec
import segno
from aiohttp import web

from classroom.accounts import logins, second_factor
from classroom.accounts.account import Account
from classroom.accounts.names import Change
from classroom.accounts.passwords import is_old
from classroom.accounts.rules import needs_second_factor
from classroom.accounts.sessions import Session
from classroom.audit.record import Note
from classroom.failures import Refused
from classroom.store import accounts, attempts, changes, sessions
from web import bodies
from web.guard import ADDRESS
from web.routes import principal
from web.signin.desk import Desk
from web.signin.entering import Code, Entering, SignedIn, Typed

QUIET = 4  # modules of white around a QR code (ISO 18004)


class Password(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, to be certain who sits there."""

    password: Typed = ""


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another password."""

    password: Typed
    new: Typed


class Qr(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code as an SVG path, in a square of `size`."""

    size: int
    path: str


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A second factor to be taken up on a phone, and confirmed by its first code."""

    secret: str
    address: str
    qr: Qr


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """Recovery codes, told once; and the session as it is now."""

    recovery_codes: list[str]
    session: SignedIn


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
    changes: list[Change]


class Own:
    """Answers at /api/v1/account."""

    def __init__(self, desk: Desk, entering: Entering) -> None:
        """Work at this desk; `entering` tells the session."""
        self._desk = desk
        self._entering = entering

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
            await t.note(_note("change_password", account))
            who = desk.holding.principal_of(session, account.person, request[ADDRESS], secret)
            answer = bodies.told(await self._entering.told(t.connection, who, account))
        await desk.holding.revocations.sessions_ended(ended)
        desk.holding.cookies.give(answer, secret)
        return answer

    # ---------------------------------------------------------------- the second factor

    async def offer_totp(self, request: web.Request) -> web.StreamResponse:
        """Offer a secret for a phone. Whoever has just given the password need not say it again."""
        given, who, desk = await bodies.read(request, Password), principal(request), self._desk
        account = await desk.own_account(request)
        if account.totp:
            raise Refused("second_factor_needed" if who.half else "exists")
        if not who.half:
            await desk.confirm(request, account, given.password)
        secret = second_factor.new_secret()
        async with desk.database.writing(who.actor) as t:
            await accounts.set_totp(t.connection, who.person, offered=secret)
            await t.note(_note("offer_second_factor", account))
        address = second_factor.address(secret, account.login)
        return bodies.told(Offer(secret=secret, address=address, qr=qr(address)))

    async def take_totp(self, request: web.Request) -> web.StreamResponse:
        """Take the second factor into use, once its first code was right."""
        given, who, desk = await bodies.read(request, Code), principal(request), self._desk
        account = await desk.own_account(request)
        if account.totp or not account.totp_offered:
            raise Refused("exists" if account.totp else "no_second_factor")
        login, address = account.login, request[ADDRESS]
        async with desk.trying(login, "take_second_factor", address):
            now = desk.database.now()
            step = second_factor.step_of(account.totp_offered, given.code, 0, now)
            if step is None:
                await desk.failed(login, "take_second_factor", address, "wrong_code")
                raise Refused("wrong_code")
            codes = second_factor.new_recovery_codes()
            hashes = [second_factor.hash_recovery_code(code) for code in codes]
            async with desk.database.writing(who.actor) as t:
                await accounts.set_totp(
                    t.connection, who.person, secret=account.totp_offered, step=step, offered=""
                )
                await accounts.replace_recovery_codes(t.connection, who.person, hashes)
                await attempts.forget(t.connection, logins.key(login))
                secret, session = await desk.rise(t, who, strong=True)
                await t.note(_note("take_second_factor", account))
                who = desk.holding.principal_of(session, account.person, address, secret)
                told = await self._entering.told(t.connection, who, account)
        answer = bodies.told(Enrolled(recovery_codes=codes, session=told))
        desk.holding.cookies.give(answer, secret)
        return answer

    async def remove_totp(self, request: web.Request) -> web.StreamResponse:
        """Sign in without a second factor again, where the roles allow it."""
        given, who, desk = await bodies.read(request, Password), principal(request), self._desk
        account = await desk.own_account(request)
        if needs_second_factor(account.person.grants, desk.holding.sign_in_rules):
            raise Refused("second_factor_enforced")
        await desk.confirm(request, account, given.password)
        async with desk.database.writing(who.actor) as t:
            await accounts.set_totp(t.connection, who.person, secret="", step=0, offered="")
            await accounts.replace_recovery_codes(t.connection, who.person, [])
            await t.note(_note("remove_second_factor", account))
        return web.Response(status=204)

    async def new_recovery_codes(self, request: web.Request) -> web.StreamResponse:
        """Make the recovery codes anew."""
        given, who, desk = await bodies.read(request, Password), principal(request), self._desk
        account = await desk.own_account(request)
        if not account.totp:
            raise Refused("no_second_factor")
        await desk.confirm(request, account, given.password)
        codes = second_factor.new_recovery_codes()
        hashes = [second_factor.hash_recovery_code(code) for code in codes]
        async with desk.database.writing(who.actor) as t:
            await accounts.replace_recovery_codes(t.connection, who.person, hashes)
            await t.note(_note("new_recovery_codes", account))
        return bodies.told({"recovery_codes": codes})

    # ---------------------------------------------------------------- the sessions

    async def end_session(self, request: web.Request) -> web.StreamResponse:
        """End another one of one's own sessions; with `others`, all but this one."""
        who, desk, id = principal(request), self._desk, request.match_info["id"]
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


def qr(text: str) -> Qr:
    """Return the text as a QR code: each row's dark modules as strokes."""
    rows = list(segno.make(text, micro=False, error="m").matrix)
    path = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                path.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
                start = None
    return Qr(size=len(rows) + 2 * QUIET, path="".join(path))


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


def _note(action: str, account: Account) -> Note:
    return Note(action=action, kind="people", object=account.person.id, scope=account.person.scope)
