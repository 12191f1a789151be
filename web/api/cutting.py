"""Shutting a lesson down from outside: by whoever administers the place it belongs to.

Rule: on record before it is done. Done means that the live lesson has ended in the store: from then
on nothing of it is forwarded and nobody comes back in.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from classroom.accounts.seating import open_lesson
from classroom.audit.record import Note
from classroom.commands import Command
from classroom.failures import Unavailable
from classroom.permissions import Action, require, sight
from classroom.store.planned import PlannedLessons
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.routes import principal

log = structlog.get_logger(__name__)

CLOSED = ("lesson_cancelled", "lesson_merged", "lesson_over", "lesson_unknown", "not_open")
ShutDown = Callable[[str], Awaitable[None]]  # the live lesson with this id
Amend = Callable[[str, Command], Awaitable[None]]  # that lesson by what is asked of it
Judge = Callable[[], Awaitable[None]]  # everybody who is in a lesson, by the sanctions in force


class ShutDownAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; it is kept in the trail."""

    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=200)]


class LiveLessons:
    """Whoever serves the lessons, as the API needs them."""

    def __init__(self) -> None:
        """Begin with nobody who serves any."""
        self._shut_down: ShutDown | None = None
        self._amend: Amend | None = None
        self._judge: Judge | None = None

    def served_by(self, shut_down: ShutDown, amend: Amend, judge: Judge) -> None:
        """Ask these from now on."""
        self._shut_down, self._amend, self._judge = shut_down, amend, judge

    async def judge(self) -> None:
        """Hold everybody who is in a lesson to the sanctions in force; what cannot be done just now
        the next look at the lessons does.
        """
        if self._judge is not None:
            try:
                await self._judge()
            except Unavailable as failure:
                log.warning("not_judged", code=failure.code)

    async def amend(self, lesson: str, command: Command) -> None:
        """Have it handle a command, also when it is over.

        Raises:
            Refused: `lesson_unknown`, or by the lesson.
            Unavailable: nobody serves lessons just now, or the store does not take it.
        """
        if self._amend is None:
            raise Unavailable("stopping")
        await self._amend(lesson, command)

    async def shut_down(self, lesson: str) -> None:
        """End it at once.

        Raises:
            Refused: `lesson_over`, `lesson_unknown`.
            Unavailable: nobody serves lessons just now, or the store does not take it.
        """
        if self._shut_down is None:
            raise Unavailable("stopping")
        await self._shut_down(lesson)


class Cutting:
    """Answers for it."""

    def __init__(self, database: Database, live: LiveLessons) -> None:
        """Look lessons up in the store and end those that are live."""
        self._database, self._planned, self._live = database, PlannedLessons(database), live

    def operations(self) -> list[Operation]:
        """Return what can be asked."""
        return [
            Operation(
                method="POST", path=f"{BASE}/lessons/{{id}}/shut-down", access=Action.SHUT_LESSON,
                handler=self.shut_down, name="shutDownLesson", about="lessons",
                summary="End a lesson that is out of control at once; nobody comes back in.",
                body=ShutDownAsked, status=204, failures=CLOSED,
            ),
        ]  # fmt: skip

    async def shut_down(self, request: web.Request) -> web.Response:
        """End one."""
        who = principal(request)
        asked = reading.struct(await reading.body(request), ShutDownAsked)
        id = reading.id(request)
        lesson = await self._planned.get(id, sight(who.grants, Action.READ_LESSONS))
        require(who.grants, Action.SHUT_LESSON, lesson.scope)
        open_lesson(lesson)
        note = Note(
            action="shut_lesson", kind="lessons", object=id, scope=lesson.scope,
            detail=msgspec.json.encode({"why": asked.reason}).decode(),
        )  # fmt: skip
        async with self._database.writing(who.actor) as transaction:
            await transaction.note(note)
        await self._live.shut_down(id)
        return web.Response(status=204)
