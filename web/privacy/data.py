"""What can be asked of one pupil's data: a copy, erasure, a refusal with its reason; legal holds.

Rule: a copy is all there is, under the pupil's own name: it is the guardian's. What is asked for
and not done is refused in writing.
"""

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.permissions import Action, sight
from classroom.register.erasure import (
    Erased,
    GuardianWish,
    HeldKind,
    Hold,
    HoldOrder,
    Reason,
    WishRefused,
)
from classroom.register.kinds import KINDS
from classroom.store.erasing import DatabaseErasing, Subject
from classroom.store.recording_lists import RecordingLists
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from classroom.timetable.days import day_at
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.privacy.readable import HTML, readable
from web.routes import principal
from web.transfer.exports import attachment
from web.transfer.forms import Language


class CopyQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How the copy is wanted."""

    readable: Annotated[bool, msgspec.Meta(description="As a page to print, not as JSON.")] = False
    language: Language = Language.ZH


class RefusalOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a guardian asked for and is refused, with the reason they are given."""

    wish: GuardianWish
    reason: Reason


class Holds(msgspec.Struct, frozen=True, kw_only=True):
    """Some legal holds, the latest first."""

    items: list[Hold]
    after: str | None
    labels: dict[str, str]  # id of what is held → its name, where one may read it


class PupilData:
    """Answers for pupils' data."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Answer from the store; `zone` is where the schools are."""
        self._database, self._erasing, self._zone = database, DatabaseErasing(database), zone
        self._registry = DatabaseRegistry(database)
        self._recordings = RecordingLists(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one = f"{BASE}/pupils/{{id}}"
        return [
            Operation(
                method="GET", path=f"{one}/data", access=Action.EXPORT_PUPIL,
                handler=self.copy, name="copyPupil", about="pupil data",
                summary="Get all that is kept of one pupil; also of one that was taken away.",
                query=CopyQuery, answer=Subject,
            ),
            Operation(
                method="POST", path=f"{one}/erasure", access=Action.ERASE_PUPIL,
                handler=self.erase, name="erasePupil", about="pupil data",
                summary="Erase all that no legal hold names. It cannot be brought back.",
                answer=Erased, failures=("held",),
            ),
            Operation(
                method="POST", path=f"{one}/refusals", access=Action.ERASE_PUPIL,
                handler=self.refuse, name="refuseWish", about="pupil data",
                summary="Keep that a guardian's wish was refused, and why.",
                body=RefusalOrder, answer=WishRefused, status=201, keyed=True,
            ),
            Operation(
                method="GET", path=f"{BASE}/holds", access=Action.HOLD_DATA,
                handler=self.holds, name="listHolds", about="holds",
                summary="List legal holds, those that are over included.",
                query=shapes.PageAsked, answer=Holds,
            ),
            Operation(
                method="POST", path=f"{BASE}/holds", access=Action.HOLD_DATA,
                handler=self.hold, name="layHold", about="holds",
                summary="Lay a legal hold on a pupil's, a class's or a school's pupils' data.",
                body=HoldOrder, answer=Hold, status=201, keyed=True, failures=("not_found",),
            ),
            Operation(
                method="DELETE", path=f"{BASE}/holds/{{id}}", access=Action.HOLD_DATA,
                handler=self.lift, name="liftHold", about="holds",
                summary="Lift a legal hold.", status=204,
            ),
        ]  # fmt: skip

    async def copy(self, request: web.Request) -> web.Response:
        """Answer with all that is kept of one pupil."""
        asked, who = reading.query(request, CopyQuery), principal(request)
        id, seen = reading.id(request), sight(who.grants, Action.EXPORT_PUPIL)
        subject = await self._erasing.subject(id, seen, who.actor)
        if not asked.readable:
            return reading.json(subject)
        page = readable(subject, asked.language, self._zone)
        headers = attachment(f"{id}.html")
        return web.Response(text=page, content_type=HTML, charset="utf-8", headers=headers)

    async def erase(self, request: web.Request) -> web.Response:
        """Erase one pupil's data."""
        who = principal(request)
        seen = sight(who.grants, Action.ERASE_PUPIL)
        today = day_at(self._database.now(), self._zone)
        erased = await self._erasing.erase(reading.id(request), seen, today, who.actor)
        return reading.json(erased)

    async def refuse(self, request: web.Request) -> web.Response:
        """Keep a refusal."""
        who = principal(request)
        body = await reading.body(request)
        order = reading.struct(body, RefusalOrder)
        refusal = await self._erasing.refuse(
            reading.id(request),
            order.wish,
            order.reason,
            sight(who.grants, Action.ERASE_PUPIL),
            who.person or who.actor.id,
            who.actor,
            reading.once(request, who, body),
        )
        return reading.json(refusal, status=201)

    async def holds(self, request: web.Request) -> web.Response:
        """Answer with the holds."""
        asked = reading.query(request, shapes.PageAsked)
        grants = principal(request).grants
        within = sight(grants, Action.HOLD_DATA)
        items, after = await self._erasing.holds(within, after=asked.after, limit=asked.limit)
        labels: dict[str, str] = {}
        for kind in HeldKind:
            ids = {hold.object for hold in items if hold.kind is kind}
            seen = sight(grants, Action(f"read_{kind.value}"))
            if kind is HeldKind.RECORDING:
                labels |= await self._recordings.titles(ids, seen)
                continue
            for thing in await self._registry.among(KINDS[kind.value], "id", ids, seen):
                labels[thing.id] = thing.name
        return reading.json(Holds(items=items, after=after, labels=labels))

    async def hold(self, request: web.Request) -> web.Response:
        """Lay a hold."""
        who = principal(request)
        body = await reading.body(request)
        order, once = reading.struct(body, HoldOrder), reading.once(request, who, body)
        seen = sight(who.grants, Action.HOLD_DATA)
        person = who.person or who.actor.id
        hold = await self._erasing.hold(order, seen, person, who.actor, once)
        return reading.json(hold, status=201)

    async def lift(self, request: web.Request) -> web.Response:
        """Lift a hold."""
        who = principal(request)
        seen = sight(who.grants, Action.HOLD_DATA)
        await self._erasing.lift(reading.id(request), seen, who.actor)
        return web.Response(status=204)
