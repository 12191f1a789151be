"""What the page needs that reviews a recording, besides its index and files: what happened in the
lesson, what was drawn in it, and the slides that were shown.

Rule: whoever may watch may have these, and nobody else; it is one look, on record like every other.
Who watches without pupils' tracks has nothing of what receiving classrooms said, did or drew.
Each answer is bounded by what a lesson is bounded by, made in a thread, and compressed.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.events import FileShared
from classroom.failures import Refused
from classroom.files.values import FileKind
from classroom.ink.log import Drew, InkEntry
from classroom.lesson import Lesson
from classroom.permissions import Action, permits
from classroom.recording.recording import Recording
from classroom.recording.watching import Sees, Watching
from classroom.states import Part
from classroom.store.database import DatabaseStore
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.recordings.moments import ReviewedMoment, delivered, moments
from web.routes import Access, principal

BINARY = "application/octet-stream"
SLIDES = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
LEVEL = 5  # of the compression: a tenth of the size in a tenth of a second, for the largest

# Returns the recording that a request is about and what they may see of it, the look noted; raises
# Refused `not_found`, `not_allowed`.
Seen = Callable[[web.Request], Awaitable[tuple[Recording, Watching]]]


class ReviewedRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom of the lesson."""

    id: str  # in the lesson's events
    name: str
    part: Part


class ReviewedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was shown, or might have been."""

    id: str
    name: str
    kind: FileKind
    pages: int
    sizes: tuple[tuple[int, int], ...]  # of its pages, points
    kept: bool  # its bytes are still there


class ReviewedLesson(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a lesson, for whoever reviews it."""

    lesson: str
    title: str
    subject: str
    starts_at: float
    ends_at: float
    classrooms: list[ReviewedRoom]  # the delivering one first
    files: list[ReviewedFile]
    moments: list[ReviewedMoment]
    more: int  # moments that were left out, being too many
    all_remarks: bool  # what was taken from the chat is told, too


class ReviewedInk(msgspec.Struct, frozen=True, kw_only=True):
    """What was drawn, in order."""

    entries: list[InkEntry]


class Reviewing:
    """Answers for them."""

    def __init__(self, database: Database, seen: Seen, files: Path) -> None:
        """Answer from `database`; `files` is the folder that the lessons' files lie in."""
        self._database, self._seen, self._files = database, seen, files

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        failures = ("lesson_unknown", "recording_gone")
        return [
            Operation(
                method="GET", path=f"{one}/timeline", access=Access.SIGNED_IN,
                handler=self.timeline, name="getRecordedLesson", about=about,
                summary="Get what happened in a recorded lesson, moment by moment.",
                answer=ReviewedLesson, failures=failures,
            ),
            Operation(
                method="GET", path=f"{one}/ink", access=Access.SIGNED_IN,
                handler=self.ink, name="getRecordedInk", about=about,
                summary="Get what was drawn in a recorded lesson, stroke by stroke.",
                answer=ReviewedInk, failures=failures,
            ),
            Operation(
                method="GET", path=f"{one}/slides/{{file}}", access=Access.SIGNED_IN,
                handler=self.slides, name="getRecordedSlides", about=about,
                summary="Get a file that was shown in a recorded lesson, while it is kept.",
                file=(BINARY,), failures=failures,
            ),
        ]  # fmt: skip

    async def timeline(self, request: web.Request) -> web.Response:
        """Answer with what happened."""
        recording, may = await self._seen(request)
        lesson = await self._lesson(recording)
        events = await self._store.events(recording.id)
        leads = None if may.sees is Sees.ALL else leading(lesson)
        everything = reads_reports(principal(request), recording)

        def made() -> bytes:
            told = moments(events, all_remarks=everything)
            if leads is not None:
                told = delivered(told, leads)
            shared = {
                each.file: each
                for each in events
                if isinstance(each, FileShared) and (leads is None or each.by in leads)
            }
            record = lesson.record
            return msgspec.json.encode(
                ReviewedLesson(
                    lesson=record.id,
                    title=record.title,
                    subject=record.subject,
                    starts_at=record.starts_at,
                    ends_at=record.ends_at,
                    classrooms=[
                        ReviewedRoom(id=seat.id, name=seat.name, part=seat.part)
                        for seat in record.seats
                    ],
                    files=[self._file(lesson, each) for each in shared.values()],
                    moments=told.items,
                    more=told.more,
                    all_remarks=everything,
                )
            )

        return await answered(request, made)

    async def ink(self, request: web.Request) -> web.Response:
        """Answer with what was drawn."""
        recording, may = await self._seen(request)
        entries = await self._store.ink(recording.id)
        if may.sees is not Sees.ALL:
            leads = leading(await self._lesson(recording))
            entries = [each for each in entries if not isinstance(each, Drew) or each.by in leads]
        return await answered(
            request, lambda: msgspec.json.encode(ReviewedInk(entries=list(entries)))
        )

    async def slides(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file."""
        recording, may = await self._seen(request)
        lesson = await self._lesson(recording)
        file = lesson.record.files.find(request.match_info["file"])
        if file is None or file.kind not in SLIDES:
            raise Refused("not_found", "files")
        if may.sees is not Sees.ALL and file.by not in leading(lesson):
            raise Refused("not_found", "files")
        path = self._files / lesson.record.id / file.id
        if not await asyncio.to_thread(path.is_file):
            raise Refused("not_found", "its bytes are gone")
        headers = {
            "Cache-Control": "private, no-cache",  # asked for again: a right may have ended
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Content-Disposition": "attachment",
            "Content-Type": BINARY,
        }
        return web.FileResponse(path, headers=headers)

    # -------------------------------------------------------------- within

    @property
    def _store(self) -> DatabaseStore:
        return DatabaseStore(self._database.engine)

    async def _lesson(self, recording: Recording) -> Lesson:
        lesson = await self._store.load(recording.id)
        if lesson is None:
            raise Refused("lesson_unknown")
        return lesson

    def _file(self, lesson: Lesson, shared: FileShared) -> ReviewedFile:
        """Say what is known of a file; it touches the disk."""
        listed = lesson.record.files.find(shared.file) is not None
        return ReviewedFile(
            id=shared.file,
            name=shared.name,
            kind=shared.kind,
            pages=len(shared.sizes),
            sizes=shared.sizes,
            kept=listed and (self._files / lesson.record.id / shared.file).is_file(),
        )


def leading(lesson: Lesson) -> frozenset[str]:
    """Return the classrooms that deliver; "" is the server itself."""
    return frozenset({"", *(s.id for s in lesson.record.seats if s.part is Part.DELIVERING)})


def reads_reports(who: Principal, recording: Recording) -> bool:
    """Tell whether they may read what was taken from the chat."""
    return any(permits(who.grants, Action.READ_REPORTS, each) for each in recording.places)


async def answered(request: web.Request, made: Callable[[], bytes]) -> web.Response:
    """Answer with JSON, compressed where that is understood."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")

    def written() -> bytes:
        raw = made()
        return zlib.compress(raw, LEVEL, wbits=31) if squeezed else raw  # 31: as gzip has it

    body = await asyncio.to_thread(written)
    if squeezed:
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type=reading.JSON, headers=headers)
