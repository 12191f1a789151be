"""The rolls of a lesson, for whoever keeps the register: to read, to take away, to correct.

Rule: pupils are listed of one's own schools only; of other classrooms there are counts. A name is
given as in every export: with the guardian's consent. A correction is on record before it is made.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from classroom.audit.record import Note
from classroom.commands import CountHeads, MarkPupil
from classroom.failures import Refused, Unavailable
from classroom.lesson import Lesson
from classroom.permissions import Action, require, sight
from classroom.register.checks import Invalid
from classroom.register.consent import may_name
from classroom.register.resource import Id, Problem
from classroom.register.scope import Sight
from classroom.roll.report import LessonRoll, report
from classroom.roll.sheet import Heads, Reason
from classroom.states import Mark
from classroom.store.database import DatabaseStore
from classroom.store.planned import PlannedLessons
from classroom.store.rolls import DatabaseRolls
from classroom.store.transactions import Database
from classroom.timetable.planned import PlannedLesson
from web.api import reading
from web.api.cutting import LiveLessons
from web.api.held import held
from web.api.operations import BASE, Operation
from web.routes import principal
from web.transfer.exports import XLSX, attachment
from web.transfer.forms import Language
from web.transfer.seeing import both

BOOKS_AT_ONCE = 2
REFUSALS = ("lesson_unknown", "no_roll", "unknown_pupil", "reason_needed", "wrong_phase")


class RollQuery(msgspec.Struct, frozen=True, kw_only=True):
    """In which language the headings are."""

    language: Language = Language.ZH


class CorrectionAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be corrected on the roll that was called last: a pupil's mark (null: none), or
    the number of heads. The reason is kept with the roll; it names nobody.
    """

    classroom: Id
    reason: Annotated[Reason, msgspec.Meta(min_length=2)]
    pupil: Id | None = None
    mark: Mark | None = None
    heads: Heads | None = None


class Rolls:
    """Answers for them."""

    def __init__(self, database: Database, live: LiveLessons, zone: ZoneInfo) -> None:
        """Read from the store; have corrections made by whoever serves lessons."""
        self._database, self._live, self._zone = database, live, zone
        self._planned, self._register = PlannedLessons(database), DatabaseRolls(database)
        self._books = asyncio.Semaphore(BOOKS_AT_ONCE)

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        one = f"{BASE}/lessons/{{id}}/roll"
        return [
            Operation(
                method="GET", path=one, access=Action.READ_ROLL,
                handler=self.get, name="getRoll", about="lessons",
                summary="Get a lesson's rolls, and when its classrooms were there.",
                answer=LessonRoll,
            ),
            Operation(
                method="GET", path=f"{one}.xlsx", access=Action.READ_ROLL,
                handler=self.export, name="exportRoll", about="exports",
                summary="Get them as a workbook. Pupils without consent are not named.",
                query=RollQuery, file=(XLSX,), failures=("lesson_unknown", "too_busy"),
            ),
            Operation(
                method="POST", path=f"{one}/corrections", access=Action.CORRECT_ROLL,
                handler=self.correct, name="correctRoll", about="lessons",
                summary="Correct a classroom's roll: its next version, with the reason.",
                body=CorrectionAsked, status=204, failures=REFUSALS,
            ),
        ]  # fmt: skip

    async def get(self, request: web.Request) -> web.Response:
        """Answer with the rolls."""
        seen = sight(principal(request).grants, Action.READ_ROLL)
        planned, lesson, classrooms = await held(self._database, reading.id(request), seen)
        if lesson is None:
            return reading.json(never_opened(planned))
        return reading.json(await self._report(lesson, classrooms))

    async def export(self, request: web.Request) -> web.Response:
        """Answer with the workbook."""
        who, asked = principal(request), reading.query(request, RollQuery)
        seen = both(sight(who.grants, Action.EXPORT_DATA), sight(who.grants, Action.READ_ROLL))
        id = reading.id(request)
        lesson, classrooms = await self._lesson(id, seen)
        if self._books.locked():
            raise Unavailable("too_busy", "other workbooks are being written")
        async with self._books:
            roll = await self._report(lesson, classrooms)
            planned = await self._planned.get(id, seen)
            note = Note(
                action=Action.EXPORT_DATA.value, kind="lessons", object=id, scope=planned.scope
            )
            async with self._database.writing(who.actor) as transaction:
                await transaction.note(note)
            from web.transfer.roll_sheets import workbook  # openpyxl: 18 MB, when it is needed

            body = await asyncio.to_thread(workbook, roll, classrooms, self._zone, asked.language)
        name = ("点名", "roll")[asked.language is Language.EN]
        return web.Response(body=body, content_type=XLSX, headers=attachment(f"{name}-{id}.xlsx"))

    async def correct(self, request: web.Request) -> web.Response:
        """Make a correction."""
        who = principal(request)
        asked = reading.struct(await reading.body(request), CorrectionAsked)
        if (asked.pupil is None) == (asked.heads is None):
            raise Invalid([Problem("pupil", "wrong", {})])
        seen = sight(who.grants, Action.READ_ROLL)
        lesson, classrooms = await self._lesson(reading.id(request), seen)
        if asked.classroom not in classrooms:
            raise Refused("not_found", "classrooms")
        scope = classrooms[asked.classroom]
        require(who.grants, Action.CORRECT_ROLL, scope)
        command = _command(asked)
        if not lesson.handle(command, self._database.now()):  # a copy: whether it would be taken
            return web.Response(status=204)
        note = Note(
            action=Action.CORRECT_ROLL.value, kind="lessons", object=lesson.id, scope=scope,
            detail=msgspec.json.encode(
                {
                    "classroom": asked.classroom,
                    "pupil": asked.pupil,
                    "mark": asked.mark,
                    "heads": asked.heads,
                }
            ).decode(),
        )  # fmt: skip
        async with self._database.writing(who.actor) as transaction:
            await transaction.note(note)
        await self._live.amend(lesson.id, command)
        return web.Response(status=204)

    async def _lesson(self, id: str, seen: Sight) -> tuple[Lesson, Mapping[str, str]]:
        """Return the live lesson and, of its classrooms, those in sight with their scopes."""
        _, lesson, classrooms = await held(self._database, id, seen)
        if lesson is None:
            raise Refused("lesson_unknown", "it was never opened")
        return lesson, classrooms

    async def _report(self, lesson: Lesson, classrooms: Collection[str]) -> LessonRoll:
        record = lesson.record
        events = await DatabaseStore(self._database.engine).events(record.id)
        classes = {seat.id: seat.school_class for seat in record.seats if seat.school_class}
        register = await self._register.expected(classes.values())
        expected = {id: register[each] for id, each in classes.items() if each in register}
        roll = report(record, events, expected)
        ids = {
            pupil.id
            for each in roll.rolls
            for sheet in each.sheets
            for pupil in sheet.pupils
            if sheet.classroom in classrooms
        }
        listed = await self._register.listed(ids, named=may_name)
        replace = msgspec.structs.replace
        return replace(
            roll,
            rolls=[
                replace(
                    each,
                    sheets=[
                        replace(
                            sheet,
                            pupils=[
                                replace(pupil, number=known.number, name=known.name)
                                if (known := listed.get(pupil.id))
                                else pupil
                                for pupil in sheet.pupils
                                if sheet.classroom in classrooms
                            ],
                        )
                        for sheet in each.sheets
                    ],
                )
                for each in roll.rolls
            ],
        )


def never_opened(planned: PlannedLesson) -> LessonRoll:
    """Return the roll of a lesson that nobody came to: there is none."""
    return LessonRoll(
        lesson=planned.id,
        title=planned.title,
        starts_at=planned.starts_at,
        opened=False,
        rolls=[],
        classrooms=[],
    )


def _command(asked: CorrectionAsked) -> MarkPupil | CountHeads:
    if asked.heads is not None:
        return CountHeads(
            by=None, classroom=asked.classroom, heads=asked.heads, reason=asked.reason
        )
    return MarkPupil(
        by=None,
        classroom=asked.classroom,
        pupil=asked.pupil or "",
        mark=asked.mark,
        reason=asked.reason,
    )
