"""Lessons of the timetable that open themselves, and follow it until they are taught.

Rule: level-triggered. At every look, what the timetable has due gets its live lesson, one that is
served and waits for its bell is made to be what the timetable says now, and one that is over is
counted. So it does not matter what the server missed: what has not ended yet is opened as soon as
it is back; what has ended is not, and stays planned: it was missed.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog

from classroom.commands import CancelLesson, FollowPlan
from classroom.failures import Refused, Unavailable
from classroom.following import following
from classroom.ports import Clock
from classroom.record import LessonRules
from classroom.safety.eyes import EyeRules
from classroom.states import Phase
from classroom.timetable.opening import Due, live_lesson
from classroom.timetable.ports import DueLessons
from signaling.room import LessonRoom

log = structlog.get_logger(__name__)

WAITING = (Phase.SCHEDULED, Phase.OPEN)


class Opening:
    """Opens what is due."""

    def __init__(
        self,
        timetable: DueLessons,
        *,
        clock: Clock,
        rules: LessonRules,
        eyes: EyeRules | None = None,
    ) -> None:
        """Ask `timetable`; lessons are made with `rules`, and `eyes` for the pupils'."""
        self._timetable = timetable
        self._clock = clock
        self._rules, self._eyes = rules, eyes

    async def open_due(self, ahead: float) -> Sequence[str]:
        """Make the live lessons of what starts within `ahead` seconds; return the ids of all that
        should be served now.

        Raises:
            Unavailable: the store cannot be read.
        """
        now = self._clock.now()
        wanted = []
        for due in await self._timetable.due(now, now + ahead):
            lesson = live_lesson(due, self._rules, self._eyes)
            try:
                if await self._timetable.open(lesson):
                    log.info("lesson_opened", lesson=lesson.id)
                wanted.append(lesson.id)
            except Unavailable as failure:
                log.error("lesson_not_opened", lesson=lesson.id, code=failure.code)
            except Exception:  # a bug with this lesson: the others open all the same
                log.exception("lesson_not_opened", lesson=lesson.id)
        return wanted

    async def follow(self, rooms: Mapping[str, LessonRoom]) -> None:
        """Make lessons that nobody teaches yet what the timetable says.

        Raises:
            Unavailable: the store cannot be read.
        """
        going = {id: room for id, room in rooms.items() if room.record.phase is not Phase.ENDED}
        for id, due in (await self._timetable.current(list(going))).items():
            try:
                await self._follow(going[id], due)
            except Unavailable as failure:
                log.warning("lesson_not_followed", lesson=id, code=failure.code)

    async def settle(self) -> None:
        """Count those that are over.

        Raises:
            Unavailable: the store does not take it.
        """
        await self._timetable.settle()

    async def _follow(self, room: LessonRoom, due: Due) -> None:
        planned = due.lesson
        if planned.takes_place:
            plan = live_lesson(due, self._rules, self._eyes).record
            if room.record.phase in WAITING and following(room.record, plan) != room.record:
                with suppress(Refused):  # meanwhile it is being taught
                    await room.task.submit(FollowPlan(plan=plan))
            return
        try:
            await room.task.submit(CancelLesson(reason=planned.state.value))
        except Refused:  # it was being taught already when it was called off, and that stays
            await self._timetable.keep(planned.id)
