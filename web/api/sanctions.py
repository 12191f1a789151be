"""Sanctions: imposed, listed and lifted by whoever administers where they hold; and one's own.

Rule: on record with what it does. Whoever is barred is out of every lesson when the answer comes;
so is whoever is kept out of one, and whoever is limited does nothing there any more.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.permissions import Action, sight
from classroom.register.people import PEOPLE
from classroom.register.scope import Sight
from classroom.sanctions.sanction import Reach, Sanction, SanctionOrder, Step, SubjectKind, Why
from classroom.store import sanction_names
from classroom.store.registry import DatabaseRegistry
from classroom.store.sanctions import DatabaseSanctions
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.cutting import LiveLessons
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.routes import Access, principal
from web.signin.revocations import Revocations


class SanctionsQuery(shapes.SearchAsked, frozen=True, kw_only=True):
    """Which of them; `search` is in the name of whom they are about."""

    in_force: Annotated[bool, msgspec.Meta(description="Only what holds now.")] = False
    blacklist: Annotated[bool, msgspec.Meta(description="Only whoever is kept out.")] = False


class SanctionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, the latest first."""

    items: list[Sanction]
    after: str | None
    labels: shapes.Labels


class Lifting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is lifted."""

    reason: Why


class OwnSanction(msgspec.Struct, frozen=True, kw_only=True):
    """What is held against oneself."""

    id: str
    step: Step
    reach: Reach
    reason: str
    until: float | None
    made_at: float


class KeptOut(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom one keeps out of one's lessons."""

    id: str
    kind: SubjectKind
    classroom: str  # name of the classroom they were in
    series: str  # name of the pairing
    made_at: float


class OwnStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What is held against oneself, and whom one keeps out of one's series."""

    sanctions: list[OwnSanction]
    kept_out: list[KeptOut]


class Sanctions:
    """Answers for them."""

    def __init__(
        self,
        database: Database,
        registry: DatabaseRegistry,
        live: LiveLessons,
        revocations: Revocations,
    ) -> None:
        """Keep them in the store; have them hold in the lessons that are going on."""
        self._kept, self._registry, self._live = DatabaseSanctions(database), registry, live
        self._names, self._revocations = sanction_names.Names(database), revocations

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        own = f"{BASE}/account/standing"
        return [
            Operation(
                method="GET", path=f"{BASE}/sanctions", access=Action.READ_SANCTIONS,
                handler=self.page, name="listSanctions", about="sanctions",
                summary="List sanctions, those that are over included.",
                query=SanctionsQuery, answer=SanctionPage, failures=("not_found",),
            ),
            Operation(
                method="POST", path=f"{BASE}/sanctions", access=Action.IMPOSE_SANCTION,
                handler=self.impose, name="imposeSanction", about="sanctions",
                summary="Warn, limit, suspend or close an account or a device, at once.",
                body=SanctionOrder, answer=Sanction, status=201, keyed=True,
                failures=("not_found", "not_oneself"),
            ),
            Operation(
                method="POST", path=f"{BASE}/sanctions/{{id}}/lifting",
                access=Action.LIFT_SANCTION, handler=self.lift, name="liftSanction",
                about="sanctions", summary="Lift a sanction, saying why.",
                body=Lifting, status=204, failures=("not_oneself",),
            ),
            Operation(
                method="GET", path=own, access=Access.SIGNED_IN, handler=self.own,
                name="getOwnStanding", about="account",
                summary="Tell what is held against oneself, and whom one keeps out.",
                answer=OwnStanding,
            ),
            Operation(
                method="POST", path=f"{own}/warnings/{{id}}", access=Access.SIGNED_IN,
                handler=self.acknowledge, name="acknowledgeWarning", about="account",
                summary="Say that one has read a warning.", status=204,
            ),
            Operation(
                method="DELETE", path=f"{own}/kept-out/{{id}}", access=Access.SIGNED_IN,
                handler=self.let_in, name="letInAgain", about="account",
                summary="Let somebody into one's series again.", status=204,
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        asked, grants = reading.query(request, SanctionsQuery), principal(request).grants
        seen = await limited(self._registry, asked.within, sight(grants, Action.READ_SANCTIONS))
        named = sight(grants, Action.READ_PEOPLE)
        found = await self._names.called(asked.search, named) if asked.search else None
        items, after = await self._kept.page(
            seen,
            in_force=asked.in_force,
            blacklist=asked.blacklist,
            subjects=found,
            after=asked.after,
            limit=asked.limit,
        )
        labels = await self._names.of(items, sight_of_names(grants))
        return reading.json(SanctionPage(items=items, after=after, labels=labels))

    async def impose(self, request: web.Request) -> web.Response:
        """Impose one."""
        who, body = principal(request), await reading.body(request)
        order, once = reading.struct(body, SanctionOrder), reading.once(request, who, body)
        seen = sight(who.grants, Action.IMPOSE_SANCTION)
        sanction, ended = await self._kept.impose(order, who, seen, once)
        await self._revocations.sessions_ended(ended)
        await self._live.judge()
        return reading.json(sanction, status=201)

    async def lift(self, request: web.Request) -> web.Response:
        """Lift one."""
        who = principal(request)
        asked = reading.struct(await reading.body(request), Lifting)
        seen = sight(who.grants, Action.LIFT_SANCTION)
        id, by = reading.id(request), who.person or who.actor.id
        await self._kept.lift(id, asked.reason, seen, by, who.actor)
        await self._live.judge()
        return web.Response(status=204)

    async def own(self, request: web.Request) -> web.Response:
        """Answer with one's own."""
        person = principal(request).person
        held, mine = await self._kept.own(person), await self._kept.imposed_by(person)
        fields = OwnSanction.__struct_fields__
        names = await self._names.of_series(mine)
        return reading.json(
            OwnStanding(
                sanctions=[OwnSanction(**{f: getattr(each, f) for f in fields}) for each in held],
                kept_out=[
                    KeptOut(
                        id=each.id,
                        kind=each.kind,
                        classroom=names.get(each.classroom, ""),
                        series=names.get(each.place, ""),
                        made_at=each.made_at,
                    )
                    for each in mine
                ],
            )
        )

    async def acknowledge(self, request: web.Request) -> web.Response:
        """Note that a warning was read."""
        who = principal(request)
        await self._kept.acknowledge(reading.id(request), who.person, who.actor)
        await self._live.judge()
        return web.Response(status=204)

    async def let_in(self, request: web.Request) -> web.Response:
        """Let somebody in again."""
        who = principal(request)
        await self._kept.let_in_again(reading.id(request), who.person, who.actor)
        await self._live.judge()
        return web.Response(status=204)


def sight_of_names(grants: sanction_names.Grants) -> dict[str, Sight]:
    """Return in which scopes names of each kind may be read."""
    kinds = (PEOPLE.name, "devices", "lessons", *(r.value for r in Reach if r is not Reach.LESSON))
    return {kind: sight(grants, Action(f"read_{kind}")) for kind in kinds}
