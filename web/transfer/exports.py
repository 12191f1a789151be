"""Exports: things of the register as a file, page by page.

Rule: bounded memory, however many there are; only what the asker sees; an audit record before the
first byte. Whoever breaks off has been recorded all the same.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from classroom.accounts.principal import Principal
from classroom.audit.record import Note
from classroom.failures import Refused, Unavailable
from classroom.permissions import Action, sight
from classroom.register.ports import MOST_ON_A_PAGE, Query
from classroom.register.scope import Sight, shared
from classroom.store.registry import DatabaseRegistry
from web.transfer import csv_text
from web.transfer.columns import Sheet
from web.transfer.forms import Language
from web.transfer.seeing import both
from web.transfer.spelling import Spelling
from web.transfer.table import MOST_ROWS

if TYPE_CHECKING:
    from web.transfer.writing import Book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
BOOKS_AT_ONCE = 2
CHUNK = 256 * 1024


class Exports:
    """Writes them."""

    def __init__(self, registry: DatabaseRegistry) -> None:
        """Read from `registry`."""
        self._registry = registry
        self._books = asyncio.Semaphore(BOOKS_AT_ONCE)

    async def send(
        self,
        request: web.Request,
        who: Principal,
        sheet: Sheet,
        query: Query,
        language: Language,
        *,
        csv: bool,
    ) -> web.StreamResponse:
        """Answer with what the query finds.

        Raises:
            Refused: `not_allowed`; `too_many_rows`, more than an XLSX file is given.
            Unavailable: `too_busy`.
        """
        seen = may_export(who, sheet)
        spelling = Spelling(sheet, self._registry, language)
        await self._record(who, sheet, query, seen)
        if csv:
            return await self._csv(
                request, sheet, spelling, self._rows(sheet, seen, query, spelling)
            )
        if self._books.locked():
            raise Unavailable("too_busy", "other workbooks are being written")
        from web.transfer.writing import Book  # openpyxl: 18 MB, when it is needed

        async with self._books:
            with tempfile.TemporaryFile() as file:
                rows = self._rows(sheet, seen, query, spelling)
                await _write_book(Book(sheet, language), rows, file)
                return await _send(request, name_of(sheet, language, "xlsx"), XLSX, _chunks(file))

    async def _rows(
        self, sheet: Sheet, seen: Sight, query: Query, spelling: Spelling
    ) -> AsyncIterator[list[list[str]]]:
        query = msgspec.structs.replace(query, limit=MOST_ON_A_PAGE, counted=False)
        while True:
            page = await self._registry.page(sheet.kind, seen, query)
            yield await spelling.rows(page.items)
            if page.after is None:
                return
            query = msgspec.structs.replace(query, after=page.after)

    async def _csv(
        self,
        request: web.Request,
        sheet: Sheet,
        spelling: Spelling,
        pages: AsyncIterator[list[list[str]]],
    ) -> web.StreamResponse:
        async def text() -> AsyncIterator[bytes]:
            yield (csv_text.BOM + csv_text.lines([spelling.headings()])).encode()
            async for rows in pages:
                yield csv_text.lines(rows).encode()

        return await _send(request, name_of(sheet, spelling.language, "csv"), CSV, text())

    async def _record(self, who: Principal, sheet: Sheet, query: Query, seen: Sight) -> None:
        scope = str(query.where.get("within") or shared([*seen.scopes]))
        note = Note(action=Action.EXPORT_DATA.value, kind=sheet.kind.name, scope=scope)
        async with self._registry.writing(who.actor) as writing:
            await writing.note(note)


def may_export(who: Principal, sheet: Sheet) -> Sight:
    """Return where somebody may export things of a sheet.

    Raises:
        Refused: `not_allowed`, nowhere.
    """
    exporting = sight(who.grants, Action.EXPORT_DATA)
    reading = sight(who.grants, Action(f"read_{sheet.kind.name}"))
    return both(exporting, reading)


def name_of(sheet: Sheet, language: Language, ending: str) -> str:
    """Return what the file is called."""
    return f"{sheet.title[language is Language.EN]}.{ending}"


def attachment(name: str) -> dict[str, str]:
    """Return the headers of a file that nobody keeps on the way."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }


async def _write_book(book: "Book", pages: AsyncIterator[list[list[str]]], file: IO[bytes]) -> None:
    written, too_many = 0, False
    async for rows in pages:
        written += len(rows)
        if too_many := written > MOST_ROWS:
            break
        await asyncio.to_thread(book.add, rows)
    await asyncio.to_thread(book.save, file)  # in any case: it cleans up after itself
    if too_many:
        raise Refused("too_many_rows", f"at most {MOST_ROWS}; as CSV there is no limit")


async def _send(
    request: web.Request, name: str, type: str, chunks: AsyncIterator[bytes]
) -> web.StreamResponse:
    response = web.StreamResponse(headers=attachment(name))
    response.content_type = type
    if type == CSV:
        response.charset = "utf-8"
    await response.prepare(request)
    async for chunk in chunks:
        await response.write(chunk)
    await response.write_eof()
    return response


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    read: Callable[[int], Any] = file.read
    while chunk := await asyncio.to_thread(read, CHUNK):
        yield chunk
