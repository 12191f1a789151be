"""What can be asked of question sets: list, read, keep, delete; tables in and out.

Rule: they are a person's own, so that no role is asked for; whose they are is in every query of the
store. To let others of the school read one is to publish: whom nobody has verified may not. An
import keeps nothing: it answers with the questions of the file, which the page shows and saves.
"""

import asyncio
import tempfile
from typing import Annotated

import msgspec
from aiohttp import web

from classroom.failures import Refused
from classroom.questions.sets import QuestionSet, SetOrder, check_set
from classroom.register.checks import Invalid
from classroom.register.resource import Problem
from classroom.store.question_sets import DatabaseQuestionSets
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.questions.sheet import SHEET, QuestionsRead, read, write
from web.routes import Access, principal
from web.transfer import csv_text
from web.transfer.exchange import FileQuery, sent_file
from web.transfer.exports import CSV, XLSX, attachment
from web.transfer.forms import Language
from web.transfer.reading import Reader
from web.transfer.table import NoTable

SETS, TABLES = f"{BASE}/question-sets", f"{BASE}/question-tables"


class SetListed(msgspec.Struct, frozen=True, kw_only=True):
    """A set in the list."""

    id: str
    version: int
    title: str
    subject: str
    grade: int | None
    shared: bool
    questions: int
    mine: bool
    owner: str  # display name


class SetList(msgspec.Struct, frozen=True, kw_only=True):
    """One's own by title, then those shared in one's school."""

    items: list[SetListed]


class SetTold(msgspec.Struct, frozen=True, kw_only=True):
    """A set."""

    set: QuestionSet
    mine: Annotated[bool, msgspec.Meta(description="Whether one may change it.")]


class QuestionSets:
    """Answers for them."""

    def __init__(self, database: Database) -> None:
        """Answer from the store."""
        self._kept = DatabaseQuestionSets(database)
        self._reader = Reader()

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one, mine = f"{SETS}/{{id}}", Access.SIGNED_IN
        return [
            Operation(
                method="GET", path=SETS, access=mine, handler=self.all,
                name="listQuestionSets", about="question sets",
                summary="List one's question sets, and those shared in one's school.",
                answer=SetList,
            ),
            Operation(
                method="POST", path=SETS, access=mine, handler=self.add,
                name="addQuestionSet", about="question sets", summary="Keep a new question set.",
                body=SetOrder, answer=SetTold, status=201, keyed=True, versioned=True,
                failures=("not_found", "too_many_sets"),
            ),
            Operation(
                method="GET", path=one, access=mine, handler=self.get,
                name="getQuestionSet", about="question sets", summary="Get a question set.",
                answer=SetTold, versioned=True,
            ),
            Operation(
                method="PUT", path=one, access=mine, handler=self.replace,
                name="replaceQuestionSet", about="question sets",
                summary="Replace one of one's own question sets.",
                body=SetOrder, answer=SetTold, matched=True, versioned=True,
            ),
            Operation(
                method="DELETE", path=one, access=mine, handler=self.remove,
                name="removeQuestionSet", about="question sets",
                summary="Delete one of one's own question sets, for good.",
                status=204, matched=True,
            ),
            Operation(
                method="GET", path=f"{one}/table", access=mine, handler=self.export,
                name="exportQuestionSet", about="question sets",
                summary="Get a question set as a table.", query=FileQuery, file=(XLSX, CSV),
            ),
            Operation(
                method="GET", path=TABLES, access=mine, handler=self.template,
                name="getQuestionTemplate", about="question sets",
                summary="Get an empty table of questions to fill in.",
                query=FileQuery, file=(XLSX, CSV),
            ),
            Operation(
                method="POST", path=TABLES, access=mine, handler=self.read,
                name="readQuestions", about="question sets",
                summary="Send a table, to see the questions in it. Nothing is kept.",
                sends_file=True, answer=QuestionsRead, failures=("invalid", "busy"),
            ),
        ]  # fmt: skip

    async def all(self, request: web.Request) -> web.Response:
        """Answer with the list."""
        who = principal(request)
        found, owners = await self._kept.all(who.person)
        items = [
            SetListed(
                id=each.id,
                version=each.version,
                title=each.title,
                subject=each.subject,
                grade=each.grade,
                shared=each.shared,
                questions=len(each.questions),
                mine=each.owner == who.person,
                owner=owners.get(each.owner, ""),
            )
            for each in found
        ]
        return reading.json(SetList(items=items))

    async def add(self, request: web.Request) -> web.Response:
        """Keep a new one."""
        who = principal(request)
        body = await reading.body(request)
        order, once = _order(request, body), reading.once(request, who, body)
        return _told(await self._kept.add(order, who.person, who.actor, once), who.person, 201)

    async def get(self, request: web.Request) -> web.Response:
        """Answer with one."""
        who = principal(request)
        return _told(await self._kept.get(reading.id(request), who.person), who.person)

    async def replace(self, request: web.Request) -> web.Response:
        """Replace one."""
        who, version = principal(request), reading.version(request)
        order = _order(request, await reading.body(request))
        id = reading.id(request)
        kept = await self._kept.replace(id, order, version, who.person, who.actor)
        return _told(kept, who.person)

    async def remove(self, request: web.Request) -> web.Response:
        """Delete one."""
        who, version = principal(request), reading.version(request)
        await self._kept.remove(reading.id(request), version, who.person, who.actor)
        return web.Response(status=204)

    async def export(self, request: web.Request) -> web.Response:
        """Answer with one as a table."""
        asked = reading.query(request, FileQuery)
        kept = await self._kept.get(reading.id(request), principal(request).person)
        return await _table(write(kept.questions, asked.language), asked, kept.id)

    async def template(self, request: web.Request) -> web.Response:
        """Answer with an empty table."""
        asked = reading.query(request, FileQuery)
        example = [column.example[asked.language is Language.EN] for column in SHEET.columns]
        return await _table([example], asked, "template")

    async def read(self, request: web.Request) -> web.Response:
        """Answer with what a table says."""
        told = await self._reader.read(await sent_file(request))
        if isinstance(told, NoTable):
            raise Invalid([Problem("file", told.code, dict(told.about))])
        return reading.json(await asyncio.to_thread(read, told))


def _order(request: web.Request, body: bytes) -> SetOrder:
    order = reading.struct(body, SetOrder)
    if problems := check_set(order):
        raise Invalid(problems)
    if order.shared and not principal(request).verified:
        raise Refused("not_verified", "nobody has made certain who this person is")
    return order


def _told(kept: QuestionSet, person: str, status: int = 200) -> web.Response:
    told = SetTold(set=kept, mine=kept.owner == person)
    return reading.json(told, status=status, headers={"ETag": reading.etag(kept.version)})


async def _table(rows: list[list[str]], asked: FileQuery, id: str) -> web.Response:
    body = await asyncio.to_thread(_written, rows, asked)
    word = ("题目", "questions")[asked.language is Language.EN]
    name = f"{word}-{id}.{'csv' if asked.csv else 'xlsx'}"
    return web.Response(
        body=body,
        content_type=CSV if asked.csv else XLSX,
        charset="utf-8" if asked.csv else None,
        headers=attachment(name),
    )


def _written(rows: list[list[str]], asked: FileQuery) -> bytes:
    if asked.csv:
        heads = [column.heads(asked.language) for column in SHEET.columns]
        return (csv_text.BOM + csv_text.lines([heads, *rows])).encode()
    from web.transfer.writing import Book  # openpyxl: 18 MB, when it is needed

    book = Book(SHEET, asked.language)
    book.add(rows)
    book.explain()
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        return file.read()
