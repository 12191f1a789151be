"""Incidents by the API: looked at in the house, released by a manager, then taken.

Rule: whoever looks at a package or at one of its pictures is on record; what leaves is on record
before a byte of it is given, and leaves only once somebody who had no part in the lesson has said
to whom and why.
"""

import asyncio
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import ActorKind
from classroom.failures import Refused
from classroom.incidents.archive import digest, member, package_of
from classroom.incidents.incident import Incident, IncidentState, check_release, made, released
from classroom.incidents.package import Package
from classroom.incidents.ports import Receiver
from classroom.permissions import Action, permits, require, sight
from classroom.store.evidence import DatabaseEvidence
from classroom.store.incidents import DatabaseIncidents, IncidentPage
from classroom.store.restarting import scope_of
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.incidents.folder import Folder
from web.routes import principal

ZIP, JPEG = "application/zip", "image/jpeg"
MOST_ON_A_PAGE = 100
READING = ("not_ready", "incident_gone", "incident_damaged")

Text = Annotated[str, msgspec.Meta(min_length=2, max_length=200, pattern=r"^\S(.*\S)?$")]


class IncidentsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them."""

    after: Annotated[str, msgspec.Meta(max_length=60)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class IncidentAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; it is kept in the trail, and names nobody."""

    reason: Text


class ReleaseAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom the package may go, and why; both are kept in the trail."""

    receiver: Text
    reason: Text


class IncidentTold(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, and what its package says once it is made."""

    incident: Incident
    is_shut: bool  # its lesson is still shut down
    authoriser: str  # display name
    package: Package | None


class Incidents:
    """Answers for them."""

    def __init__(
        self, database: Database, folder: Folder, receiver: Receiver, zone: ZoneInfo
    ) -> None:
        """Answer from these; what is released goes to `receiver`."""
        self._database, self._incidents = database, DatabaseIncidents(database)
        self._evidence = DatabaseEvidence(database, zone)
        self._folder, self._receiver = folder, receiver

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all, about = f"{BASE}/incidents", "incidents"
        one = f"{all}/{{id}}"
        return [
            Operation(
                method="GET", path=all, access=Action.READ_INCIDENTS, handler=self.page,
                name="listIncidents", about=about,
                summary="List lessons of which a package was made, the latest first.",
                query=IncidentsAsked, answer=IncidentPage, failures=("bad_page",),
            ),
            Operation(
                method="GET", path=one, access=Action.READ_INCIDENTS, handler=self.get,
                name="getIncident", about=about,
                summary="See what its package says; that is on record.",
                answer=IncidentTold, failures=READING,
            ),
            Operation(
                method="GET", path=f"{one}/pictures/{{number}}", access=Action.READ_INCIDENTS,
                handler=self.picture, name="getIncidentPicture", about=about,
                summary="See one of its pictures; that is on record.",
                file=(JPEG,), failures=READING,
            ),
            Operation(
                method="POST", path=f"{BASE}/lessons/{{id}}/incidents",
                access=Action.MAKE_INCIDENT, handler=self.make, name="makeIncident", about=about,
                summary="Have a package made of a lesson that is over.",
                body=IncidentAsked, answer=Incident, status=201, failures=("lesson_not_over",),
            ),
            Operation(
                method="POST", path=f"{one}/release", access=Action.RELEASE_INCIDENT,
                handler=self.release, name="releaseIncident", about=about,
                summary="Authorise that its package leaves: to whom, and why.",
                body=ReleaseAsked, answer=Incident,
                failures=("took_part", "made_already", *READING),
            ),
            Operation(
                method="GET", path=f"{one}/file", access=Action.RELEASE_INCIDENT,
                handler=self.take, name="takeIncident", about=about,
                summary="Take the signed package, once that is authorised; each time on record.",
                file=(ZIP,), failures=("not_authorised", *READING),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with one page."""
        asked = reading.query(request, IncidentsAsked)
        seen = sight(principal(request).grants, Action.READ_INCIDENTS)
        return reading.json(await self._incidents.page(seen, asked.after, asked.limit))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        who = principal(request)
        found = await self._one(request, who, Action.READ_INCIDENTS)
        if found.state in (IncidentState.WANTED, IncidentState.GONE):
            return reading.json(await self._told(found, None))
        file = await self._file(found)
        await self._incidents.look(found.id, who.actor)
        return reading.json(await self._told(found, await asyncio.to_thread(package_of, file)))

    async def picture(self, request: web.Request) -> web.Response:
        """Answer with a picture."""
        who, number = principal(request), request.match_info["number"]
        found = made(await self._one(request, who, Action.READ_INCIDENTS))
        file = await self._file(found)
        try:
            if not (number.isascii() and number.isdecimal() and len(number) < 4):
                raise KeyError
            picture = await asyncio.to_thread(member, file, f"stills/{int(number)}.jpg")
        except KeyError:
            raise Refused("not_found", "pictures") from None
        await self._incidents.look(found.id, who.actor, int(number))
        headers = {"Cache-Control": "no-store"}
        return web.Response(body=picture, content_type=JPEG, headers=headers)

    async def make(self, request: web.Request) -> web.Response:
        """Want one."""
        who, id = principal(request), reading.id(request)
        asked = reading.struct(await reading.body(request), IncidentAsked)
        scope = await scope_of(self._database, id)
        if not permits(who.grants, Action.READ_LESSONS, scope):
            raise Refused("not_found", "lessons")
        require(who.grants, Action.MAKE_INCIDENT, scope)
        return reading.json(await self._incidents.want(id, asked.reason, who.actor), status=201)

    async def release(self, request: web.Request) -> web.Response:
        """Let one leave."""
        who = principal(request)
        asked = reading.struct(await reading.body(request), ReleaseAsked)
        if not who.person:
            raise Refused("not_allowed", "a person answers for it")
        found = await self._one(request, who, Action.RELEASE_INCIDENT)
        took_part = await self._took_part(found)
        check_release(found, who.person, took_part)
        await self._file(found)
        return reading.json(
            await self._incidents.authorise(
                found.id, who.person, asked.receiver, asked.reason,
                by=who.actor, took_part=took_part,
            )
        )  # fmt: skip

    async def take(self, request: web.Request) -> web.Response:
        """Hand one over."""
        who = principal(request)
        found = await self._one(request, who, Action.RELEASE_INCIDENT)
        file = await self._file(released(found))
        taken = await self._incidents.take(found.id, who.actor)
        handed = await self._receiver.hand_over(taken, file)
        headers = {
            "Content-Disposition": f'attachment; filename="sanketang-incident-{taken.id}.zip"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=handed, content_type=ZIP, headers=headers)

    # -------------------------------------------------------------- within

    async def _one(self, request: web.Request, who: Principal, action: Action) -> Incident:
        seen = sight(who.grants, Action.READ_INCIDENTS)
        found = await self._incidents.get(reading.id(request), seen)
        require(who.grants, action, found.scope)
        return found

    async def _told(self, incident: Incident, package: Package | None) -> IncidentTold:
        names = await self._incidents.names({incident.authorised_by} - {""})
        return IncidentTold(
            incident=incident,
            is_shut=await self._incidents.is_shut(incident.lesson),
            authoriser=names.get(incident.authorised_by, incident.authorised_by),
            package=package,
        )

    async def _file(self, incident: Incident) -> bytes:
        """Return its package as it was made."""
        file = await self._folder.package(incident.id)
        if await asyncio.to_thread(digest, file) != incident.sha256:
            raise Refused("incident_damaged", "it is not what was made")
        return file

    async def _took_part(self, incident: Incident) -> set[str]:
        """Return the people who came in to the lesson or were to teach or assist in it."""
        evidence = await self._evidence.of_live(incident.lesson)
        came = {r.actor.id for r in evidence.records if r.actor.kind is ActorKind.PERSON
                and r.note.action == "admit"}  # fmt: skip
        seats = evidence.record.seats if evidence.record else ()
        return came | {seat.person for seat in seats if seat.person}
