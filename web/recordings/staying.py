"""How long recordings stay, by the API: what each is kept as, legal holds, deletion, erasure.

Rule: each with its reason, on record. What is deleted is out of sight with the answer, and its
files are gone as soon as the shelf can be reached; what the trail says of it stays.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
from aiohttp import web

from classroom.audit.seals import Signing
from classroom.failures import Refused
from classroom.permissions import Action, require, sight
from classroom.recording.recording import Recording
from classroom.recording.values import Keeping, RecordingState
from classroom.register.erasure import HeldKind, Hold, HoldOrder, Reason
from classroom.register.resource import Day
from classroom.store.erasing import DatabaseErasing
from classroom.store.recordings import DatabaseRecordings
from classroom.store.transactions import Database
from recording.closing import figures
from recording.contents import Reading
from recording.shelf.erasing import erase
from web.api import reading
from web.api.operations import BASE, Operation
from web.recordings.exporting import Exporting
from web.recordings.seeing import Seeing


class KeepingAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it is to be kept as."""

    keeping: Keeping


class RecordingHoldAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is to be held, and until which day."""

    reason: Reason
    until: Day  # included


class GoingAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is to go; it is kept in the trail, and names nobody."""

    reason: Reason


class Kept(NamedTuple):
    """What changes recordings."""

    rows: DatabaseRecordings
    contents: Reading
    key: Signing
    sweep: Callable[[], Awaitable[None]]  # deletes the files of what was taken away
    files: Path  # the folder of lessons' files
    exporting: Exporting
    publish_pupils: bool = False  # pupils' tracks may be in what is published


class RecordingsStaying:
    """Answers for it."""

    def __init__(self, database: Database, seeing: Seeing, kept: Kept) -> None:
        """Answer from these."""
        self._database, self._seeing, self._kept = database, seeing, kept
        self._erasing, self._one = DatabaseErasing(database), asyncio.Lock()

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        return [
            Operation(
                method="PATCH", path=one, access=Action.KEEP_RECORDING, handler=self.keep,
                name="keepRecording", about=about,
                summary="Keep it as something else, and so for another time.",
                body=KeepingAsked, answer=Recording, failures=("recording_gone",),
            ),
            Operation(
                method="POST", path=f"{one}/hold", access=Action.HOLD_DATA, handler=self.hold,
                name="holdRecording", about=about,
                summary="Lay a legal hold on it: it is not deleted, whoever asks.",
                body=RecordingHoldAsked, answer=Hold, status=201, keyed=True,
                failures=("recording_gone",),
            ),
            Operation(
                method="DELETE", path=f"{one}/hold", access=Action.HOLD_DATA, handler=self.lift,
                name="liftRecordingHold", about=about,
                summary="Lift every legal hold that was laid on it itself.", status=204,
            ),
            Operation(
                method="DELETE", path=one, access=Action.DELETE_RECORDING, handler=self.delete,
                name="deleteRecording", about=about,
                summary="Delete it with its files. It cannot be brought back.",
                body=GoingAsked, answer=Recording,
                failures=("recording_gone", "recording_live", "held"),
            ),
            Operation(
                method="POST", path=f"{one}/tracks/{{number}}/erasure",
                access=Action.ERASE_TRACK, handler=self.erase, name="eraseRecordingTrack",
                about=about,
                summary="Erase one track; the rest is verified as before.",
                body=GoingAsked, answer=Recording,
                failures=(
                    "recording_gone", "recording_live", "recording_damaged", "held", "shelf_down"
                ),
            ),
        ]  # fmt: skip

    async def keep(self, request: web.Request) -> web.Response:
        """Keep it as something else."""
        asked = reading.struct(await reading.body(request), KeepingAsked)
        who, found = await self._seeing.for_action(request, Action.KEEP_RECORDING)
        return reading.json(await self._kept.rows.keep_as(found.id, asked.keeping, who.actor))

    async def hold(self, request: web.Request) -> web.Response:
        """Lay a hold."""
        body = await reading.body(request)
        asked = reading.struct(body, RecordingHoldAsked)
        who, found = await self._seeing.for_action(request, Action.HOLD_DATA)
        if found.state is RecordingState.DELETED:
            raise Refused("recording_gone")
        order = HoldOrder(
            kind=HeldKind.RECORDING, object=found.id, reason=asked.reason, until=asked.until
        )
        seen = sight(who.grants, Action.HOLD_DATA)
        person, once = who.person or who.actor.id, reading.once(request, who, body)
        hold = await self._erasing.hold(order, seen, person, who.actor, once)
        return reading.json(hold, status=201)

    async def lift(self, request: web.Request) -> web.Response:
        """Lift its holds."""
        who, found = await self._seeing.for_action(request, Action.HOLD_DATA)
        seen = sight(who.grants, Action.HOLD_DATA)
        for hold in await self._seeing.lists.holds(found.id):
            await self._erasing.lift(hold.id, seen, who.actor)
        return web.Response(status=204)

    async def delete(self, request: web.Request) -> web.Response:
        """Delete it."""
        asked = reading.struct(await reading.body(request), GoingAsked)
        who, found = await self._seeing.for_action(request, Action.DELETE_RECORDING)
        await self._kept.rows.delete(found.id, asked.reason, who.actor)
        await self._kept.exporting.forget(found.id)
        await self._kept.sweep()
        return reading.json(await self._seeing.lists.get(found.id))

    async def erase(self, request: web.Request) -> web.Response:
        """Erase a track."""
        asked = reading.struct(await reading.body(request), GoingAsked)
        who, found = await self._seeing.there(request)
        contents = self._kept.contents
        number = request.match_info["number"]
        index = (await contents.contents(found)).index
        track = next((each for each in index.tracks if str(each.track) == number), None)
        if track is None:
            raise Refused("not_found", "tracks")
        scope = await self._seeing.lists.scope_of(track.classroom) or found.scope
        require(who.grants, Action.ERASE_TRACK, scope)  # each school decides on its own classrooms
        if found.state is not RecordingState.SEALED:
            raise Refused("recording_live")
        if found.held:
            raise Refused("held", "a legal hold keeps it")
        rows, now = self._kept.rows, self._database.now()
        await rows.note_erasure(found, track.track, asked.reason, who.actor)
        await self._kept.exporting.forget(found.id)
        async with self._one:  # two words at once would stand in one place
            await erase(
                contents.shelves, found.shelf, found.id, track.track,
                by=who.person or who.actor.id, why=asked.reason, key=self._kept.key, at=now,
            )  # fmt: skip
            fresh = await contents.anew(found)
            await rows.came_to(found.id, figures(fresh.index, found.figures.head))
        await self._kept.exporting.forget(found.id)  # what was asked for in between
        return reading.json(await self._seeing.lists.get(found.id))
