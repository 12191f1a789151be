"""Recordings are reviewed, published and closed again, by the API.

Rule: each step names who answers for it and is on record. What is said of pupils' tracks when it is
published is a wish; whether they are in is decided at each look.
"""

from typing import Annotated

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.permissions import Action
from classroom.recording.publication import Publication, PublicationState, PublishedTo
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import may_list, may_publish, may_review, may_withdraw
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.recordings.seeing import Seeing

Until = Annotated[float, msgspec.Meta(gt=0, le=32503680000, description="Seconds since 1970, UTC.")]


class PublicationAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom it is to be open, and until when."""

    audience: PublishedTo
    until: Until
    pupils: bool = False  # pupils' tracks, too


class PublicationTold(msgspec.Struct, frozen=True, kw_only=True):
    """How far a recording is open, by whom, and what one may do about it."""

    state: PublicationState
    publication: Publication
    may_review: bool
    may_publish: bool
    may_withdraw: bool
    pupils_may: bool  # policy and every guardian allow pupils' tracks now
    labels: shapes.Labels


class RecordingsPublishing:
    """Answers for it."""

    def __init__(self, seeing: Seeing) -> None:
        """Answer from this."""
        self._seeing, self._kept = seeing, seeing.publications

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        failures = ("recording_gone", "recording_live", "recording_damaged")
        return [
            Operation(
                method="GET", path=f"{one}/publication", access=Action.READ_RECORDINGS,
                handler=self.get, name="getRecordingPublication", about=about,
                summary="Get how far a recording is open, and who answers for it.",
                answer=PublicationTold,
            ),
            Operation(
                method="POST", path=f"{one}/review", access=Action.REVIEW_RECORDING,
                handler=self.review, name="reviewRecording", about=about,
                summary="Say that one has looked it through, so that it may be published.",
                answer=PublicationTold, failures=("took_part", *failures),
            ),
            Operation(
                method="PUT", path=f"{one}/publication", access=Action.PUBLISH_RECORDING,
                handler=self.publish, name="publishRecording", about=about,
                summary="Open a reviewed recording: to whom, until when.",
                body=PublicationAsked, answer=PublicationTold,
                failures=("not_reviewed", "pupils_not_agreed", *failures),
            ),
            Operation(
                method="DELETE", path=f"{one}/publication", access=Action.PUBLISH_RECORDING,
                handler=self.withdraw, name="withdrawRecording", about=about,
                summary="Close it again, for those it was opened to; at once.",
                answer=PublicationTold,
            ),
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with how far it is open."""
        who, found = await self._seeing.listed(request)
        if not may_list(who, found):
            raise Refused("not_allowed")
        return reading.json(await self.told(who, found, await self._kept.get(found.id)))

    async def review(self, request: web.Request) -> web.Response:
        """Note that it was looked through."""
        who, found = await self._seeing.listed(request)
        if not may_review(who, found):
            raise Refused("not_allowed")
        kept = await self._kept.review(found, who.person, who.actor)
        return reading.json(await self.told(who, found, kept))

    async def publish(self, request: web.Request) -> web.Response:
        """Open it."""
        asked = reading.struct(await reading.body(request), PublicationAsked)
        who, found = await self._seeing.listed(request)
        if not may_publish(who, found):
            raise Refused("not_allowed")
        if asked.pupils and not await self._kept.pupils_may(found.id):
            raise Refused("pupils_not_agreed")
        kept = await self._kept.publish(
            found, asked.audience, asked.until,
            pupils=asked.pupils, person=who.person, by=who.actor,
        )  # fmt: skip
        return reading.json(await self.told(who, found, kept))

    async def withdraw(self, request: web.Request) -> web.Response:
        """Close it."""
        who, found = await self._seeing.listed(request)
        if not may_withdraw(who, found):
            raise Refused("not_allowed")
        kept = await self._kept.withdraw(found, who.person, who.actor)
        return reading.json(await self.told(who, found, kept))

    async def told(self, who: Principal, found: Recording, kept: Publication) -> PublicationTold:
        """Return it as it is told to somebody whose office it is to know of it."""
        sealed = found.state is RecordingState.SEALED
        may_open = sealed and may_publish(who, found)
        people = {kept.reviewed_by, kept.published_by, kept.withdrawn_by} - {""}
        return PublicationTold(
            state=kept.state(self._seeing.now()),
            publication=kept,
            may_review=sealed and may_review(who, found) and who.person != found.lecturer,
            may_publish=may_open,
            may_withdraw=may_withdraw(who, found),
            pupils_may=may_open and await self._kept.pupils_may(found.id),
            labels=await self._seeing.lists.names(set(), people),
        )
