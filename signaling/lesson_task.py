"""The one task that owns a lesson: a bounded mailbox in, stored records out.

Rule: commands → handle → store → tell, in this order. What waits at the same time is handled one by
one and stored together (`signaling.batch`). A command that was acknowledged is in the database; one
that was refused, or that the database did not take, has changed nothing; one that was unavailable
because the database is slow (`signaling.storing`) may still come to be. What the server itself has
to say is tried again, in order, until it is taken.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
import structlog

from classroom.commands import Command, Tick
from classroom.events import Event, PhaseChanged, PresenceChanged
from classroom.failures import Unavailable
from classroom.lesson import Lesson
from classroom.ports import Clock, Store
from classroom.record import LessonRecord
from signaling.batch import Batch, Letter, answer
from signaling.storing import stored

log = structlog.get_logger(__name__)

# What the server itself has to say (a line broke, a track ended) must not get lost because browsers
# are noisy; it is bounded by what exists: pages, tracks, ingests.
INTERNAL_FACTOR = 8
BATCH = 64  # commands stored together; handling them keeps everything else waiting
SHORTEST_TICK = 0.25
LONGEST_TICK = 30.0
AFTER_FAILURE = 1.0


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
        """Own `lesson`; `changed` is told what has been stored, each time with its events."""
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
        self._late: Unavailable | None = None  # why browsers' commands cannot be stored just now
        self._pause = 0.0

    @property
    def record(self) -> LessonRecord:
        """The lesson as it was last stored; a change that is being stored does not show yet."""
        return self._stored

    @property
    def waiting(self) -> int:
        """Commands that are still to be handled."""
        return len(self._mailbox) + len(self._again)

    async def submit(self, command: Command) -> None:
        """Have the lesson handle a browser's command.

        Raises:
            Refused: the rules say no.
            Unavailable: `mailbox_full`, `store_down`, `stopping`; worth another try.
        """
        if self._late is not None:
            raise Unavailable(self._late.code, self._late.detail)
        if len(self._mailbox) >= self._bound:
            raise Unavailable("mailbox_full")
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(command, waiting)
        await waiting

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
                    await self._read()
        finally:
            self._closed = True
            for _, waiting in self._mailbox:
                answer(waiting, Unavailable("stopping"))
            self._mailbox.clear()

    def _put(self, command: Command, waiting: "asyncio.Future[None] | None") -> None:
        if self._closed:
            answer(waiting, Unavailable("stopping"))
            return
        self._mailbox.append((command, waiting))
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
            ours = [self._again.popleft() for _ in range(min(BATCH, len(self._again)))]
            left = await self._handle([(command, None) for command in ours])
            self._again.extendleft(reversed(left))
            if left:
                return
        await self._handle([(Tick(), None)])

    async def _read(self) -> None:
        """Take what waits in the mailbox to its end, as much as is stored together."""
        letters: list[Letter] = []
        while self._mailbox and len(letters) < BATCH:
            command, waiting = self._mailbox.popleft()
            if waiting is None and self._again:  # behind what we have to say again
                self._again.append(command)
            else:
                letters.append((command, waiting))
        self._again.extend(await self._handle(letters))

    async def _handle(self, letters: Sequence[Letter]) -> list[Command]:
        """Take these to their end; return those of our own that the database did not take."""
        lesson, before = self._lesson, self._lesson.record
        batch = Batch(lesson)
        for letter in letters:
            batch.take(letter, self._clock.now())
        try:
            if lesson.record is not before:
                await self._save(batch)
        except asyncio.CancelledError:
            lesson.record = before
            batch.close(Unavailable("stopping"))
            raise
        except Unavailable as failure:
            lesson.record = before
            self._pause = AFTER_FAILURE
            log.warning("lesson_not_stored", lesson=lesson.id, code=failure.code)
            if failure.code == "conflict":
                failure = await self._catch_up()
            batch.close(failure)
            return [command for command, waiting in batch if waiting is None]
        except Exception as bug:
            lesson.record = before
            return await self._find_culprit(batch, bug)
        self._pause = AFTER_FAILURE if batch.met_a_bug else 0.0
        self._log(batch.events)
        if lesson.record is not before:
            self._stored = lesson.record
            self._changed(batch.events)
        batch.close(None)
        return []

    async def _save(self, batch: Batch) -> None:
        def late(failure: Unavailable) -> None:
            self._late = failure
            batch.hurry(failure)
            for command, waiting in list(self._mailbox):
                if waiting is not None:
                    self._mailbox.remove((command, waiting))
                    answer(waiting, failure)

        try:
            await stored(self._store.save(self._lesson, batch.events), late)
        finally:
            self._late = None

    async def _catch_up(self) -> Unavailable:
        """Go on from what the database has: the answer to an earlier change of ours got lost on
        its way. Tracks are not in there; they are those we know.
        """
        lesson = self._lesson
        try:
            kept = await self._store.load(lesson.id)
        except Unavailable as failure:
            return failure
        if kept is not None and kept.record.version > lesson.record.version:
            log.warning("lesson_caught_up", lesson=lesson.id, version=kept.record.version)
            lesson.record = msgspec.structs.replace(kept.record, streams=lesson.record.streams)
            self._stored = lesson.record
            self._changed(())
        return Unavailable("store_down", "an earlier change was kept unheard")

    async def _find_culprit(self, batch: Batch, bug: Exception) -> list[Command]:
        """Store one by one what could not be stored together: only one of them is to suffer."""
        letters, left = list(batch), list[Command]()
        if len(letters) == 1:
            self._pause = AFTER_FAILURE
            name = type(letters[0][0]).__name__
            log.error("lesson_bug", lesson=self._lesson.id, command=name, exc_info=bug)
            batch.close(bug)
            return []
        try:
            for command, waiting in letters:
                if waiting is None and left:
                    left.append(command)
                else:
                    left += await self._handle([(command, waiting)])
        finally:
            batch.close(Unavailable("stopping"))  # whom we did not come to
        return left

    def _log(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, PhaseChanged):
                log.info(
                    "phase_changed",
                    lesson=self._lesson.id,
                    phase=event.phase,
                    reason=event.reason,
                )
            elif isinstance(event, PresenceChanged):
                log.info(
                    "presence_changed",
                    lesson=self._lesson.id,
                    classroom=event.classroom,
                    presence=event.presence,
                )
