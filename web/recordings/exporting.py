"""Exports by the API: asked for, followed, cancelled, fetched.

Rule: whoever may watch may export, and has their own only: their name is burned into it. What they
may not see any more they cannot fetch any more, whenever it was made.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.accounts.principal import Principal
from classroom.failures import BadMessage, Refused
from classroom.recording.exports import Export, ExportLayout, ExportOrder, ExportState
from classroom.recording.recording import Recording
from classroom.recording.watching import may_see_pupils
from classroom.store.exports import BYTES_A_SECOND, DatabaseExports
from recording.contents import Reading
from recording.export.exporter import Exporter
from recording.manifest.index import Index
from recording.shelf.shelf import BLOCK
from web.api import reading
from web.api.operations import BASE, Operation
from web.recordings.seeing import Seeing
from web.recordings.sending import Sent, send
from web.routes import Access, Rate, principal
from web.transfer.forms import Language

FILM = "video/mp4"
SHORTEST, LONGEST = 1.0, 12 * 3600.0  # seconds of film
MOST_KNOWN = 1_000  # films whose fetching need not be recorded again
Second = Annotated[float, msgspec.Meta(ge=0, le=32503680000)]


class ExportAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be in the film; times are of the recording's index, all of it by default."""

    layout: ExportLayout = ExportLayout.LECTURER
    start: Second | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Second | UnsetType = UNSET
    pupils: Annotated[bool, msgspec.Meta(description="With the classrooms' pictures.")] = True
    language: Annotated[Language, msgspec.Meta(description="Of what is written into it.")] = (
        Language.ZH
    )


class ExportList(msgspec.Struct, frozen=True, kw_only=True):
    """One's own exports of a recording, the latest first."""

    items: list[Export]
    may_show_pupils: bool
    bytes_a_second: int  # about how large a film will be
    keep_days: int


class Exporting(NamedTuple):
    """What makes and keeps exports."""

    rows: DatabaseExports
    exporter: Exporter
    keep_days: int

    async def forget(self, recording: str) -> None:
        """Let go all films of a recording, whoever has them: something in them was erased."""
        for id in await self.rows.forget(recording):
            await self.exporter.stop(id)


class RecordingExports:
    """Answers for them."""

    def __init__(
        self,
        seeing: Seeing,
        contents: Reading,
        exporting: Exporting,
        zone: ZoneInfo,
    ) -> None:
        """Answer from these; `zone` is where the schools are."""
        self._seeing, self._contents = seeing, contents
        self._exporting, self._zone = exporting, zone
        self._fetched: dict[str, None] = {}  # on record since the server began; the latest last

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        gone = ("recording_gone",)
        return [
            Operation(
                method="POST", path=f"{one}/exports", access=Access.SIGNED_IN, handler=self.ask,
                name="exportRecording", about=about,
                summary="Have one film made of it, with one's name as a watermark.",
                body=ExportAsked, answer=Export, status=202, keyed=True, located=True,
                failures=(*gone, "recording_live", "recording_damaged", "shelf_down", "too_busy"),
            ),
            Operation(
                method="GET", path=f"{one}/exports", access=Access.SIGNED_IN, handler=self.list,
                name="listExports", about=about,
                summary="List one's own films of it, and how far they are.",
                answer=ExportList, failures=gone,
            ),
            Operation(
                method="GET", path=f"{one}/exports/{{export}}", access=Access.SIGNED_IN,
                handler=self.get, name="getExport", about=about,
                summary="Get how far a film is.", answer=Export, failures=gone,
            ),
            Operation(
                method="DELETE", path=f"{one}/exports/{{export}}", access=Access.SIGNED_IN,
                handler=self.cancel, name="cancelExport", about=about,
                summary="Have it made no more; what was made is deleted.",
                answer=Export, failures=gone,
            ),
            Operation(
                method="GET", path=f"{one}/exports/{{export}}/file", access=Access.SIGNED_IN,
                handler=self.file, rate=Rate.FREE, name="getExportFile", about=about,
                summary="Get the film, or a range of its bytes.",
                file=(FILM,), ranged=True, cached=True,
                failures=(*gone, "recording_damaged", "not_ready"),
            ),
        ]  # fmt: skip

    async def ask(self, request: web.Request) -> web.Response:
        """Have one made."""
        body = await reading.body(request)
        asked = reading.struct(body, ExportAsked)
        found = await self._seeing.watched(request)
        who = principal(request)
        index = (await self._contents.contents(found)).index
        order = self._order(asked, index, who, found)
        once = reading.once(request, who, body)
        export = await self._exporting.rows.ask(found, who.person, order, who.actor, once)
        self._exporting.exporter.look()
        where = f"{BASE}/recordings/{found.id}/exports/{export.id}"
        return reading.json(export, status=202, headers={"Location": where})

    async def list(self, request: web.Request) -> web.Response:
        """Answer with one's own."""
        found = await self._seeing.watched(request)
        who = principal(request)
        items = await self._exporting.rows.of(found.id, who.person)
        return reading.json(
            ExportList(
                items=items,
                may_show_pupils=may_see_pupils(who, found),
                bytes_a_second=BYTES_A_SECOND,
                keep_days=self._exporting.keep_days,
            )
        )

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        _, export = await self._own(request)
        return reading.json(export)

    async def cancel(self, request: web.Request) -> web.Response:
        """Have it made no more."""
        found, export = await self._own(request)
        who, rows = principal(request), self._exporting.rows
        cancelled = await rows.cancel(found, export.id, who.person, who.actor)
        await self._exporting.exporter.stop(export.id)
        return reading.json(cancelled)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Answer with the film."""
        found, export = await self._own(request)
        if export.state is ExportState.GONE:
            raise Refused("recording_gone", "its time is over, or something in it was erased")
        if export.state is not ExportState.DONE:
            raise Refused("not_ready", export.state.value)
        if not may_see_pupils(principal(request), found) and export.order.pupils:
            raise Refused("not_allowed", "it shows what they may not see any more")
        path = self._exporting.exporter.film(export.id)
        if export.id not in self._fetched:  # whatever bytes of it are asked for first
            await self._exporting.rows.fetched(found, export, principal(request).actor)
            while len(self._fetched) >= MOST_KNOWN:
                del self._fetched[next(iter(self._fetched))]
            self._fetched[export.id] = None
        day = datetime.fromtimestamp(found.starts_at, self._zone).strftime("%Y%m%d-%H%M")
        sent = Sent(
            size=export.bytes, type=FILM, etag=f"export-{export.id}",
            name=f"sanketang-{day}-{export.order.layout.value}.mp4",
        )  # fmt: skip
        return await send(request, sent, lambda start, stop: _blocks(path, start, stop))

    # -------------------------------------------------------------- within

    async def _own(self, request: web.Request) -> tuple[Recording, Export]:
        found = await self._seeing.watched(request)
        id = request.match_info["export"]
        return found, await self._exporting.rows.get(found.id, id, principal(request).person)

    def _order(
        self, asked: ExportAsked, index: Index, who: Principal, found: Recording
    ) -> ExportOrder:
        since = index.began if asked.start is UNSET else max(asked.start, index.began)
        until = index.ended if asked.to is UNSET else min(asked.to, index.ended)
        if until - since < SHORTEST:
            raise BadMessage("bad_request", "there is nothing of it between these times")
        now = datetime.fromtimestamp(self._exporting.rows.now(), self._zone)
        return ExportOrder(
            layout=asked.layout,
            since=since,
            until=min(until, since + LONGEST),
            language=asked.language.value,
            mark=f"{who.name or who.person} {now:%Y-%m-%d %H:%M}",
            pupils=asked.pupils and may_see_pupils(who, found),
        )


async def _blocks(path: Path, start: int, stop: int) -> AsyncIterator[bytes]:
    """Yield these bytes of a file.

    Raises:
        Refused: `recording_gone`: it was let go meanwhile.
    """
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except FileNotFoundError:
        raise Refused("recording_gone", "its file is there no more") from None
    try:
        await asyncio.to_thread(file.seek, start)
        while start < stop:
            block = await asyncio.to_thread(file.read, min(BLOCK, stop - start))
            if not block:
                raise Refused("recording_damaged", f"the film ends at {start}")
            start += len(block)
            yield block
    finally:
        file.close()
