"""All lessons served on this node: loaded when somebody comes or they are due, let go when over.

Rule: one room a lesson, made once even when ten classrooms come in the same second. A lesson that
was going on when the server stopped is taken up again at the start.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from classroom import links
from classroom.commands import Recover
from classroom.failures import Failure, Refused, Unavailable
from classroom.ports import Clock, Media, Store
from classroom.states import Phase
from config import sections
from signaling.messages import Hello
from signaling.outbox import Outbox
from signaling.page import Page
from signaling.room import LessonRoom

log = structlog.get_logger(__name__)

LOOK_SECONDS = 15.0  # how often due and finished lessons are looked for
IDLE_SECONDS = 60.0  # how long a lesson that is not due stays after its last page
OVER_SECONDS = 30.0  # how long pages of a lesson that is over stay connected


class Lessons:
    """Every room of this node."""

    def __init__(
        self,
        *,
        store: Store,
        media: Media,
        clock: Clock,
        rules: sections.Lesson,
        limits: sections.Limits,
    ) -> None:
        """Serve what is in `store`, through `media`."""
        self._store = store
        self._media = media
        self._clock = clock
        self._rules = rules
        self._limits = limits
        self._rooms: dict[str, LessonRoom] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loading = asyncio.Lock()
        self._media_task: asyncio.Task[None] | None = None

    @property
    def served(self) -> set[str]:
        """The lessons being served."""
        return set(self._rooms)

    @property
    def ready(self) -> bool:
        """Whether lessons can be served now."""
        return self._media_task is not None and not self._media_task.done()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Lessons"]:
        """Take up unfinished lessons and serve until the block ends."""
        self._media_task = asyncio.create_task(self._follow_media(), name="media events")
        await self._take_up_due()
        watch = asyncio.create_task(self._watch(), name="lessons due and over")
        try:
            yield self
        finally:
            tasks = [self._media_task, watch, *self._running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._rooms.clear()
            self._running.clear()

    async def admit(self, hello: Hello, outbox: Outbox) -> tuple[LessonRoom, Page]:
        """Let a page in by its joining link.

        Raises:
            Refused: `link_unknown`, `link_expired`, `lesson_over`.
            Unavailable: the store or the lesson cannot take it now.
        """
        link = await self._store.find_link(links.hash_token(hello.token))
        link = links.check(link, self._clock.now())
        room = await self.room(link.lesson)
        page = await room.attach(link.classroom, links.hash_token(hello.session), outbox)
        return room, page

    async def room(self, lesson_id: str) -> LessonRoom:
        """Return the lesson's room, loading it if need be.

        Raises:
            Refused: `link_unknown` (there is no such lesson), `lesson_over`.
            Unavailable: the store cannot be read.
        """
        async with self._loading:
            room = self._rooms.get(lesson_id)
            if room is None:
                room = await self._load(lesson_id)
        if room.record.phase is Phase.ENDED:
            raise Refused("lesson_over")
        return room

    async def _load(self, lesson_id: str) -> LessonRoom:
        lesson = await self._store.load(lesson_id)
        if lesson is None:
            raise Refused("link_unknown")
        if lesson.record.phase is Phase.ENDED:
            raise Refused("lesson_over")
        room = LessonRoom(
            lesson,
            store=self._store,
            media=self._media,
            clock=self._clock,
            limits=self._limits,
        )
        self._rooms[lesson_id] = room
        self._running[lesson_id] = asyncio.create_task(
            self._run(lesson_id, room), name=f"room {lesson_id}"
        )
        try:
            # Whoever was there when it was last served is not there any more.
            await room.task.submit(Recover())
        except Failure:
            await self._unload(lesson_id)
            raise
        return room

    async def _run(self, lesson_id: str, room: LessonRoom) -> None:
        try:
            await room.run()
        except Exception:  # a bug: this lesson is loaded anew when somebody comes back
            log.exception("room_bug", lesson=lesson_id)
            self._rooms.pop(lesson_id, None)
            room.goodbye(None)

    async def _unload(self, lesson_id: str) -> None:
        room = self._rooms.pop(lesson_id, None)
        task = self._running.pop(lesson_id, None)
        if room is not None:
            room.goodbye("lesson_over")
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow_media(self) -> None:
        """Hand what happens in the media plane to the room it happened in."""
        async for event in self._media.events():
            room = self._rooms.get(event.room)
            if room is None:
                continue
            try:
                room.on_media(event)
            except Exception:
                log.exception("media_event_bug", room=event.room, event=type(event).__name__)

    async def look(self) -> None:
        """Take up lessons that are due, and let go of those that are over or not due any more."""
        await self._take_up_due()
        now = self._clock.now()
        for lesson_id, room in list(self._rooms.items()):
            over = room.record.phase is Phase.ENDED
            resting = room.record.phase is Phase.SCHEDULED and not room.watched
            patience = OVER_SECONDS if over else IDLE_SECONDS
            if (over or resting) and now - room.quiet_since > patience:
                await self._unload(lesson_id)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception:
                log.exception("look_bug")

    async def _take_up_due(self) -> None:
        """Load what is going on, or opens before the next look."""
        before = self._clock.now() + self._rules.early_seconds + 2 * LOOK_SECONDS
        try:
            due = await self._store.due(before)
        except Unavailable as failure:
            log.error("lessons_not_looked_up", code=failure.code)
            return
        for lesson_id in due:
            if lesson_id not in self._rooms:
                try:
                    await self.room(lesson_id)
                except Refused:
                    continue  # it ended between the two looks
                except Unavailable as failure:
                    log.error("lesson_not_taken_up", lesson=lesson_id, code=failure.code)
                except Exception:  # a bug with this lesson: the others are served all the same
                    log.exception("lesson_not_taken_up", lesson=lesson_id)
