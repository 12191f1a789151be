"""The one task that owns a lesson: a bounded mailbox in, stored records out.

Rule: command → handle → store → tell, in this order and one at a time. A command that was
acknowledged is in the database; one that was refused, or that the database did not take, has
changed nothing. What the server itself has to say is tried again, in order, until it is taken.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from classroom.commands import Command, Tick
from classroom.events import Event, PhaseChanged, PresenceChanged
from classroom.failures import Failure, Unavailable
from classroom.lesson import Lesson
from classroom.ports import Clock, Store
from classroom.record import LessonRecord

log = structlog.get_logger(__name__)

# What the server itself has to say (a line broke, a track ended) must not get lost because browsers
# are noisy; it is bounded by what exists: pages, tracks, ingests.
INTERNAL_FACTOR = 8
SHORTEST_TICK = 0.25
LONGEST_TICK = 30.0
AFTER_FAILURE = 1.0

Letter = tuple[Command, "asyncio.Future[None] | None"]


class LessonTask:
    """Feeds one lesson with commands, in the order they were sent."""

    def __init__(
        self,
        lesson: Lesson,
        *,
        store: Store,
        clock: Clock,
        mailbox: int,
        changed: Callable[[Sequence[Event]], None],
    ) -> None:
        """Own `lesson`; `changed` is told each change that has been stored."""
        self._lesson = lesson
        self._stored = lesson.record
        self._store = store
        self._clock = clock
        self._bound = mailbox
        self._changed = changed
        self._mailbox: deque[Letter] = deque()
        self._again: deque[Command] = deque()  # our own, which the database did not take yet
        self._arrived = asyncio.Event()
        self._closed = False
        self._pause = 0.0

    @property
    def record(self) -> LessonRecord:
        """The lesson as it was last stored; a change that is being stored does not show yet."""
        return self._stored

    async def submit(self, command: Command) -> None:
        """Have the lesson handle a browser's command.

        Raises:
            Refused: the rules say no.
            Unavailable: `mailbox_full`, `store_down`, `stopping`; worth another try.
        """
        if len(self._mailbox) >= self._bound:
            raise Unavailable("mailbox_full")
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(command, answer)
        await answer

    def post(self, command: Command) -> None:
        """Have the lesson handle what the server itself has to say; nobody waits for it."""
        if len(self._mailbox) + len(self._again) >= self._bound * INTERNAL_FACTOR:
            log.error("mailbox_overflow", lesson=self.record.id, command=type(command).__name__)
            return
        self._put(command, None)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                await self._wait()
                if not self._mailbox:
                    await self._time_has_passed()
                while self._mailbox:
                    command, answer = self._mailbox.popleft()
                    ours = answer is None
                    if ours and (self._again or not await self._handle(command, None)):
                        self._again.append(command)
                    elif not ours:
                        await self._handle(command, answer)
        finally:
            self._closed = True
            for _, answer in self._mailbox:
                _answer(answer, Unavailable("stopping"))
            self._mailbox.clear()

    def _put(self, command: Command, answer: "asyncio.Future[None] | None") -> None:
        if self._closed:
            _answer(answer, Unavailable("stopping"))
            return
        self._mailbox.append((command, answer))
        self._arrived.set()

    async def _wait(self) -> None:
        """Wait for a letter, or until something is due."""
        due = self._lesson.next_due()
        seconds = LONGEST_TICK if due is None else due - self._clock.now()
        seconds = AFTER_FAILURE if self._again else seconds
        seconds = min(max(seconds, SHORTEST_TICK, self._pause), LONGEST_TICK)
        if not self._mailbox:
            self._arrived.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()
            except TimeoutError:
                pass

    async def _time_has_passed(self) -> None:
        while self._again:
            if not await self._handle(self._again[0], None):
                return
            self._again.popleft()
        await self._handle(Tick(), None)

    async def _handle(self, command: Command, answer: "asyncio.Future[None] | None") -> bool:
        """Take one command to its end; False when only the database stands in its way."""
        lesson, before = self._lesson, self._lesson.record
        try:
            events = lesson.handle(command, self._clock.now())
            if lesson.record is not before:
                await self._store.save(lesson, events)
            self._pause = 0.0
        except asyncio.CancelledError:
            lesson.record = before
            _answer(answer, Unavailable("stopping"))
            raise
        except Failure as failure:
            lesson.record = before
            if isinstance(failure, Unavailable):
                self._pause = AFTER_FAILURE
                log.warning("lesson_not_stored", lesson=lesson.id, code=failure.code)
            _answer(answer, failure)
            return not isinstance(failure, Unavailable)
        except Exception as bug:
            lesson.record = before
            self._pause = AFTER_FAILURE
            log.exception("lesson_bug", lesson=lesson.id, command=type(command).__name__)
            _answer(answer, bug)
            return True
        for event in events:
            if isinstance(event, PhaseChanged):
                log.info("phase_changed", lesson=lesson.id, phase=event.phase, reason=event.reason)
            elif isinstance(event, PresenceChanged):
                log.info(
                    "presence_changed",
                    lesson=lesson.id,
                    classroom=event.classroom,
                    presence=event.presence,
                )
        if lesson.record is not before:
            self._stored = lesson.record
            self._changed(events)
        _answer(answer, None)
        return True


def _answer(answer: "asyncio.Future[None] | None", failure: Exception | None) -> None:
    if answer is None or answer.done():  # nobody waits, or who waited has gone
        return
    if failure is None:
        answer.set_result(None)
    else:
        answer.set_exception(failure)
