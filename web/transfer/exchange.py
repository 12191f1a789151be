"""What can be asked of imports and exports: templates, files in, files out.

Rule: a file is read from the connection piece by piece and never beyond its limit; its name and its
declared type are nothing to go by.
"""

import asyncio
import hashlib
import tempfile
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.failures import Refused
from classroom.permissions import Action
from classroom.register.places import REGIONS, SCHOOLS
from classroom.register.ports import Query
from classroom.register.resource import Id, Resource
from classroom.register.scope import ROOT, Sight
from classroom.store.registry import DatabaseRegistry
from web.api import reading
from web.api.operations import BASE, Operation
from web.routes import principal
from web.transfer import csv_text
from web.transfer.all_sheets import SHEETS
from web.transfer.columns import Sheet
from web.transfer.exports import CSV, XLSX, Exports, attachment, may_export, name_of
from web.transfer.forms import Language
from web.transfer.imports import Import, ImportRows, Imports
from web.transfer.keeping import may_import
from web.transfer.plan import Outcome
from web.transfer.table import MOST_BYTES


class FileQuery(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is wanted."""

    csv: Annotated[bool, msgspec.Meta(description="As CSV instead of XLSX.")] = False
    language: Language = Language.ZH


class ExportQuery(FileQuery, frozen=True, kw_only=True):
    """Which things, and how the file is wanted."""

    search: Annotated[str, msgspec.Meta(max_length=60)] = ""
    within: Annotated[Id | None, msgspec.Meta(description="Inside this region or school.")] = None


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is."""

    kind: Annotated[str, msgspec.Meta(max_length=32, description="What its rows are.")]
    into: Annotated[
        Id | None,
        msgspec.Meta(description="The school or region of rows that do not name theirs."),
    ] = None


class RowsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows."""

    outcome: Outcome | None = None
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at: the import's `digest`."""

    digest: Annotated[str, msgspec.Meta(max_length=64)]


class Exchange:
    """Answers for imports and exports."""

    def __init__(self, registry: DatabaseRegistry, imports: Imports) -> None:
        """Answer from these."""
        self._registry, self._imports = registry, imports
        self._exports = Exports(registry)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one = f"{BASE}/imports/{{id}}"
        return [
            Operation(
                method="GET", path=f"{BASE}/templates/{{kind}}", access=Action.IMPORT_DATA,
                handler=self.template, name="getTemplate", about="imports",
                summary="Get an empty table to fill in.",
                query=FileQuery, file=(XLSX, CSV),
            ),
            Operation(
                method="POST", path=f"{BASE}/imports", access=Action.IMPORT_DATA,
                handler=self.begin, name="beginImport", about="imports",
                summary="Send a table, to see what it would change. Nothing is changed yet.",
                query=ImportQuery, sends_file=True, answer=Import, status=202, located=True,
                keyed=True, failures=("not_found", "too_busy"),
            ),
            Operation(
                method="GET", path=one, access=Action.IMPORT_DATA,
                handler=self.look, name="getImport", about="imports",
                summary="See how far one's own import is.", answer=Import,
            ),
            Operation(
                method="GET", path=f"{one}/rows", access=Action.IMPORT_DATA,
                handler=self.rows, name="listImportRows", about="imports",
                summary="List its rows and what would become of each.",
                query=RowsQuery, answer=ImportRows,
            ),
            Operation(
                method="POST", path=f"{one}/keep", access=Action.IMPORT_DATA,
                handler=self.keep, name="keepImport", about="imports",
                summary="Keep all of it, as it was looked at.",
                body=Looked, answer=Import, status=202,
                failures=(
                    "not_ready", "has_errors", "nothing_new", "changed_meanwhile", "too_busy",
                ),
            ),
            Operation(
                method="DELETE", path=one, access=Action.IMPORT_DATA,
                handler=self.give_up, name="giveUpImport", about="imports",
                summary="Forget it.", status=204,
            ),
            Operation(
                method="GET", path=f"{BASE}/exports/{{kind}}", access=Action.EXPORT_DATA,
                handler=self.export, name="export", about="exports",
                summary="Get a table of what there is. Pupils without consent are not named.",
                query=ExportQuery, file=(XLSX, CSV),
                failures=("too_many_rows", "too_busy"),
            ),
        ]  # fmt: skip

    async def template(self, request: web.Request) -> web.Response:
        """Answer with a template."""
        asked, sheet = reading.query(request, FileQuery), sheet_of(request.match_info["kind"])
        may_import(principal(request), sheet)
        body = await asyncio.to_thread(_template, sheet, asked)
        name = name_of(sheet, asked.language, "csv" if asked.csv else "xlsx")
        return web.Response(
            body=body,
            content_type=CSV if asked.csv else XLSX,
            charset="utf-8" if asked.csv else None,
            headers=attachment(name),
        )

    async def export(self, request: web.Request) -> web.StreamResponse:
        """Answer with what there is."""
        asked, sheet = reading.query(request, ExportQuery), sheet_of(request.match_info["kind"])
        who = principal(request)
        where = {}
        if asked.within is not None:
            where["within"] = (await self._place(asked.within, may_export(who, sheet))).scope
        query = Query(search=asked.search, where=where)
        return await self._exports.send(request, who, sheet, query, asked.language, csv=asked.csv)

    async def begin(self, request: web.Request) -> web.Response:
        """Begin an import."""
        asked, who = reading.query(request, ImportQuery), principal(request)
        sheet = sheet_of(asked.kind)
        seen = may_import(who, sheet)
        into = None if asked.into is None else await self._place(asked.into, seen)
        data = await sent_file(request)
        what = msgspec.json.encode([asked.kind, asked.into, hashlib.sha256(data).hexdigest()])
        once = reading.once(request, who, what)
        async with self._registry.writing(who.actor) as writing:
            if made := await once.made(writing.transaction):
                begun = self._imports.look(who, made.object)
            else:
                begun = self._imports.begin(who, sheet, into, data)
                await once.keep(writing.transaction, begun.id, ROOT)
        where = {"Location": f"{BASE}/imports/{begun.id}"}
        return reading.json(begun, status=202, headers=where)

    async def look(self, request: web.Request) -> web.Response:
        """Answer with one."""
        return reading.json(self._imports.look(principal(request), reading.id(request)))

    async def rows(self, request: web.Request) -> web.Response:
        """Answer with its rows."""
        asked = reading.query(request, RowsQuery)
        return reading.json(
            self._imports.rows(
                principal(request), reading.id(request), asked.outcome, asked.after, asked.limit
            )
        )

    async def keep(self, request: web.Request) -> web.Response:
        """Keep one."""
        looked = reading.struct(await reading.body(request), Looked)
        kept = self._imports.keep(principal(request), reading.id(request), looked.digest)
        return reading.json(kept, status=202)

    async def give_up(self, request: web.Request) -> web.Response:
        """Forget one."""
        self._imports.give_up(principal(request), reading.id(request))
        return web.Response(status=204)

    async def _place(self, id: str, seen: Sight) -> Resource:
        try:
            return await self._registry.get(SCHOOLS, id, seen)
        except Refused:
            return await self._registry.get(REGIONS, id, seen)


def sheet_of(kind: str) -> Sheet:
    """Return the sheet of a kind.

    Raises:
        Refused: `not_found`, it has none.
    """
    if kind not in SHEETS:
        raise Refused("not_found", "no such table")
    return SHEETS[kind]


def _template(sheet: Sheet, asked: FileQuery) -> bytes:
    from web.transfer.writing import Book, template  # openpyxl: 18 MB, when it is needed

    example = template(sheet, asked.language)
    if asked.csv:
        heads = [column.heads(asked.language) for column in sheet.columns]
        return (csv_text.BOM + csv_text.lines([heads, example])).encode()
    book = Book(sheet, asked.language)
    book.add([example])
    book.explain()
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()


async def sent_file(request: web.Request) -> bytes:
    """Return the file that is sent.

    Raises:
        Refused: `too_large`; it is not read any further.
    """
    if (request.content_length or 0) > MOST_BYTES:
        raise Refused("too_large", f"at most {MOST_BYTES} bytes")
    data = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > MOST_BYTES:
            raise Refused("too_large", f"at most {MOST_BYTES} bytes")
    return bytes(data)
