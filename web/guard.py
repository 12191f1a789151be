"""The guard at the door of HTTP: who it is, whether the table lets them in, how often they ask.

Rule: default deny. Whoever comes with a cookie is asked, before anything is changed, for what only
our own page can know (the CSRF token) and where it came from; every other proof is sent on purpose.
Who it is is asked when the whole order is there, or a role that was taken away would be good for as
long as somebody holds the rest of a request back.
"""

import hmac
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import ip_address, ip_network
from time import monotonic
from typing import NoReturn
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from classroom.accounts.principal import Principal
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.permissions import Role, sight
from config import sections
from signaling.origin import same_origin
from web.api import reading
from web.rates import Rates
from web.routes import PRINCIPAL, Access, Rate, Route, row_of
from web.sender import sender, subscriber

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
CSRF_HEADER = "X-CSRF-Token"
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN, Role.AUDITOR})

# Says who asks, or None: this request holds no proof of the kind it knows, or one that is worth
# nothing (any more). One for each way of coming in, asked in turn.
Authenticator = Callable[[web.Request], Awaitable[Principal | None]]
ADDRESS = web.RequestKey("address", str)


class Guard:
    """Stands before every handler; `check` is the middleware."""

    def __init__(
        self,
        authenticators: Iterable[Authenticator] = (),
        *,
        limits: sections.Limits | None = None,
        proxies: Iterable[str] = (),
        public_url: str = "",
        admin_networks: Iterable[str] = (),
        now: Callable[[], float] = monotonic,
    ) -> None:
        """Ask the authenticators in their order. Without `limits`, nobody asks too often; without
        `admin_networks`, administrators administer from everywhere.
        """
        self._authenticators = tuple(authenticators)
        self._limits = limits
        self._proxies = frozenset(proxies)
        self._public_host = urlsplit(public_url).netloc
        self._admin_networks = tuple(ip_network(each) for each in admin_networks)
        self._rates = Rates(now)

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the request in, or raise Refused."""
        if request.match_info.http_exception is not None:
            return await handler(request)  # there is no such path or method, and it says so
        row = row_of(request)
        if row is None:
            raise Refused("not_allowed", "the table of routes has no such row")
        request[ADDRESS] = sender(request, self._proxies)
        self._not_too_often(row, request)
        if request.method not in SAFE:
            self._from_our_page(request)
            if row.access is not Access.PUBLIC and request.content_type == reading.JSON:
                await reading.body(request)
        certain = await self._who(row, request)
        request[PRINCIPAL] = principal = self._as_from(request[ADDRESS], certain)
        if row.access is not Access.PUBLIC:
            try:
                _let_in(principal, row, request.method)
            except Refused as refused:
                if refused.code == "not_allowed" and principal is not certain:
                    raise Refused("not_from_here", "administer from a listed network") from None
                raise
        return await handler(request)

    def _as_from(self, address: str, principal: Principal) -> Principal:
        """Return whoever asks as they are at this address: outside the listed networks, without the
        roles that administer, and tokens without any.
        """
        if not self._admin_networks or not principal.grants or self._is_listed(address):
            return principal
        token = principal.actor.kind is ActorKind.TOKEN
        left = [g for g in principal.grants if not token and g.role not in ADMINISTRATORS]
        if len(left) == len(principal.grants):
            return principal
        return msgspec.structs.replace(principal, grants=tuple(left))

    def _is_listed(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._admin_networks)

    def _not_too_often(self, row: Route, request: web.Request) -> None:
        if self._limits is None or row.rate is Rate.FREE:
            return
        who = subscriber(request[ADDRESS])
        self._rates.count("address", who, self._limits.requests_per_minute_address)
        if row.rate is Rate.GUESS:
            self._rates.count("guess", who, self._limits.guesses_per_minute_address)

    def _from_our_page(self, request: web.Request) -> None:
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        origin, host = request.headers.get("Origin"), request.headers.get("Host", "")
        if site != "same-origin" or not same_origin(origin, host, self._public_host):
            raise Refused("bad_origin", "the request comes from another site's page")

    async def _who(self, row: Route, request: web.Request) -> Principal:
        nobody = Principal(actor=Actor(kind=ActorKind.NOBODY, address=request[ADDRESS]))
        if row.access is Access.PUBLIC:
            return nobody
        principal = nobody
        for authenticator in self._authenticators:
            if (found := await authenticator(request)) is not None:
                principal = found
                break
        if principal is not nobody:
            if row.rate is not Rate.FREE:
                self._count(principal)
            if request.method not in SAFE:
                _knows_the_page(principal, request)
        return principal

    def _count(self, principal: Principal) -> None:
        if self._limits is not None:
            who = f"{principal.actor.kind} {principal.actor.id}"
            self._rates.count("account", who, self._limits.requests_per_minute)


def _knows_the_page(principal: Principal, request: web.Request) -> None:
    if not principal.csrf:  # it did not come by a cookie
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(errors="replace"), principal.csrf.encode()):
        raise Refused("bad_csrf", f"{CSRF_HEADER} is not the one GET /api/v1/session told")


def _let_in(principal: Principal, row: Route, method: str) -> None:
    kind = principal.actor.kind
    match row.access:
        case Access.PUBLIC | Access.ANYONE:
            return
        case Access.DEVICE:
            if kind is not ActorKind.DEVICE:
                _refuse(kind)
            return
    if kind is ActorKind.NOBODY:
        _refuse(kind)
    if row.access is Access.SIGNING_IN or row.access is Access.SIGNED_IN:
        if kind is not ActorKind.PERSON:
            _refuse(kind)
        if principal.half and row.access is Access.SIGNED_IN:
            raise Refused("second_factor_needed")
        return
    if principal.half:
        raise Refused("second_factor_needed")
    if not sight(principal.grants, row.access).scopes:
        _refuse(kind)
    if method not in SAFE and kind is ActorKind.PERSON and not principal.verified:
        raise Refused("not_verified", "nobody has made certain who this person is")


def _refuse(kind: ActorKind) -> NoReturn:
    raise Refused("not_signed_in" if kind is ActorKind.NOBODY else "not_allowed")
