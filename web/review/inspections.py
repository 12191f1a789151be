"""Inspection sheets by the API: begun, filled in, filed, answered, closed, corrected.

Rule: who may inspect a recording may watch it, and has the role where a school of it lies; both are
asked when a sheet is begun and again when it is filed. The server says what one may do with a
sheet, and the page offers that.
"""

from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action, permits, sight
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import may_list, may_watch
from classroom.register.resource import Id
from classroom.register.scope import Sight
from classroom.review.inspection import (
    WAITS_SECONDS,
    Inspection,
    InspectionState,
    Said,
    SheetOrder,
    Why,
)
from classroom.store.audit_key import AuditKey
from classroom.store.inspection_lists import InspectionLists, InspectionQuery, WholeSheet
from classroom.store.inspections import Inspections
from classroom.store.recording_briefs import RecordingBrief, briefs
from classroom.store.recording_lists import RecordingLists
from classroom.store.registry import DatabaseRegistry
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.routes import Access, principal

ALL = f"{BASE}/inspections"
INSPECT = Action.INSPECT_LESSON


class InspectionsAsked(shapes.PageAsked, frozen=True, kw_only=True):
    """Which sheets."""

    state: InspectionState | UnsetType = UNSET
    recording: Annotated[str, msgspec.Meta(max_length=64)] = ""
    within: shapes.Within = ""
    own: Annotated[bool, msgspec.Meta(description="Only those one filled in oneself.")] = False
    taught: Annotated[bool, msgspec.Meta(description="Only of lessons that one taught.")] = False
    replaced: Annotated[bool, msgspec.Meta(description="Those that were corrected, too.")] = False


class InspectionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, the latest begun first."""

    items: list[Inspection]
    after: str | None
    recordings: dict[str, RecordingBrief]
    labels: shapes.Labels


class NewInspection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sheet to be begun."""

    recording: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    form: Id


class SheetTold(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet with all that belongs to it, and what one may do with it."""

    sheet: WholeSheet
    recording: RecordingBrief | None
    may: list[str]  # save, file, discard, answer, close, correct
    close_after: float | None  # when the inspector may close it without an answer
    labels: shapes.Labels


class SheetSaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the teacher answers, or the inspector says at the end."""

    text: Said


class Correcting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why what was filed is corrected."""

    why: Why


class InspectionsApi:
    """Answers for them."""

    def __init__(
        self, database: Database, registry: DatabaseRegistry, key: AuditKey, zone: ZoneInfo
    ) -> None:
        """Keep them in the store, signed with `key`."""
        self._database, self._registry = database, registry
        self._kept, self.lists = Inspections(database, key), InspectionLists(database, key)
        self._recordings = RecordingLists(database, zone)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{ALL}/{{id}}", "inspections"
        step = ("wrong_state", "sheet_altered")
        return [
            Operation(
                method="GET", path=ALL, access=Access.SIGNED_IN, handler=self.page,
                name="listInspections", about=about,
                summary="List one's own sheets, and those filed that one may read.",
                query=InspectionsAsked, answer=InspectionPage, failures=("not_found",),
            ),
            Operation(
                method="POST", path=ALL, access=INSPECT, handler=self.begin,
                name="beginInspection", about=about, summary="Begin a sheet about a recording.",
                body=NewInspection, answer=SheetTold, status=201, keyed=True, versioned=True,
                failures=(
                    "not_found", "not_oneself", "recording_gone", "too_many_kept", *step
                ),
            ),
            Operation(
                method="GET", path=one, access=Access.SIGNED_IN, handler=self.get,
                name="getInspection", about=about,
                summary="Get a sheet; reading another's is on record.",
                answer=SheetTold, versioned=True, failures=("sheet_altered",),
            ),
            Operation(
                method="PUT", path=one, access=INSPECT, handler=self.save,
                name="saveInspection", about=about, summary="Keep what was filled in so far.",
                body=SheetOrder, answer=SheetTold, matched=True, versioned=True, failures=step,
            ),
            Operation(
                method="DELETE", path=one, access=INSPECT, handler=self.remove,
                name="discardInspection", about=about, summary="Throw a draft away.",
                status=204, matched=True, failures=step,
            ),
            Operation(
                method="POST", path=f"{one}/file", access=INSPECT, handler=self.file,
                name="fileInspection", about=about,
                summary="File a sheet: it is signed, and never changed again.",
                answer=SheetTold, matched=True, versioned=True,
                failures=("invalid", "not_oneself", "recording_gone", *step),
            ),
            Operation(
                method="POST", path=f"{one}/answer", access=Access.SIGNED_IN, handler=self.answer,
                name="answerInspection", about=about,
                summary="Answer a sheet about one's own lesson.",
                body=SheetSaid, answer=SheetTold, matched=True, versioned=True, failures=step,
            ),
            Operation(
                method="POST", path=f"{one}/close", access=INSPECT, handler=self.close,
                name="closeInspection", about=about, summary="Close a sheet that was answered.",
                body=SheetSaid, answer=SheetTold, matched=True, versioned=True,
                failures=("not_answered", *step),
            ),
            Operation(
                method="POST", path=f"{one}/correction", access=INSPECT, handler=self.correct,
                name="correctInspection", about=about,
                summary="Begin a correction of what was filed, saying why.",
                body=Correcting, answer=SheetTold, status=201, keyed=True, versioned=True,
                failures=("not_oneself", "recording_gone", "too_many_kept", *step),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        asked = reading.query(request, InspectionsAsked)
        query, seen, person = await self.asked(asked, principal(request))
        items, after = await self.lists.page(query, seen, person)
        found = await briefs(self._database, {each.recording for each in items})
        labels = await self.labels(items)
        return reading.json(
            InspectionPage(items=items, after=after, recordings=found, labels=labels)
        )

    async def begin(self, request: web.Request) -> web.Response:
        """Begin one."""
        who = principal(request)
        body = await reading.body(request)
        asked, once = reading.struct(body, NewInspection), reading.once(request, who, body)
        recording = await self._inspected(who, asked.recording)
        forms = sight(who.grants, Action.READ_INSPECTION_FORMS)
        sheet = await self._kept.begin(recording, asked.form, forms, who, once)
        return await self._told(sheet.id, who, 201)

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        who = principal(request)
        found = await self.lists.look(reading.id(request), who)
        return await self._told(found.id, who)

    async def save(self, request: web.Request) -> web.Response:
        """Keep a draft."""
        who, version, id = principal(request), reading.version(request), reading.id(request)
        order = reading.struct(await reading.body(request), SheetOrder)
        await self._kept.save(id, order, version, who)
        return await self._told(id, who)

    async def remove(self, request: web.Request) -> web.Response:
        """Throw a draft away."""
        who, version = principal(request), reading.version(request)
        await self._kept.remove(reading.id(request), version, who)
        return web.Response(status=204)

    async def file(self, request: web.Request) -> web.Response:
        """File one."""
        who, version = principal(request), reading.version(request)
        sheet = await self._own(request, who)
        recording = await self._inspected(who, sheet.recording)
        await self._kept.file(sheet.id, version, recording, who)
        return await self._told(sheet.id, who)

    async def answer(self, request: web.Request) -> web.Response:
        """Let the teacher answer."""
        who, version = principal(request), reading.version(request)
        said = reading.struct(await reading.body(request), SheetSaid)
        if not who.verified:
            raise Refused("not_verified", "nobody has made certain who this person is")
        found = await self.lists.look(reading.id(request), who)
        await self._kept.answer(found.id, said.text, version, who)
        return await self._told(found.id, who)

    async def close(self, request: web.Request) -> web.Response:
        """Close one."""
        who, version = principal(request), reading.version(request)
        said = reading.struct(await reading.body(request), SheetSaid)
        found = await self.lists.look(reading.id(request), who)
        await self._kept.close(found.id, said.text, version, who)
        return await self._told(found.id, who)

    async def correct(self, request: web.Request) -> web.Response:
        """Begin a correction."""
        who = principal(request)
        body = await reading.body(request)
        asked, once = reading.struct(body, Correcting), reading.once(request, who, body)
        found = await self.lists.look(reading.id(request), who)
        recording = await self._inspected(who, found.recording)
        sheet = await self._kept.correct(found.id, asked.why, recording, who, once)
        return await self._told(sheet.id, who, 201)

    # -------------------------------------------------------------- also for the tables

    async def asked(
        self, asked: InspectionsAsked, who: Principal
    ) -> tuple[InspectionQuery, Sight, str]:
        """Return which sheets a query asks for, what of them is in sight, and whose are one's own.

        Raises:
            Refused: `not_found`.
        """
        seen, person = sight(who.grants, Action.READ_INSPECTIONS), who.person
        if asked.within:
            seen, person = await limited(self._registry, asked.within, seen), ""
        query = InspectionQuery(
            states=() if asked.state is UNSET else (asked.state,),
            recording=asked.recording,
            inspector=who.person if asked.own else "",
            lecturer=who.person if asked.taught else "",
            replaced=asked.replaced,
            after=asked.after,
            limit=asked.limit,
        )
        return query, seen, person

    async def labels(self, items: list[Inspection]) -> dict[str, str]:
        """Return the names of the people and schools that these name."""
        people = {id for each in items for id in (each.inspector, each.lecturer) if id}
        schools = {each.scope.strip("/").rpartition("/")[2] for each in items}
        return await self._recordings.names(schools, people)

    # -------------------------------------------------------------- within

    async def _inspected(self, who: Principal, id: str) -> Recording:
        """Return a recording that this person may inspect."""
        found = await self._recordings.get(id)
        if not may_list(who, found):
            raise Refused("not_found", "recordings")
        if found.state is RecordingState.DELETED:
            raise Refused("recording_gone")
        inspects = any(permits(who.grants, INSPECT, place) for place in found.places)
        if not inspects or not may_watch(who, found):
            raise Refused("not_allowed", "they do not inspect there")
        if who.person == found.lecturer:
            raise Refused("not_oneself", "one's own lesson is for somebody else to inspect")
        return found

    async def _own(self, request: web.Request, who: Principal) -> Inspection:
        found = await self.lists.look(reading.id(request), who)
        if found.inspector != who.person:
            raise Refused("not_found", "inspections")
        return found

    async def _told(self, id: str, who: Principal, status: int = 200) -> web.Response:
        whole = await self.lists.whole(id)
        sheet = whole.inspection
        found = await briefs(self._database, {sheet.recording})
        people = {sheet.inspector, sheet.lecturer, *(step.by for step in whole.steps)}
        school = sheet.scope.strip("/").rpartition("/")[2]
        told = SheetTold(
            sheet=whole,
            recording=found.get(sheet.recording),
            may=may(sheet, who, self._database.now()),
            close_after=_close_after(sheet),
            labels=await self._recordings.names({school}, people - {""}),
        )
        headers = {"ETag": reading.etag(sheet.version)}
        return reading.json(told, status=status, headers=headers)


def may(sheet: Inspection, who: Principal, now: float) -> list[str]:
    """Return what somebody may do with a sheet, as it is."""
    if sheet.replaced_by:
        return []
    inspects = sheet.inspector == who.person and bool(sight(who.grants, INSPECT).scopes)
    teaches = sheet.lecturer == who.person and who.verified
    match sheet.state:
        case InspectionState.DRAFT:
            return ["save", "file", "discard"] if inspects else []
        case InspectionState.FILED:
            found = ["correct"] if inspects else []
            if inspects and now >= (_close_after(sheet) or now):
                found.append("close")
            return [*found, "answer"] if teaches else found
        case InspectionState.ANSWERED:
            return ["correct", "close"] if inspects else []
        case InspectionState.CLOSED:
            return ["correct"] if inspects else []


def _close_after(sheet: Inspection) -> float | None:
    if sheet.state is not InspectionState.FILED or not sheet.lecturer:
        return None
    return (sheet.filed_at or 0.0) + WAITS_SECONDS
