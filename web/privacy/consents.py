"""What can be asked of notices and the consent ledger.

Rule: a clerk records what a guardian said; nobody says it for them. What is recorded is about the
notice in force, which the answer to the list of notices names.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.register.consent import (
    Notice,
    NoticeOrder,
    Statement,
    StatementOrder,
    in_force,
)
from classroom.register.resource import Id
from classroom.register.scope import ROOT, shared
from classroom.store.consents import MOST_AT_ONCE, DatabaseConsents
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.api.places import scope_of
from web.routes import principal


class NoticesQuery(msgspec.Struct, frozen=True, kw_only=True):
    """For which school or region; by default, for all that the asker sees."""

    within: Id | None = None


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Every version of every notice that counts there, latest first."""

    items: list[Notice]
    in_force: str  # id of the one that counts there; "" for none


class NewNotice(NoticeOrder, frozen=True, kw_only=True):
    """A notice to be published, of a region or school; of the whole server if neither is named."""

    region: Id | None = None
    school: Id | None = None


class Statements(msgspec.Struct, frozen=True, kw_only=True):
    """What guardians said, oldest first."""

    items: list[Statement]


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What guardians said, to be recorded together."""

    items: Annotated[list[StatementOrder], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Consents:
    """Answers for notices and consents."""

    def __init__(self, database: Database, registry: DatabaseRegistry) -> None:
        """Answer from the store."""
        self._kept, self._registry = DatabaseConsents(database), registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/notices", access=Action.READ_NOTICES,
                handler=self.notices, name="listNotices", about="notices",
                summary="List the notices to guardians, all versions.",
                query=NoticesQuery, answer=Notices, failures=("not_found",),
            ),
            Operation(
                method="POST", path=f"{BASE}/notices", access=Action.WRITE_NOTICES,
                handler=self.publish, name="publishNotice", about="notices",
                summary="Publish the next version. Whoever had consented is asked again.",
                body=NewNotice, answer=Notice, status=201, keyed=True, failures=("not_found",),
            ),
            Operation(
                method="POST", path=f"{BASE}/consents", access=Action.RECORD_CONSENT,
                handler=self.record, name="recordConsents", about="consents",
                summary="Record what guardians said, all of it or nothing.",
                body=Spoken, answer=Statements, status=201, keyed=True, failures=("not_found",),
            ),
            Operation(
                method="GET", path=f"{BASE}/pupils/{{id}}/consents", access=Action.RECORD_CONSENT,
                handler=self.ledger, name="listConsents", about="consents",
                summary="List what was said of one pupil, oldest first.",
                answer=Statements,
            ),
        ]  # fmt: skip

    async def notices(self, request: web.Request) -> web.Response:
        """Answer with the notices."""
        asked = reading.query(request, NoticesQuery)
        seen = sight(principal(request).grants, Action.READ_NOTICES)
        found = await self._kept.notices(seen)
        scope = shared([*seen.scopes])
        if asked.within is not None:
            scope = await scope_of(self._registry, asked.within, seen)
        notice = in_force(found, scope)
        return reading.json(Notices(items=found, in_force="" if notice is None else notice.id))

    async def publish(self, request: web.Request) -> web.Response:
        """Publish a notice."""
        who = principal(request)
        body = await reading.body(request)
        order, once = reading.struct(body, NewNotice), reading.once(request, who, body)
        seen = sight(who.grants, Action.WRITE_NOTICES)
        place = order.school or order.region
        scope = ROOT if place is None else await scope_of(self._registry, place, seen)
        if not seen.covers(scope):
            raise Refused("not_allowed", "no grant allows it there")
        text = NoticeOrder(zh=order.zh, en=order.en)
        notice = await self._kept.publish(text, scope, who.person, who.actor, once)
        return reading.json(notice, status=201)

    async def record(self, request: web.Request) -> web.Response:
        """Record what was said."""
        who = principal(request)
        body = await reading.body(request)
        said, once = reading.struct(body, Spoken), reading.once(request, who, body)
        seen = sight(who.grants, Action.RECORD_CONSENT)
        kept = await self._kept.record(said.items, seen, _person(who), who.actor, once)
        return reading.json(Statements(items=kept), status=201)

    async def ledger(self, request: web.Request) -> web.Response:
        """Answer with what was said of one pupil."""
        seen = sight(principal(request).grants, Action.RECORD_CONSENT)
        return reading.json(Statements(items=await self._kept.ledger(reading.id(request), seen)))


def _person(who: Principal) -> str:
    """Return who records it: a person, or the token of another system."""
    return who.person or who.actor.id
