"""Notes on recordings by the API.

Rule: notes are for whoever may watch the recording; which of them somebody then reads is said in
`classroom.review.notes`, and nowhere else.
"""

import re
from collections.abc import Sequence
from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.accounts.principal import Principal
from classroom.failures import Refused
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import Sees
from classroom.review.notes import NoteOrder, NoteVisibility, RecordingNote, readable
from classroom.store.review_notes import RecordingNotes
from classroom.store.transactions import Database
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.recordings.seeing import Seeing
from web.routes import Access

_ID = re.compile(r"[0-9a-f]{1,32}")


class NotesAsked(shapes.PageAsked, frozen=True, kw_only=True):
    """Which notes."""

    visibility: NoteVisibility | UnsetType = UNSET


class NotePage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, by the time that they are pinned to."""

    items: list[RecordingNote]
    after: str | None
    readable: Annotated[
        Sequence[NoteVisibility],
        msgspec.Meta(description="Which notes of others one may read here."),
    ]
    labels: shapes.Labels


class Notes:
    """Answers for them."""

    def __init__(self, database: Database, seeing: Seeing) -> None:
        """Keep them in the store; `seeing` finds the recordings."""
        self._kept, self._seeing = RecordingNotes(database), seeing

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all, about = f"{BASE}/recordings/{{id}}/notes", "notes"
        one, mine = f"{all}/{{note}}", Access.SIGNED_IN
        failures = ("recording_gone",)
        return [
            Operation(
                method="GET", path=all, access=mine, handler=self.page, name="listNotes",
                about=about, summary="List one's notes on a recording, and those one may read.",
                query=NotesAsked, answer=NotePage, failures=("bad_page", *failures),
            ),
            Operation(
                method="POST", path=all, access=mine, handler=self.add, name="addNote",
                about=about, summary="Pin a note to a moment or a stretch of a recording.",
                body=NoteOrder, answer=RecordingNote, status=201, keyed=True, versioned=True,
                failures=("too_many_kept", *failures),
            ),
            Operation(
                method="PUT", path=one, access=mine, handler=self.replace, name="replaceNote",
                about=about, summary="Replace one of one's own notes.",
                body=NoteOrder, answer=RecordingNote, matched=True, versioned=True,
                failures=failures,
            ),
            Operation(
                method="DELETE", path=one, access=mine, handler=self.remove, name="removeNote",
                about=about, summary="Delete one of one's own notes, for good.",
                status=204, matched=True, failures=failures,
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        asked = reading.query(request, NotesAsked)
        who, recording = await self._watched(request)
        others = readable(who, recording)
        items, after = await self._kept.page(
            recording.id,
            who.person,
            others,
            only=None if asked.visibility is UNSET else asked.visibility,
            after=asked.after,
            limit=asked.limit,
        )
        labels = await self._seeing.lists.names(set(), {each.author for each in items})
        return reading.json(NotePage(items=items, after=after, readable=others, labels=labels))

    async def add(self, request: web.Request) -> web.Response:
        """Keep a new one."""
        who, recording = await self._watched(request)
        body = await reading.body(request)
        order = reading.struct(body, NoteOrder)
        once = reading.once(request, who, body)
        return _told(await self._kept.add(recording, order, who.person, who.actor, once), 201)

    async def replace(self, request: web.Request) -> web.Response:
        """Replace one."""
        who, recording = await self._watched(request)
        version, id = reading.version(request), _note(request)
        order = reading.struct(await reading.body(request), NoteOrder)
        return _told(await self._kept.replace(recording, id, order, version, who.person, who.actor))

    async def remove(self, request: web.Request) -> web.Response:
        """Delete one."""
        who, recording = await self._watched(request)
        version = reading.version(request)
        await self._kept.remove(recording, _note(request), version, who.person, who.actor)
        return web.Response(status=204)

    async def _watched(self, request: web.Request) -> tuple[Principal, Recording]:
        who, recording, may = await self._seeing.found(request)
        if recording.state is RecordingState.DELETED:
            raise Refused("recording_gone")
        if may.sees is not Sees.ALL:
            raise Refused("not_allowed", "notes are for whoever may watch all of it")
        return who, recording


def _note(request: web.Request) -> str:
    text = request.match_info["note"]
    if not _ID.fullmatch(text):
        raise Refused("not_found", "recording_notes")
    return text


def _told(kept: RecordingNote, status: int = 200) -> web.Response:
    return reading.json(kept, status=status, headers={"ETag": reading.etag(kept.version)})
