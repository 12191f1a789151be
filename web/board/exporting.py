"""Gives out what was drawn in a lesson as PDF: to its lecturer while it lasts, by the ticket of
their page, and afterwards to whoever keeps the register of the school.

Rule: made from what the store has, one at a time. An export through the API leaves its line in the
trail; the lecturer's own does not.
"""

import asyncio

import msgspec
from aiohttp import web

from classroom.audit.record import Note
from classroom.failures import Refused, Unavailable
from classroom.ink.sheets import Ink
from classroom.permissions import Action, check, role_of, sight
from classroom.ports import Store
from classroom.store.database import DatabaseStore
from classroom.store.planned import PlannedLessons
from classroom.store.transactions import Database
from signaling.lessons import Lessons
from web.api import reading
from web.api.operations import BASE, Operation
from web.board.sheets import sheets
from web.files.receiving import ticket_of
from web.routes import Access, Route, principal
from web.transfer.exports import attachment
from web.transfer.forms import Language

PDF = "application/pdf"
WAITING = 4  # beside the one that is being written


class BoardAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How it is wanted."""

    language: Language = Language.ZH


class BoardPapers:
    """Writes a lesson's board as PDF."""

    def __init__(self, store: Store) -> None:
        """Read from the store."""
        self._store = store
        self._writing, self._waiting = asyncio.Semaphore(1), 0

    async def answer(self, lesson_id: str, language: Language) -> web.Response:
        """Answer with it.

        Raises:
            Refused: `lesson_unknown`.
            Unavailable: `too_busy`, or the store cannot be read.
        """
        lesson = await self._store.load(lesson_id)
        if lesson is None:
            raise Refused("lesson_unknown")
        from web.board.pdf import pdf  # reportlab: when it is needed

        if self._waiting >= WAITING:
            raise Unavailable("too_busy", "other boards are being written")
        self._waiting += 1
        try:
            async with self._writing:
                entries = await self._store.ink(lesson_id)
                events = await self._store.events(lesson_id)
                record = lesson.record

                def written() -> bytes:
                    return pdf(record.title, sheets(record, Ink(entries), events), language)

                body = await asyncio.to_thread(written)
        finally:
            self._waiting -= 1
        name = f"{'Board' if language is Language.EN else '白板'} {lesson.record.title}.pdf"
        headers = attachment(name)
        return web.Response(body=body, content_type=PDF, headers=headers)


def rows(lessons: Lessons, store: Store) -> list[Route]:
    """Return the row for the lecturer's page; who asks is proved by its ticket."""
    papers = BoardPapers(store)

    async def export(request: web.Request) -> web.Response:
        """Give the board as PDF to the lecturer's page whose ticket comes with the request."""
        lesson = request.match_info["lesson"]
        room, page = lessons.holder(lesson, ticket_of(request))
        seat = room.record.seat(page.classroom)
        if seat is None:
            raise Refused("ticket_unknown")
        check(role_of(seat.part), Action.EXPORT_BOARD)
        return await papers.answer(lesson, reading.query(request, BoardAsked).language)

    return [Route("GET", "/lesson/{lesson}/board.pdf", Access.PUBLIC, export)]


class Boards:
    """Answers the API for them."""

    def __init__(self, database: Database) -> None:
        """Read from the store."""
        self._database, self._planned = database, PlannedLessons(database)
        self._papers: BoardPapers | None = None

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="GET", path=f"{BASE}/lessons/{{id}}/board.pdf",
                access=Action.EXPORT_BOARD, handler=self.export, name="exportBoard",
                about="exports", summary="Get what was drawn in a lesson, as PDF.",
                query=BoardAsked, file=(PDF,), failures=("lesson_unknown", "too_busy"),
            )
        ]  # fmt: skip

    async def export(self, request: web.Request) -> web.Response:
        """Answer with a lesson's."""
        who, asked = principal(request), reading.query(request, BoardAsked)
        seen = sight(who.grants, Action.EXPORT_BOARD)
        planned = await self._planned.get(reading.id(request), seen)
        self._papers = self._papers or BoardPapers(DatabaseStore(self._database.engine))
        answer = await self._papers.answer(planned.id, asked.language)
        action, scope = Action.EXPORT_BOARD.value, planned.scope
        async with self._database.writing(who.actor) as transaction:
            await transaction.note(
                Note(action=action, kind="lessons", object=planned.id, scope=scope)
            )
        return answer
