"""Watching a recording that is not one's office to watch: asked for, decided by somebody else.

Rule: asking tells nobody which recordings there are: the answer is the same for every id, and so is
one's own list until somebody decided. Who decides sees the purpose and who asks, and it is on
record.
"""

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, sight
from classroom.recording.granting import Days, Decision, GrantState, Purpose, WatchGrant
from classroom.recording.watching import is_certain, may_decide, may_list, may_watch
from classroom.store.recording_grants import Deciding, GrantList, RecordingGrants
from classroom.store.recording_lists import MOST_ON_A_PAGE
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.recordings.seeing import Seeing
from web.routes import Access, principal


class GrantsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which: one's own, those that wait for one's decision, or the others one decides on."""

    which: GrantList = GrantList.OWN
    after: Annotated[str, msgspec.Meta(max_length=60)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class WatchAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What for, and for how many days."""

    purpose: Purpose
    days: Days


class GrantTold(msgspec.Struct, frozen=True, kw_only=True):
    """A grant, how it stands, and of what, once one may know."""

    grant: WatchGrant
    state: GrantState
    title: str  # of the recording; "": one may not know
    began_at: float | None  # the recording
    may_decide: bool


class GrantPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, the latest first."""

    items: list[GrantTold]
    after: str | None
    labels: shapes.Labels


class RecordingsGranting:
    """Answers for it."""

    def __init__(self, database: Database, seeing: Seeing, zone: ZoneInfo) -> None:
        """Answer from these."""
        self._seeing, self._grants = seeing, RecordingGrants(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked; these come before what has an id behind `recordings`."""
        all, about = f"{BASE}/recordings", "recordings"
        one = f"{all}/grants/{{id}}"
        return [
            Operation(
                method="GET", path=f"{all}/grants", access=Access.SIGNED_IN, handler=self.page,
                name="listWatchGrants", about=about,
                summary="List who asked to watch what: oneself, or others, of whom one decides.",
                query=GrantsAsked, answer=GrantPage, failures=("bad_page",),
            ),
            Operation(
                method="POST", path=f"{one}/decision", access=Access.SIGNED_IN,
                handler=self.decide, name="decideWatchGrant", about=about,
                summary="Grant it for some days, or refuse it with the reason.",
                body=Decision, answer=GrantTold,
                failures=("not_oneself", "grant_decided", "reason_needed"),
            ),
            Operation(
                method="DELETE", path=one, access=Access.SIGNED_IN, handler=self.end,
                name="endWatchGrant", about=about,
                summary="Withdraw what one asked for, or revoke what was granted; at once.",
                answer=GrantTold, failures=("grant_decided",),
            ),
            Operation(
                method="POST", path=f"{all}/{{id}}/grants", access=Access.SIGNED_IN,
                handler=self.ask, name="askToWatch", about=about,
                summary="Ask to watch a recording; the answer is the same if there is none.",
                body=WatchAsked, answer=GrantTold, status=201, keyed=True,
                failures=("not_verified", "grant_open", "too_many_open", "no_need"),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        who, asked = principal(request), reading.query(request, GrantsAsked)
        if not who.person:
            raise Refused("not_allowed", "for persons only")
        found, after = await self._grants.page(
            asked.which, _deciding(who), after=asked.after, limit=asked.limit
        )
        people = {id for each in found for id in (each.person, each.decided_by, each.ended_by)}
        labels = await self._seeing.lists.names(set(), people - {""})
        items = await self._told(who, found)
        return reading.json(GrantPage(items=items, after=after, labels=labels))

    async def ask(self, request: web.Request) -> web.Response:
        """Note that they ask."""
        body = await reading.body(request)
        who, asked = principal(request), reading.struct(body, WatchAsked)
        if not is_certain(who):
            raise Refused("not_verified")
        id = reading.id(request)
        there = (await self._grants.recordings([id])).get(id)
        if there is not None and may_watch(who, there):
            raise Refused("no_need", "it is their office to watch it")
        made = await self._grants.ask(
            id, asked.purpose, asked.days,
            person=who.person, by=who.actor, once=reading.once(request, who, body),
        )  # fmt: skip
        return reading.json((await self._told(who, [made]))[0], status=201)

    async def decide(self, request: web.Request) -> web.Response:
        """Decide on one."""
        decision = reading.struct(await reading.body(request), Decision)
        who, found = await self._one(request)
        kept = await self._grants.decide(found, decision, who.person, who.actor)
        return reading.json((await self._told(who, [kept]))[0])

    async def end(self, request: web.Request) -> web.Response:
        """End one."""
        who, found = await self._one(request)
        kept = await self._grants.end(found, who.person, who.actor)
        return reading.json((await self._told(who, [kept]))[0])

    # -------------------------------------------------------------- within

    async def _one(self, request: web.Request) -> tuple[Principal, WatchGrant]:
        """Return one that is theirs, or on which they may decide.

        Raises:
            Refused: `not_found`.
        """
        who = principal(request)
        found = await self._grants.get(reading.id(request))
        if who.person and who.person == found.person:
            return who, found
        of = (await self._grants.recordings([found.recording])).get(found.recording)
        if of is None or not may_decide(who, of):
            raise Refused("not_found", "grants")
        return who, found

    async def _told(self, who: Principal, grants: Sequence[WatchGrant]) -> list[GrantTold]:
        recordings = await self._grants.recordings({each.recording for each in grants})
        told = []
        for each in grants:
            of, state = recordings.get(each.recording), each.state(self._seeing.now())
            decides = of is not None and each.person != who.person and may_decide(who, of)
            knows = of is not None and (decides or each.approved or may_list(who, of))
            told.append(
                GrantTold(
                    grant=each,
                    state=state,
                    title=of.title if of is not None and knows else "",
                    began_at=of.began_at if of is not None and knows else None,
                    may_decide=decides,
                )
            )
        return told


def _deciding(who: Principal) -> Deciding:
    if not is_certain(who):
        return Deciding(person=who.person)
    return Deciding(
        person=who.person,
        schools=sight(who.grants, Action.DECIDE_WATCHING),
        regions=sight(who.grants, Action.DECIDE_SHARED_WATCHING),
    )
