"""Shutting a lesson down from outside, and letting it go on: by whoever administers its place.

Rule: that a lesson is to be shut down is on record before (`asked`), and after it how that ended:
`ok` says that the live lesson has ended in the store, and from then on nothing of it is forwarded
and nobody comes back in. A restart and its record are one transaction.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from classroom.accounts.seating import open_lesson
from classroom.audit.record import Actor, Note
from classroom.commands import Command
from classroom.failures import Failure, Refused, Unavailable
from classroom.permissions import Action, permits, require, sight
from classroom.store.planned import PlannedLessons
from classroom.store.restarting import DatabaseRestarting, NewLink, scope_of
from classroom.store.transactions import Database
from web.api import reading
from web.api.operations import BASE, Operation
from web.routes import principal

log = structlog.get_logger(__name__)

NOT_AGAIN = ("not_shut_down", "already_over")
CLOSED = ("lesson_cancelled", "lesson_merged", "lesson_over", "lesson_unknown", "not_open")
ShutDown = Callable[[str], Awaitable[None]]  # the live lesson with this id
Restart = Callable[[str, Callable[[], Awaitable[None]]], Awaitable[None]]  # by what makes it go on
Amend = Callable[[str, Command], Awaitable[None]]  # that lesson by what is asked of it
Judge = Callable[[], Awaitable[None]]  # everybody who is in a lesson, by the sanctions in force


class ShutDownAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; it is kept in the trail."""

    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=200)]


class RestartAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why; it is kept with the lesson and in the trail, and names nobody."""

    reason: Annotated[str, msgspec.Meta(min_length=2, max_length=200)]


class Restarted(msgspec.Struct, frozen=True, kw_only=True):
    """The joining links made in place of those that are dead; none where the timetable lets in."""

    links: list[NewLink]


class LiveLessons:
    """Whoever serves the lessons, as the API needs them."""

    def __init__(self) -> None:
        """Begin with nobody who serves any."""
        self._shut_down: ShutDown | None = None
        self._amend: Amend | None = None
        self._restart: Restart | None = None
        self._judge: Judge | None = None

    def served_by(self, shut_down: ShutDown, amend: Amend, restart: Restart, judge: Judge) -> None:
        """Ask these from now on."""
        self._shut_down, self._amend, self._restart = shut_down, amend, restart
        self._judge = judge

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

    async def restart(self, lesson: str, begin: Callable[[], Awaitable[None]]) -> None:
        """Serve it anew, once `begin` has made it go on.

        Raises:
            Refused: `not_shut_down`, or by `begin`.
            Unavailable: nobody serves lessons just now, or the store does not take it.
        """
        if self._restart is None:
            raise Unavailable("stopping")
        await self._restart(lesson, begin)


class Cutting:
    """Answers for it."""

    def __init__(self, database: Database, live: LiveLessons, link_days: float) -> None:
        """Look lessons up in the store and end those that are live; links are good for so long."""
        self._restarting = DatabaseRestarting(database, link_days)
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
            Operation(
                method="POST", path=f"{BASE}/lessons/{{id}}/restart", access=Action.RESTART_LESSON,
                handler=self.restart, name="restartLesson", about="lessons",
                summary="Let a lesson go on that was shut down; its old links stay dead.",
                body=RestartAsked, answer=Restarted, failures=NOT_AGAIN,
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
        detail = msgspec.json.encode({"why": asked.reason}).decode()
        note = Note(
            action="shut_lesson", kind="lessons", object=id, scope=lesson.scope, result="asked",
            detail=detail,
        )  # fmt: skip
        await self._note(who.actor, note)
        try:
            await self._live.shut_down(id)
        except Failure as failure:
            await self._note(who.actor, msgspec.structs.replace(note, result=failure.code))
            raise
        await self._note(who.actor, msgspec.structs.replace(note, result="ok"))
        return web.Response(status=204)

    async def restart(self, request: web.Request) -> web.Response:
        """Let one go on."""
        who, id = principal(request), reading.id(request)
        asked = reading.struct(await reading.body(request), RestartAsked)
        scope = await scope_of(self._database, id)
        if not permits(who.grants, Action.READ_LESSONS, scope):
            raise Refused("not_found", "lessons")
        require(who.grants, Action.RESTART_LESSON, scope)
        made: list[NewLink] = []

        async def begin() -> None:
            made.extend(await self._restarting.restart(id, asked.reason, scope, who.actor))

        await self._live.restart(id, begin)
        return reading.json(Restarted(links=made))

    async def _note(self, by: Actor, note: Note) -> None:
        async with self._database.writing(by) as transaction:
            await transaction.note(note)
