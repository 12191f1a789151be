"""A recorded lesson's events as files to be kept: JSON for programs, a workbook for people.

Rule: what the page of the recording tells whoever asks, and no more.
"""

import asyncio
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.failures import Refused
from classroom.recording.recording import Recording
from classroom.store.database import DatabaseStore
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.recordings.moments import ReviewedMoment, moments
from web.recordings.reviewing import reads_reports
from web.recordings.seeing import Seeing
from web.routes import Access, principal
from web.transfer.forms import Language

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class EventsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """In which language."""

    language: Language = Language.ZH


class RecordedEvents(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a recorded lesson; pupils are counted."""

    lesson: str
    title: str
    began_at: float
    classrooms: dict[str, str]  # names, by what moments call them
    moments: list[ReviewedMoment]
    more: int  # that were left out, being too many


class RecordedEventFiles:
    """Answers with them."""

    def __init__(self, database: Database, seeing: Seeing, zone: ZoneInfo) -> None:
        """Answer from the store; `zone` is where the schools are."""
        self._database, self._seeing, self._zone = database, seeing, zone

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, about = f"{BASE}/recordings/{{id}}", "recordings"
        gone = ("recording_gone",)
        return [
            Operation(
                method="GET", path=f"{one}/events.json", access=Access.SIGNED_IN,
                handler=self.events, name="getRecordedEvents", about=about,
                summary="Get what happened in a recorded lesson, to be kept as a file.",
                answer=RecordedEvents, failures=(*gone, "lesson_unknown"),
            ),
            Operation(
                method="GET", path=f"{one}/events.xlsx", access=Access.SIGNED_IN,
                handler=self.sheet, name="getRecordedEventsSheet", about=about,
                summary="Get what happened in a recorded lesson as a workbook.",
                query=EventsAsked, file=(BOOK,), failures=(*gone, "lesson_unknown"),
            ),
        ]  # fmt: skip

    async def events(self, request: web.Request) -> web.Response:
        """Answer with what happened."""
        told, _ = await self._told(request)
        name = f'attachment; filename="sanketang-events-{told.lesson}.json"'
        return reading.json(told, headers={"Content-Disposition": name})

    async def sheet(self, request: web.Request) -> web.Response:
        """Answer with what happened, as a workbook."""
        from web.recordings.event_sheet import workbook  # openpyxl: 18 MB, when it is needed

        asked = reading.query(request, EventsAsked)
        told, found = await self._told(request)
        made = await asyncio.to_thread(
            workbook, told.moments, told.classrooms, found.began_at, str(self._zone),
            asked.language,
        )  # fmt: skip
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="sanketang-events-{told.lesson}.xlsx"',
        }
        return web.Response(body=made, content_type=BOOK, headers=headers)

    # -------------------------------------------------------------- within

    async def _told(self, request: web.Request) -> tuple[RecordedEvents, Recording]:
        found = await self._seeing.watched(request)
        store = DatabaseStore(self._database.engine)
        lesson = await store.load(found.id)
        if lesson is None:
            raise Refused("lesson_unknown")
        events = await store.events(found.id)
        everything = reads_reports(principal(request), found)
        told = await asyncio.to_thread(moments, events, all_remarks=everything)
        record = lesson.record
        return RecordedEvents(
            lesson=record.id,
            title=record.title,
            began_at=found.began_at,
            classrooms={seat.id: seat.name for seat in record.seats},
            moments=told.items,
            more=told.more,
        ), found
