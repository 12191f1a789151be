"""Recordings by the API: which there are, what each came to, and who looked.

Rule: a list holds what one may know of, which is more than what one may watch.
"""

from typing import Annotated

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from classroom.failures import BadMessage, Failure, Refused
from classroom.media_messages import Source
from classroom.permissions import Action, sight
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.recording.watching import may_read_views, may_watch
from classroom.register.scope import Sight
from classroom.store.recording_lists import MOST_ON_A_PAGE, RecordingQuery
from classroom.store.recording_views import View
from classroom.store.registry import DatabaseRegistry
from recording.contents import Reading
from recording.manifest.index import Gap, IndexedTrack
from web.api import reading, shapes
from web.api.operations import BASE, Operation
from web.api.places import limited
from web.recordings.seeing import Seeing
from web.routes import Access, principal

Time = Annotated[int, msgspec.Meta(ge=0, le=32503680000, description="Seconds since 1970, UTC.")]


class RecordingsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which recordings: those that began in these hours."""

    start: Time | UnsetType = msgspec.field(name="from", default=UNSET)
    to: Time | UnsetType = UNSET
    within: shapes.Within = ""
    subject: Annotated[str, msgspec.Meta(max_length=32)] = ""
    search: shapes.Search = ""
    state: RecordingState | UnsetType = UNSET
    own: Annotated[bool, msgspec.Meta(description="Only of lessons that one taught.")] = False
    after: Annotated[str, msgspec.Meta(max_length=120)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class RecordingPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, the latest first."""

    items: list[Recording]
    after: str | None
    labels: shapes.Labels


class RecordedTrack(msgspec.Struct, frozen=True, kw_only=True):
    """One source of one seat, and what there is of it."""

    track: int
    seat: str
    classroom: str | None
    source: Source
    leading: bool
    erased: bool
    bytes: int
    files: list[str]
    width: int | None  # of its last picture
    height: int | None


class RecordingTold(msgspec.Struct, frozen=True, kw_only=True):
    """A recording, and what is in it."""

    recording: Recording
    may_watch: bool
    tracks: list[RecordedTrack]
    gaps: list[Gap]
    problem: str  # the code why its contents cannot be told now; "": they are
    labels: shapes.Labels


class ViewsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page."""

    after: Annotated[str, msgspec.Meta(max_length=60)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_ON_A_PAGE)] = 50


class ViewPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some of those who looked, the latest hour first."""

    items: list[View]
    after: str | None
    labels: shapes.Labels


class RecordingsList:
    """Answers for them."""

    def __init__(self, seeing: Seeing, contents: Reading, registry: DatabaseRegistry) -> None:
        """Answer from these."""
        self._seeing, self._contents, self._registry = seeing, contents, registry

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        all, about = f"{BASE}/recordings", "recordings"
        return [
            Operation(
                method="GET", path=all, access=Access.SIGNED_IN, handler=self.page,
                name="listRecordings", about=about,
                summary="List recordings of schools in sight, and of lessons that one taught.",
                query=RecordingsAsked, answer=RecordingPage, failures=("bad_page", "not_found"),
            ),
            Operation(
                method="GET", path=f"{all}/{{id}}", access=Access.SIGNED_IN, handler=self.get,
                name="getRecording", about=about,
                summary="Get a recording: how it stands, its tracks and its gaps.",
                answer=RecordingTold,
            ),
            Operation(
                method="GET", path=f"{all}/{{id}}/views", access=Action.READ_VIEWS,
                handler=self.views, name="listRecordingViews", about=about,
                summary="List who watched it, and when.",
                query=ViewsAsked, answer=ViewPage, failures=("bad_page",),
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        """Answer with some of them."""
        who, asked = principal(request), reading.query(request, RecordingsAsked)
        if asked.start is not UNSET and asked.to is not UNSET and asked.to <= asked.start:
            raise BadMessage("bad_page", "the end comes before the start")
        seen = sight(who.grants, Action.READ_RECORDINGS)
        own = who.person
        if asked.within:
            seen, own = await limited(self._registry, asked.within, seen), ""
        if asked.own:
            seen = Sight()
        query = RecordingQuery(
            start=None if asked.start is UNSET else float(asked.start),
            end=None if asked.to is UNSET else float(asked.to),
            subject=asked.subject,
            text=asked.search,
            state=None if asked.state is UNSET else asked.state,
            after=asked.after,
            limit=asked.limit,
        )
        items, after = await self._seeing.lists.page(query, seen, own)
        labels = await self._seeing.lists.labels(items)
        return reading.json(RecordingPage(items=items, after=after, labels=labels))

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        who, found = await self._seeing.listed(request)
        tracks: list[IndexedTrack] = []
        gaps: list[Gap] = []
        problem = ""
        if found.state is not RecordingState.DELETED:
            try:
                index = (await self._contents.contents(found)).index
                tracks, gaps = index.tracks, index.gaps
            except Failure as failure:
                problem = failure.code
        return reading.json(
            RecordingTold(
                recording=found,
                may_watch=found.state is not RecordingState.DELETED and may_watch(who, found),
                tracks=[_told(track) for track in tracks],
                gaps=gaps,
                problem=problem,
                labels=await self._seeing.lists.labels([found]),
            )
        )

    async def views(self, request: web.Request) -> web.Response:
        """Answer with who looked."""
        asked = reading.query(request, ViewsAsked)
        who, found = await self._seeing.listed(request)
        if not may_read_views(who, found):
            raise Refused("not_allowed")
        views, lists = self._seeing.views, self._seeing.lists
        items, after = await views.page(found.id, after=asked.after, limit=asked.limit)
        labels = await lists.names(set(), {each.person for each in items})
        return reading.json(ViewPage(items=items, after=after, labels=labels))


def _told(track: IndexedTrack) -> RecordedTrack:
    sizes = [part.init + sum(piece.bytes for piece in part.segments) for part in track.parts]
    last = track.parts[-1] if track.parts else None
    return RecordedTrack(
        track=track.track,
        seat=track.seat,
        classroom=track.classroom,
        source=track.source,
        leading=track.leading,
        erased=track.erased,
        bytes=sum(sizes),
        files=[part.file for part in track.parts],
        width=last.width if last else None,
        height=last.height if last else None,
    )
