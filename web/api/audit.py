"""The audit trail by the API: looked up, verified, exported.

Rule: nothing here changes a record; that somebody reads the trail is itself recorded, once for a
while of looking things up and once for each export. What an auditor sees is what lies in their
scope; whether the trail is whole, and its signed heads, are told to every auditor.
"""

import asyncio
from collections import OrderedDict
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.audit.seals import Seal
from classroom.audit.search import MOST_ON_A_PAGE, AuditPage, AuditQuery
from classroom.audit.walk import Break
from classroom.failures import BadMessage, Unavailable
from classroom.permissions import Action, sight
from classroom.register.resource import Id
from classroom.register.scope import shared
from classroom.store import audit_export, audit_search
from classroom.store.audit_export import Wanted
from classroom.store.registry import DatabaseRegistry
from web.api import reading
from web.api.jobs import Job, Jobs, Progress
from web.api.looking import accepted, owner
from web.api.operations import BASE, Operation
from web.api.places import scope_of
from web.audit_keeper import Kept
from web.routes import principal

LINES = "application/jsonl"
CHUNK = 256 * 1024
EXPORTS_AT_ONCE = 2
LOOKING_SECONDS = 1800.0  # a while of looking things up
LOOKERS = 1000
HEADS_TOLD = 400

Word = Annotated[str, msgspec.Meta(max_length=64)]
Time = Annotated[float, msgspec.Meta(ge=0, le=32503680000, description="Seconds since 1970, UTC.")]


class AuditSearch(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for in the trail."""

    since: Time | None = None
    until: Time | None = None
    actor: Annotated[Word, msgspec.Meta(description="Id of a person, device or token.")] = ""
    action: Word = ""
    kind: Annotated[Word, msgspec.Meta(description="What kind of thing it was done to.")] = ""
    object: Annotated[Word, msgspec.Meta(description="Id of what it was done to.")] = ""
    result: Annotated[Word, msgspec.Meta(description="`ok`, or the code of the failure.")] = ""
    within: Annotated[Id | None, msgspec.Meta(description="In this region or school.")] = None


class AuditAsked(AuditSearch, frozen=True, kw_only=True):
    """A page of what is looked for."""

    after: Annotated[str, msgspec.Meta(max_length=20)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when the whole trail was walked along."""

    first: int
    last: int  # of those that are well
    broken: Break | None


class LastVerified(Verified, frozen=True, kw_only=True):
    """The same, and when."""

    at: float


class AuditState(msgspec.Struct, frozen=True, kw_only=True):
    """How the trail is."""

    last: int  # number of the latest record
    head: Seal | None  # the latest that is signed
    public_keys: list[str]  # the one that signs, and those before it
    verified: LastVerified | None
    broken: Break | None  # found while signing


class Heads(msgspec.Struct, frozen=True, kw_only=True):
    """Signed heads, the latest first."""

    items: list[Seal]


class Audit:
    """Answers for the trail."""

    def __init__(self, kept: Kept, registry: DatabaseRegistry, jobs: Jobs) -> None:
        """Answer from these."""
        self._trail, self._key, self._keeper = kept
        self._registry, self._jobs = registry, jobs
        self._looking: OrderedDict[str, float] = OrderedDict()
        self._exports = asyncio.Semaphore(EXPORTS_AT_ONCE)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all = f"{BASE}/audit"
        return [
            Operation(
                method="GET", path=all, access=Action.READ_AUDIT, handler=self.page,
                name="listAudit", about="audit",
                summary="Look something up in the audit trail, the latest first.",
                query=AuditAsked, answer=AuditPage, failures=("bad_page", "not_found"),
            ),
            Operation(
                method="GET", path=f"{all}/state", access=Action.READ_AUDIT, handler=self.state,
                name="getAuditState", about="audit",
                summary="See whether the trail was whole when last looked, and who signs it.",
                answer=AuditState,
            ),
            Operation(
                method="GET", path=f"{all}/heads", access=Action.READ_AUDIT, handler=self.heads,
                name="listAuditHeads", about="audit",
                summary="List the signed heads of the latest days.",
                answer=Heads,
            ),
            Operation(
                method="POST", path=f"{all}/verifications", access=Action.READ_AUDIT,
                handler=self.verify, name="verifyAudit", about="audit",
                summary="Walk along the whole trail; the job's result is a Verified.",
                answer=Job, status=202, located=True, failures=("too_busy",),
            ),
            Operation(
                method="GET", path=f"{all}/export", access=Action.EXPORT_AUDIT,
                handler=self.export, name="exportAudit", about="audit",
                summary="Take a signed copy of what is looked for; it verifies by itself.",
                query=AuditSearch, file=(LINES,), failures=("not_found", "too_busy"),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with one page."""
        asked, who = reading.query(request, AuditAsked), principal(request)
        if asked.after and not asked.after.isdecimal():
            raise BadMessage("bad_page", "`after` is none of ours")
        wanted = await self._wanted(asked, who, Action.READ_AUDIT)
        query = msgspec.structs.replace(
            wanted.asked, before=int(asked.after) if asked.after else None, limit=asked.limit
        )
        await self._looks(who, wanted)
        return reading.json(await audit_search.page(self._trail.database, wanted.sight, query))

    async def state(self, _request: web.Request) -> web.Response:
        """Answer with how it is."""
        last, heads = await self._trail.last(), await self._trail.heads()
        return reading.json(
            AuditState(
                last=0 if last is None else last.number,
                head=heads[-1] if heads else None,
                public_keys=[self._key.public, *self._key.former],
                verified=await self._last_verified(),
                broken=self._keeper.broken,
            )
        )

    async def heads(self, _request: web.Request) -> web.Response:
        """Answer with the heads."""
        return reading.json(Heads(items=[*reversed(await self._trail.heads())][:HEADS_TOLD]))

    async def verify(self, request: web.Request) -> web.Response:
        """Begin to walk."""
        who = principal(request)

        async def run(progress: Progress) -> dict[str, object]:
            walk, broken = await self._trail.verify(self._key, progress=progress)
            last = walk.here.number
            found = Verified(first=last - walk.taken + 1, last=last, broken=broken)
            note = Note(
                action="verify_audit",
                kind="audit",
                scope=shared([*sight(who.grants, Action.READ_AUDIT).scopes]),
                result="ok" if broken is None else str(broken.fault),
                detail=msgspec.json.encode(found).decode(),
            )
            async with self._trail.database.writing(who.actor) as transaction:
                await transaction.note(note)
            built: dict[str, object] = msgspec.to_builtins(found)
            return built

        return accepted(self._jobs.start(owner(who), "verify_audit", run))

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file, line by line."""
        asked, who = reading.query(request, AuditSearch), principal(request)
        wanted = await self._wanted(asked, who, Action.EXPORT_AUDIT)
        if self._exports.locked():
            raise Unavailable("too_busy", "the trail is being exported already")
        async with self._exports:
            await audit_export.note_export(self._trail, who.actor, wanted)
            headers = {
                "Content-Disposition": 'attachment; filename="sanketang-audit.jsonl"',
                "Cache-Control": "no-store",
            }
            response = web.StreamResponse(headers=headers)
            response.content_type = LINES
            await response.prepare(request)
            waiting = bytearray()

            async def write(line: bytes) -> None:
                waiting.extend(line)
                if len(waiting) >= CHUNK:
                    await response.write(bytes(waiting))
                    waiting.clear()

            await audit_export.export(self._trail, self._key, wanted, write)
            await response.write(bytes(waiting))
            await response.write_eof()
            return response

    # -------------------------------------------------------------- within

    async def _wanted(self, asked: AuditSearch, who: Principal, action: Action) -> Wanted:
        seen = sight(who.grants, action)
        within = ""
        if asked.within is not None:
            places = sight(who.grants, Action.READ_SCHOOLS)
            within = await scope_of(self._registry, asked.within, places)
        query = AuditQuery(
            since=asked.since,
            until=asked.until,
            actor=asked.actor,
            action=asked.action,
            kind=asked.kind,
            object=asked.object,
            result=asked.result,
            within=within,
        )
        return Wanted(sight=seen, asked=query)

    async def _looks(self, who: Principal, wanted: Wanted) -> None:
        """Record that somebody begins to look things up."""
        now, looker = self._trail.database.now(), who.actor.session or owner(who)
        began = self._looking.get(looker)
        if began is not None and 0 <= now - began < LOOKING_SECONDS:
            return
        note = Note(action="read_audit", kind="audit", scope=shared([*wanted.sight.scopes]))
        async with self._trail.database.writing(who.actor) as transaction:
            await transaction.note(note)
        self._looking[looker] = now
        self._looking.move_to_end(looker)
        while len(self._looking) > LOOKERS:
            self._looking.popitem(last=False)

    async def _last_verified(self) -> LastVerified | None:
        """Return what the trail itself tells of the last time it was walked along."""
        record = await self._trail.latest("verify_audit")
        if record is None:
            return None
        found = msgspec.json.decode(record.note.detail, type=Verified)
        return LastVerified(at=record.at, first=found.first, last=found.last, broken=found.broken)
