"""The second factor of one's own account: taken up on a phone, confirmed by its first code.

Rule: nothing counts before a code of it was right. Recovery codes are told once, when they
are made.
"""

import msgspec
import segno
from aiohttp import web

from classroom.accounts import logins, second_factor
from classroom.accounts.rules import needs_second_factor
from classroom.failures import Refused
from classroom.store import accounts, attempts
from web import bodies
from web.api.operations import BASE, Operation
from web.guard import ADDRESS
from web.routes import Access, Rate, principal
from web.signin.desk import TRIED, Desk
from web.signin.entering import Entering, FactorCode, SignedIn, Typed
from web.signin.own import note_of

QUIET = 4  # modules of white around a QR code (ISO 18004)


class Password(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The password, to be certain who sits there."""

    password: Typed = ""


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


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Each of them works once."""

    recovery_codes: list[str]


class Factor:
    """Answers at /api/v1/account/totp and /api/v1/account/recovery-codes."""

    def __init__(self, desk: Desk, entering: Entering) -> None:
        """Work at this desk; `entering` tells the session."""
        self._desk = desk
        self._entering = entering

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="POST", path=f"{BASE}/account/totp", access=Access.SIGNING_IN,
                handler=self.offer_totp, name="offerSecondFactor", about="account",
                rate=Rate.GUESS,
                summary="Get a secret for a phone, to be confirmed by its first code.",
                body=Password, answer=Offer,
                failures=TRIED,
            ),
            Operation(
                method="PUT", path=f"{BASE}/account/totp", access=Access.SIGNING_IN,
                handler=self.take_totp, name="takeSecondFactor", about="account", rate=Rate.GUESS,
                summary="Take the second factor into use; recovery codes are told once.",
                body=FactorCode, answer=Enrolled,
                failures=("no_second_factor", "wrong_code", "locked", "too_soon"),
            ),
            Operation(
                method="POST", path=f"{BASE}/account/totp/removal", access=Access.SIGNED_IN,
                handler=self.remove_totp, name="removeSecondFactor", about="account",
                rate=Rate.GUESS,
                summary="Sign in without a second factor again, where the roles allow it.",
                body=Password, status=204,
                failures=(*TRIED, "second_factor_enforced"),
            ),
            Operation(
                method="POST", path=f"{BASE}/account/recovery-codes", access=Access.SIGNED_IN,
                handler=self.new_recovery_codes, name="makeRecoveryCodes", about="account",
                rate=Rate.GUESS, summary="Make the recovery codes anew; they are told once.",
                body=Password, answer=RecoveryCodes,
                failures=("no_second_factor", *TRIED),
            ),
        ]  # fmt: skip

    async def offer_totp(self, request: web.Request) -> web.StreamResponse:
        """Offer a secret for a phone, the first or another. Whoever has given the password just now
        need not say it again.
        """
        given, who, desk = await bodies.read(request, Password), principal(request), self._desk
        account = await desk.own_account(request)
        if account.totp and who.half:
            raise Refused("second_factor_needed", "only who came in by the one before")
        if not who.half:
            await desk.confirm(request, account, given.password)
        secret = second_factor.new_secret()
        async with desk.database.writing(who.actor) as t:
            await accounts.set_totp(t.connection, who.person, offered=secret)
            await t.note(note_of("offer_second_factor", account))
        address = second_factor.address(secret, account.login)
        return bodies.told(Offer(secret=secret, address=address, qr=qr(address)))

    async def take_totp(self, request: web.Request) -> web.StreamResponse:
        """Take the second factor into use, once its first code was right."""
        given, who, desk = await bodies.read(request, FactorCode), principal(request), self._desk
        account = await desk.own_account(request)
        if account.totp and who.half:
            raise Refused("second_factor_needed")
        if not account.totp_offered:
            raise Refused("no_second_factor")
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
                ended = await desk.only(t, account.person, session)
                await t.note(note_of("take_second_factor", account))
                who = desk.holding.principal_of(session, account.person, address, secret)
                told = await self._entering.told(t.connection, who, account)
        await desk.holding.revocations.sessions_ended(ended)
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
            await t.note(note_of("remove_second_factor", account))
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
            await t.note(note_of("new_recovery_codes", account))
        return bodies.told(RecoveryCodes(recovery_codes=codes))


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
