"""Sheets as files: one that was filed as PDF, and lists of them as a workbook.

Rule: what leaves is on record. A PDF holds what was signed, and says whether it still is.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.audit.record import Note
from classroom.failures import Refused, Unavailable
from classroom.permissions import Action
from classroom.register.scope import ROOT, shared
from classroom.review.inspection import Inspection
from classroom.store.recording_briefs import briefs
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.review.inspections import ALL, InspectionsApi, InspectionsAsked
from web.routes import Access, principal
from web.transfer.exports import XLSX, attachment
from web.transfer.forms import Language

PDF = "application/pdf"
MOST_ROWS = 5000  # sheets in one workbook
WAITING = 4


class SheetFile(msgspec.Struct, frozen=True, kw_only=True):
    """In which language."""

    language: Language = Language.ZH


class TableAsked(InspectionsAsked, frozen=True, kw_only=True):
    """Which sheets, and in which language."""

    language: Annotated[Language, msgspec.Meta(description="Of the headings.")] = Language.ZH


class Exporting:
    """Writes them."""

    def __init__(self, database: Database, inspections: InspectionsApi, zone: ZoneInfo) -> None:
        """Read by `inspections`; times are told as in `zone`."""
        self._database, self._inspections, self._zone = database, inspections, zone
        self._writing, self._waiting = asyncio.Semaphore(1), 0

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        mine = Access.SIGNED_IN
        return [
            Operation(
                method="GET", path=f"{ALL}/{{id}}/sheet.pdf", access=mine, handler=self.sheet,
                name="exportInspection", about="exports",
                summary="Get a sheet that was filed as PDF, with its notes and its signatures.",
                query=SheetFile, file=(PDF,),
                failures=("not_ready", "sheet_altered", "too_busy"),
            ),
            Operation(
                method="GET", path=f"{BASE}/inspection-tables", access=mine, handler=self.table,
                name="exportInspections", about="exports",
                summary="Get a list of sheets as a workbook.",
                query=TableAsked, file=(XLSX,),
                failures=("not_found", "too_many_rows", "too_busy"),
            ),
        ]  # fmt: skip

    async def sheet(self, request: web.Request) -> web.Response:
        """Answer with one sheet."""
        asked, who = reading.query(request, SheetFile), principal(request)
        found = await self._inspections.lists.look(reading.id(request), who)
        whole = await self._inspections.lists.whole(found.id)
        if whole.filed is None:
            raise Refused("not_ready", "it was not filed")
        people = await self._inspections.labels([found])
        note = Note(
            action="export_inspection", kind="inspections", object=found.id, scope=found.scope
        )
        async with self._database.writing(who.actor) as writing:
            await writing.note(note)
        from web.review.pdf import pdf  # reportlab: when it is needed

        async with self._one_at_a_time():
            body = await asyncio.to_thread(pdf, whole, people, asked.language, self._zone)
        word = ("听课评价表", "inspection")[asked.language is Language.EN]
        return web.Response(
            body=body, content_type=PDF, headers=attachment(f"{word}-{found.id}.pdf")
        )

    async def table(self, request: web.Request) -> web.Response:
        """Answer with a list."""
        who = principal(request)
        asked = reading.query(request, TableAsked)
        query, seen, person = await self._inspections.asked(asked, who)
        items: list[Inspection] = []
        query = msgspec.structs.replace(query, after="", limit=200)
        while True:
            some, after = await self._inspections.lists.page(query, seen, person)
            items += some
            if len(items) > MOST_ROWS:
                raise Refused("too_many_rows", f"at most {MOST_ROWS}; ask for fewer")
            if after is None:
                break
            query = msgspec.structs.replace(query, after=after)
        scope = shared([*seen.scopes]) if seen.scopes else ROOT
        note = Note(action=Action.EXPORT_DATA.value, kind="inspections", scope=scope)
        async with self._database.writing(who.actor) as writing:
            await writing.note(note)
        recordings = await briefs(self._database, {each.recording for each in items})
        labels = await self._inspections.labels(items)
        from web.review.sheets import workbook  # openpyxl: when it is needed

        async with self._one_at_a_time():
            body = await asyncio.to_thread(
                workbook, items, recordings, labels, asked.language, self._zone
            )
        word = ("听课评价", "inspections")[asked.language is Language.EN]
        return web.Response(body=body, content_type=XLSX, headers=attachment(f"{word}.xlsx"))

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        if self._waiting >= WAITING:
            raise Unavailable("too_busy", "other files are being written")
        self._waiting += 1
        try:
            async with self._writing:
                yield
        finally:
            self._waiting -= 1
