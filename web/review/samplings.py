"""Sampling rules and their draws by the API; and what of all recordings was looked at."""

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.failures import BadMessage
from classroom.permissions import Action, require, sight
from classroom.register.resource import Day, Id
from classroom.review.sampling import SamplingOrder, SamplingRule
from classroom.store.recording_briefs import RecordingBrief, briefs
from classroom.store.recording_lists import RecordingLists
from classroom.store.registry import DatabaseRegistry
from classroom.store.sampling_frame import Covered, Inspector, coverage, inspectors
from classroom.store.samplings import SamplingDraw, Samplings, WholeDraw
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited, scope_of
from web.recordings.asking import Time
from web.routes import principal

RULES = f"{BASE}/samplings"
READ, WRITE, DRAW = Action.READ_SAMPLINGS, Action.WRITE_SAMPLINGS, Action.DRAW_SAMPLE
MONTH, LONGEST = 31 * 86_400.0, 400 * 86_400.0


class SamplingsAsked(shapes.PageAsked, frozen=True, kw_only=True):
    """Which rules."""

    retired: Annotated[bool, msgspec.Meta(description="Those not used any more instead.")] = False


class SamplingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some rules, the latest made first."""

    items: list[SamplingRule]
    after: str | None
    labels: shapes.Labels


class NewSampling(SamplingOrder, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule, and whose lessons it draws: those delivered in this region or school."""

    within: Id


class DrawsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of draws."""

    after: shapes.After = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 20


class DrawAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The day whose period before it is drawn from; without it, today."""

    day: Day | None = None


class DrawPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some draws, the latest first."""

    items: list[SamplingDraw]
    after: str | None
    recordings: dict[str, RecordingBrief]
    labels: shapes.Labels


class InspectorList(msgspec.Struct, frozen=True, kw_only=True):
    """Who inspects lessons where one looks."""

    items: list[Inspector]


class CoverageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Of recordings that began in these hours: by default, of the last month."""

    start: Time | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Time | UnsetType = UNSET
    within: shapes.Within = ""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """By school and subject."""

    items: list[Covered]
    labels: shapes.Labels


class SamplingsApi:
    """Answers for them."""

    def __init__(self, database: Database, registry: DatabaseRegistry, zone: ZoneInfo) -> None:
        """Keep them in the store; `zone` is where the schools are."""
        self._database, self._registry = database, registry
        self._kept, self._names = Samplings(database, zone), RecordingLists(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{RULES}/{{id}}", "samplings"
        return [
            Operation(
                method="GET", path=RULES, access=READ, handler=self.page,
                name="listSamplings", about=about, summary="List the rules of drawing by lot.",
                query=SamplingsAsked, answer=SamplingPage,
            ),
            Operation(
                method="POST", path=RULES, access=WRITE, handler=self.add,
                name="addSampling", about=about, summary="Keep a new rule.",
                body=NewSampling, answer=SamplingRule, status=201, keyed=True, versioned=True,
                failures=("not_found", "too_many_kept"),
            ),
            Operation(
                method="GET", path=one, access=READ, handler=self.get, name="getSampling",
                about=about, summary="Get a rule.", answer=SamplingRule, versioned=True,
            ),
            Operation(
                method="PUT", path=one, access=WRITE, handler=self.replace,
                name="replaceSampling", about=about,
                summary="Change a rule; what was drawn stays drawn.",
                body=SamplingOrder, answer=SamplingRule, matched=True, versioned=True,
                failures=("wrong_state",),
            ),
            Operation(
                method="DELETE", path=one, access=WRITE, handler=self.retire,
                name="retireSampling", about=about, summary="Draw by a rule no more.",
                status=204, matched=True, failures=("wrong_state",),
            ),
            Operation(
                method="GET", path=f"{one}/draws", access=READ, handler=self.draws,
                name="listDraws", about=about, summary="List what was drawn by a rule.",
                query=DrawsAsked, answer=DrawPage,
            ),
            Operation(
                method="POST", path=f"{one}/draws", access=DRAW, handler=self.draw,
                name="drawSample", about=about,
                summary="Draw what is still missing to the rule's share, and hand it out.",
                body=DrawAsked, answer=SamplingDraw, status=201, keyed=True,
                failures=("nothing_new", "too_many_rows", "wrong_state"),
            ),
            Operation(
                method="GET", path=f"{one}/draws/{{draw}}", access=READ, handler=self.repeated,
                name="getDraw", about=about,
                summary="Get a draw with its seed and all that it drew from, done again.",
                answer=WholeDraw,
            ),
            Operation(
                method="GET", path=f"{BASE}/inspectors", access=READ, handler=self.inspectors,
                name="listInspectors", about=about, summary="List who may be given lessons.",
                answer=InspectorList,
            ),
            Operation(
                method="GET", path=f"{BASE}/inspection-coverage",
                access=Action.READ_INSPECTIONS, handler=self.coverage,
                name="getInspectionCoverage", about="inspections",
                summary="Get how many recordings were drawn and inspected, by school and subject.",
                query=CoverageAsked, answer=Coverage, failures=("not_found",),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some rules."""
        asked = reading.query(request, SamplingsAsked)
        items, after = await self._kept.page(
            sight(principal(request).grants, READ),
            retired=asked.retired,
            after=asked.after,
            limit=asked.limit,
        )
        people = {id for each in items for id in each.inspectors}
        places = {each.scope.strip("/").rpartition("/")[2] for each in items}
        labels = await self._names.names(places, people)
        return reading.json(SamplingPage(items=items, after=after, labels=labels))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with a rule."""
        seen = sight(principal(request).grants, READ)
        return _told(await self._kept.get(reading.id(request), seen))

    async def add(self, request: web.Request) -> web.Response:
        """Keep a new rule."""
        who = principal(request)
        body = await reading.body(request)
        asked, once = reading.struct(body, NewSampling), reading.once(request, who, body)
        scope = await scope_of(self._registry, asked.within, sight(who.grants, WRITE))
        require(who.grants, WRITE, scope)
        names = SamplingOrder.__struct_fields__
        order = SamplingOrder(**{name: getattr(asked, name) for name in names})
        return _told(await self._kept.add(order, scope, who, once), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """Change a rule."""
        who, version = principal(request), reading.version(request)
        order = reading.struct(await reading.body(request), SamplingOrder)
        seen = sight(who.grants, WRITE)
        return _told(await self._kept.replace(reading.id(request), order, version, seen, who))

    async def retire(self, request: web.Request) -> web.Response:
        """Retire a rule."""
        who, version = principal(request), reading.version(request)
        await self._kept.retire(reading.id(request), version, sight(who.grants, WRITE), who)
        return web.Response(status=204)

    async def draws(self, request: web.Request) -> web.Response:
        """Answer with some draws of a rule."""
        asked = reading.query(request, DrawsAsked)
        seen = sight(principal(request).grants, READ)
        items, after = await self._kept.draws(
            reading.id(request), seen, after=asked.after, limit=asked.limit
        )
        found = await briefs(
            self._database, {each.recording for made in items for each in made.drawn}
        )
        people = {each.inspector for made in items for each in made.drawn} - {""}
        schools = {each.scope.strip("/").rpartition("/")[2] for each in found.values()}
        labels = await self._names.names(schools, people | {made.made_by for made in items})
        return reading.json(DrawPage(items=items, after=after, recordings=found, labels=labels))

    async def draw(self, request: web.Request) -> web.Response:
        """Draw."""
        who = principal(request)
        body = await reading.body(request)
        asked, once = reading.struct(body, DrawAsked), reading.once(request, who, body)
        seen = sight(who.grants, DRAW)
        made = await self._kept.draw(reading.id(request), asked.day, seen, who, once)
        return reading.json(made, status=201)

    async def repeated(self, request: web.Request) -> web.Response:
        """Answer with a draw, done again."""
        seen = sight(principal(request).grants, READ)
        draw = request.match_info["draw"]
        return reading.json(await self._kept.repeated(reading.id(request), draw[:32], seen))

    async def inspectors(self, request: web.Request) -> web.Response:
        """Answer with who inspects."""
        seen = sight(principal(request).grants, READ)
        return reading.json(InspectorList(items=await inspectors(self._database, seen)))

    async def coverage(self, request: web.Request) -> web.Response:
        """Answer with what was looked at."""
        asked = reading.query(request, CoverageAsked)
        seen = sight(principal(request).grants, Action.READ_INSPECTIONS)
        seen = await limited(self._registry, asked.within, seen)
        end = self._database.now() if asked.to is UNSET else float(asked.to)
        start = end - MONTH if asked.start is UNSET else float(asked.start)
        if not start <= end <= start + LONGEST:
            raise BadMessage("bad_query", "at most 400 days, and the end after the start")
        items = await coverage(self._database, start, end, seen)
        labels = await self._names.names({each.school for each in items} - {""}, set())
        return reading.json(Coverage(items=items, labels=labels))


def _told(rule: SamplingRule, status: int = 200) -> web.Response:
    return reading.json(rule, status=status, headers={"ETag": reading.etag(rule.version)})
