"""Tokens for other systems: made, listed, revoked; and how a request with one comes in.

Rule: the token is in one answer only, that of its making. Whoever comes with one has the grants of
its maker as they are now, narrowed to what the token names.
"""

import msgspec
from aiohttp import web

from classroom.accounts import tokens
from classroom.accounts.principal import Principal
from classroom.accounts.tokens import Token, TokenOrder
from classroom.audit.record import Actor, ActorKind
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.register.checks import Invalid
from classroom.register.people import PEOPLE
from classroom.register.places import REGIONS, SCHOOLS
from classroom.register.resource import Problem
from classroom.register.scope import EVERYTHING, ROOT
from classroom.store.registry import DatabaseRegistry
from classroom.store.tokens import DatabaseTokens
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.guard import ADDRESS, Authenticator
from web.routes import principal

_BEARER = "Bearer "


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token at its making: `token` is told here and never again."""

    token: str
    about: Token


class TokenList(msgspec.Struct, frozen=True, kw_only=True):
    """Some tokens, latest first, those that are over included."""

    items: list[Token]
    after: str | None


class Tokens:
    """Answers for tokens."""

    def __init__(self, kept: DatabaseTokens, registry: DatabaseRegistry) -> None:
        """Answer from the store."""
        self._kept, self._registry = kept, registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all = f"{BASE}/tokens"
        return [
            Operation(
                method="GET", path=all, access=Action.READ_TOKENS, handler=self.list,
                name="listTokens", about="tokens",
                summary="List the tokens of other systems; never the tokens themselves.",
                query=shapes.PageAsked, answer=TokenList,
            ),
            Operation(
                method="POST", path=all, access=Action.WRITE_TOKENS, handler=self.make,
                name="makeToken", about="tokens",
                summary="Make a token for another system; it is told once.",
                body=TokenOrder, answer=NewToken, status=201, located=True, keyed=True,
                failures=("not_found", "too_many", "made_already"),
            ),
            Operation(
                method="DELETE", path=all + "/{id}", access=Action.WRITE_TOKENS,
                handler=self.revoke, name="revokeToken", about="tokens",
                summary="Let a token open nothing any more.",
                status=204,
            ),
        ]  # fmt: skip

    async def list(self, request: web.Request) -> web.Response:
        """Answer with some of those of the scopes."""
        asked = reading.query(request, shapes.PageAsked)
        seen = sight(principal(request).grants, Action.READ_TOKENS)
        items, after = await self._kept.page(seen, after=asked.after, limit=asked.limit)
        return reading.json(TokenList(items=[*items], after=after))

    async def make(self, request: web.Request) -> web.Response:
        """Make one."""
        who = principal(request)
        if who.actor.kind is not ActorKind.PERSON:
            raise Refused("not_allowed", "tokens are made by people")
        body = await reading.body(request)
        order, once = reading.struct(body, TokenOrder), reading.once(request, who, body)
        scope = await self._scope(order, who)
        if not sight(who.grants, Action.WRITE_TOKENS).covers(scope):
            raise Refused("not_allowed", "no grant allows it there")
        secret, token = await self._kept.make(order, scope, who, once)
        return reading.json(
            NewToken(token=secret, about=token),
            status=201,
            headers={"Location": f"{BASE}/tokens/{token.id}"},
        )

    async def revoke(self, request: web.Request) -> web.Response:
        """Revoke one."""
        who = principal(request)
        seen = sight(who.grants, Action.WRITE_TOKENS)
        await self._kept.revoke(reading.id(request), seen, who.actor)
        return web.Response(status=204)

    async def _scope(self, order: TokenOrder, who: Principal) -> str:
        seen = sight(who.grants, Action.WRITE_TOKENS)
        if order.region is not None and order.school is not None:
            raise Invalid([Problem("school", "region_or_school")])
        if order.school is not None:
            return (await self._registry.get(SCHOOLS, order.school, seen)).scope
        if order.region is not None:
            return (await self._registry.get(REGIONS, order.region, seen)).scope
        return ROOT


def by_token(database: Database) -> Authenticator:
    """Return what tells who comes with a token."""
    kept, registry = DatabaseTokens(database), DatabaseRegistry(database)

    async def who(request: web.Request) -> Principal | None:
        header = request.headers.get("Authorization", "")
        secret = header.removeprefix(_BEARER)
        if not header.startswith(_BEARER) or not tokens.is_token(secret):
            return None
        token = await kept.find(secret)
        if token is None or not token.opens(database.now()):
            return None
        try:
            maker = await registry.get(PEOPLE, token.person, EVERYTHING)
        except Refused:
            return None  # whoever left has taken their tokens along
        return Principal(
            actor=Actor(kind=ActorKind.TOKEN, id=token.id, address=request[ADDRESS]),
            grants=tokens.grants_of(token, maker.grants),
            name=token.name,
            verified=True,
            until=token.expires_at,
        )

    return who
