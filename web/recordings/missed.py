"""What a classroom catches up of a lesson that goes on: the lecturer's tracks, from its gap on.

Rule: who asks is proved by a page's ticket, each time. They get the delivering classroom's tracks,
what it showed and drew, and nothing from before their line broke, but for the first bytes of a
file, which players need, and for how slides and board stood then. That they look is on record
before they get any.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

import msgspec
from aiohttp import web

from classroom.failures import BadMessage, Refused
from classroom.recording.recording import Recording
from classroom.recording.values import RecordingState
from classroom.store.database import DatabaseStore
from classroom.store.recording_views import RecordingViews
from classroom.store.recordings import DatabaseRecordings
from classroom.store.transactions import Database
from recording.contents import Contents, Reading
from recording.manifest.index import Index, IndexedPart, IndexedTrack
from signaling.catching_up import Behind, CatchUpDesk
from signaling.lessons import Lessons
from web.api import reading
from web.files.receiving import ticket_of
from web.recordings.meanwhile import meanwhile
from web.recordings.opening import Recordings
from web.recordings.reviewing import answered, leading
from web.recordings.sending import Sent, send
from web.routes import Access, Rate, Route

MISSED = "/lesson/{lesson}/missed"
BEFORE = 4.0  # seconds: a picture can only be begun with a keyframe
LATELY_SECONDS = 2.0  # as long as a segment
LONGEST = 9  # digits
KEPT = 8  # lessons whose contents are at hand
UNDER = "lesson"  # it is watched because it was missed


def rows(lessons: Lessons, database: Database, recorded: Recordings) -> list[Route]:
    """Return the rows."""
    desk, views = CatchUpDesk(lessons), RecordingViews(database)
    store = DatabaseStore(database.engine)
    return Missing(desk, recorded.rows, views, recorded.kept.contents, store).routes()


class Desk(Protocol):
    """Finds who holds a ticket; see `signaling.catching_up`."""

    def behind(self, lesson: str, ticket: str) -> Behind:
        """Return who it is; raise Refused."""
        ...


class Missing:
    """Answers for it."""

    def __init__(
        self,
        desk: Desk,
        rows: DatabaseRecordings,
        views: RecordingViews,
        contents: Reading,
        store: DatabaseStore,
    ) -> None:
        """Answer pages that `desk` knows."""
        self._desk, self._rows, self._views, self._contents = desk, rows, views, contents
        self._store = store
        self._lately: dict[str, tuple[float, Recording, Contents]] = {}

    def routes(self) -> list[Route]:
        """Return the rows. Who asks is proved by a ticket, which the handlers look at."""
        return [
            Route("GET", MISSED, Access.PUBLIC, self.index),
            Route("GET", MISSED + "/meanwhile", Access.PUBLIC, self.meanwhile),
            Route("GET", MISSED + "/{file}", Access.PUBLIC, self.file, Rate.FREE),
        ]

    async def index(self, request: web.Request) -> web.Response:
        """Answer with the index of what was missed, and of what has been recorded since."""
        behind, _, contents = await self._found(request)
        return reading.json(_from(contents.index, behind.since - BEFORE))

    async def meanwhile(self, request: web.Request) -> web.Response:
        """Answer with what was on slides and board."""
        behind, recording, _ = await self._found(request)
        known = request.query.get("after", "0")
        if not known.isdecimal() or len(known) > LONGEST:
            raise BadMessage("bad_query", "after")
        lesson = await self._store.load(recording.id)
        if lesson is None:
            raise Refused("lesson_unknown")
        events, ink = await self._store.events(recording.id), await self._store.ink(recording.id)

        def made() -> bytes:
            told = meanwhile(events, ink, leading(lesson), behind.since, int(known))
            return msgspec.json.encode(told)

        return await answered(request, made)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Answer with bytes of a file."""
        behind, recording, contents = await self._found(request)
        found = contents.file(request.match_info["file"])
        part = next(
            part
            for track in contents.index.tracks
            for part in track.parts
            if part.file == found.name
        )
        first = _begins(part, behind.since - BEFORE, contents.index)
        shelf = self._contents.shelves.at(recording.shelf)

        def blocks(start: int, stop: int) -> AsyncIterator[bytes]:
            if max(start, part.init) < min(stop, first):
                raise Refused("not_allowed", "that was not missed")
            return shelf.read(recording.id, found.name, start, stop)

        type = found.mime.partition(";")[0]
        return await send(request, Sent(size=found.size, type=type, etag=None), blocks)

    async def _found(self, request: web.Request) -> tuple[Behind, Recording, Contents]:
        behind = self._desk.behind(request.match_info["lesson"], ticket_of(request))
        recording, contents = await self._read(behind.lesson)
        await self._views.note(recording, behind.actor.id, behind.actor, UNDER)
        return behind, recording, contents

    async def _read(self, lesson: str) -> tuple[Recording, Contents]:
        """Return what there is, as it was a moment ago: it grows all the time, and is asked for by
        all that catch up, a range at a time.
        """
        now = asyncio.get_running_loop().time()
        known = self._lately.get(lesson)
        if known is None or now - known[0] > LATELY_SECONDS:
            found = await self._rows.known([lesson])
            if not found or found[0].state is not RecordingState.RECORDING:
                raise Refused("nothing_missed", "it is not recorded")
            known = now, found[0], await self._contents.contents(found[0], pupils=False)
            self._lately[lesson] = known
            while len(self._lately) > KEPT:
                del self._lately[next(iter(self._lately))]
        return known[1], known[2]


def _from(index: Index, since: float) -> Index:
    """Return the index without what had ended by then."""
    tracks = [_track_from(track, since, index) for track in index.tracks]
    return msgspec.structs.replace(index, tracks=tracks, marks=[], gaps=[])


def _track_from(track: IndexedTrack, since: float, index: Index) -> IndexedTrack:
    parts = []
    for part in track.parts:
        first = _begins(part, since, index)
        kept = [piece for piece in part.segments if piece.offset >= first]
        if kept:
            parts.append(msgspec.structs.replace(part, segments=kept))
    return msgspec.structs.replace(track, parts=parts)


def _begins(part: IndexedPart, since: float, index: Index) -> int:
    """Return the first byte behind the initialisation that is given of a part."""
    base = index.began if part.wall is None else part.wall
    behind = (
        piece.offset
        for piece in part.segments
        if base + (piece.wall + piece.duration) / 1000 > since
    )
    return min(behind, default=_NOTHING)


_NOTHING = 1 << 62
