"""The questions of a lesson and their answers, for whoever keeps the register.

Rule: pupils are listed of one's own schools only, in the order of their class list; there is no
other order, and nothing tells who was right. A name is given as in every export: with the
guardian's consent.
"""

import asyncio
from collections.abc import Iterable, Mapping

import msgspec
from aiohttp import web

from classroom.audit.record import Note
from classroom.failures import Refused, Unavailable
from classroom.permissions import Action, sight
from classroom.questions.pupils import Choice
from classroom.questions.report import LessonAnswers, report
from classroom.register.consent import may_name
from classroom.register.scope import Sight
from classroom.roll.listed import Listed
from classroom.store.database import DatabaseStore
from classroom.store.rolls import DatabaseRolls
from classroom.store.transactions import Database
from web.api import reading
from web.api.held import held
from web.api.operations import BASE, Operation
from web.api.rolls import RollQuery
from web.routes import principal
from web.transfer.exports import XLSX, attachment
from web.transfer.forms import Language
from web.transfer.seeing import both

BOOKS_AT_ONCE = 2


class Answers:
    """Answers for them."""

    def __init__(self, database: Database) -> None:
        """Read from the store."""
        self._database, self._register = database, DatabaseRolls(database)
        self._books = asyncio.Semaphore(BOOKS_AT_ONCE)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one = f"{BASE}/lessons/{{id}}/answers"
        return [
            Operation(
                method="GET", path=one, access=Action.READ_ANSWERS,
                handler=self.get, name="getAnswers", about="lessons",
                summary="Get a lesson's questions and what classrooms and pupils answered.",
                answer=LessonAnswers, failures=("lesson_unknown",),
            ),
            Operation(
                method="GET", path=f"{one}.xlsx", access=Action.READ_ANSWERS,
                handler=self.export, name="exportAnswers", about="exports",
                summary="Get them as a workbook. Pupils without consent are not named.",
                query=RollQuery, file=(XLSX,), failures=("lesson_unknown", "too_busy"),
            ),
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with the questions."""
        seen = sight(principal(request).grants, Action.READ_ANSWERS)
        answers, _ = await self._report(reading.id(request), seen)
        return reading.json(answers)

    async def export(self, request: web.Request) -> web.Response:
        """Answer with the workbook."""
        who, asked, id = principal(request), reading.query(request, RollQuery), reading.id(request)
        seen = both(sight(who.grants, Action.EXPORT_DATA), sight(who.grants, Action.READ_ANSWERS))
        if self._books.locked():
            raise Unavailable("too_busy", "other workbooks are being written")
        async with self._books:
            answers, scope = await self._report(id, seen)
            note = Note(action=Action.EXPORT_DATA.value, kind="lessons", object=id, scope=scope)
            async with self._database.writing(who.actor) as transaction:
                await transaction.note(note)
            from web.transfer.answer_sheets import workbook  # openpyxl: 18 MB, when it is needed

            body = await asyncio.to_thread(workbook, answers, asked.language)
        name = ("答题", "answers")[asked.language is Language.EN]
        return web.Response(body=body, content_type=XLSX, headers=attachment(f"{name}-{id}.xlsx"))

    async def _report(self, id: str, seen: Sight) -> tuple[LessonAnswers, str]:
        """Return it, and the lesson's scope."""
        planned, lesson, classrooms = await held(self._database, id, seen)
        if lesson is None:
            raise Refused("lesson_unknown", "it was never opened")
        record, register = lesson.record, self._register
        events = await DatabaseStore(self._database.engine).events(id)
        classes = {
            seat.id: seat.school_class
            for seat in record.seats
            if seat.school_class and seat.id in classrooms
        }
        known = await register.expected(classes.values())
        pupils = {room: set(known.get(of, ())) for room, of in classes.items()}
        chosen: dict[str, dict[str, Choice]] = {}
        for each in await register.answers(id):
            chosen.setdefault(each.question, {})[each.pupil] = each.options
            if each.classroom in classrooms:
                pupils.setdefault(each.classroom, set()).add(each.pupil)
        listed = await register.listed({id for ids in pupils.values() for id in ids}, may_name)
        lists = {room: in_class_order(ids, listed) for room, ids in pupils.items()}
        return _named(report(record, events, chosen, lists), listed), planned.scope


def in_class_order(pupils: Iterable[str], listed: Mapping[str, Listed]) -> list[str]:
    """Return them by their number in the school: the one order in which pupils are told."""
    return sorted(pupils, key=lambda id: (listed[id].number if id in listed else "", id))


def _named(answers: LessonAnswers, listed: Mapping[str, Listed]) -> LessonAnswers:
    """Return the report with what the register knows of its pupils."""
    replace = msgspec.structs.replace
    return replace(
        answers,
        questions=[
            replace(
                question,
                classrooms=[
                    replace(
                        room,
                        pupils=[
                            replace(pupil, number=known.number, name=known.name)
                            if (known := listed.get(pupil.id))
                            else pupil
                            for pupil in room.pupils
                        ],
                    )
                    for room in question.classrooms
                ],
            )
            for question in answers.questions
        ],
    )
