"""All lessons served on this node: loaded when somebody comes or they are due, let go when over.

Rule: one room a lesson, made once even when ten classrooms come in the same second. A lesson that
was going on when the server stopped is taken up again at the start.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from classroom.admission import Cut, Knock, Pass
from classroom.commands import Command, Recover, ShutDown
from classroom.failures import Failure, Refused, Unavailable
from classroom.incidents.ports import Stills
from classroom.media_messages import MediaEvent
from classroom.ports import Clock, Door, Media, Rolls, Store
from classroom.relays import Relays
from classroom.sanctions.ports import Sanctions
from classroom.states import Phase
from classroom.talk import remarks
from classroom.talk.wording import Wording
from config import sections
from signaling.census import Census, census
from signaling.cuts import Cuts
from signaling.draining import Draining
from signaling.joining import Joins
from signaling.news import follow_media, follow_recorder
from signaling.opening import Opening
from signaling.outbox import Outbox
from signaling.page import Page
from signaling.passes import Passes, cut_of
from signaling.recorder_feed import Recording
from signaling.room import LessonRoom
from signaling.whereabouts import Whereabouts

log = structlog.get_logger(__name__)

LOOK_SECONDS = 15.0  # how often due and finished lessons are looked for
IDLE_SECONDS = 60.0  # how long a lesson that is not due stays after its last page
SWEEP_SECONDS = 1.0  # how often it is looked whose sign-in has run out
OVER_SECONDS = 30.0  # how long pages of a lesson that is over stay connected


class Lessons:
    """Every room of this node."""

    def __init__(
        self,
        *,
        store: Store,
        media: Media,
        door: Door,
        clock: Clock,
        rules: sections.Lesson,
        limits: sections.Limits,
        opening: Opening | None = None,
        rolls: Rolls | None = None,
        sanctions: Sanctions | None = None,
        wording: Wording | None = None,
        stills: Stills | None = None,
        recording: Recording | None = None,
        relays: Relays | None = None,
        elsewhere: Callable[[MediaEvent], None] | None = None,
    ) -> None:
        """Serve what is in `store`, through `media`, to whoever `door` lets in. `opening` opens
        those of the timetable; `rolls` knows the pupils of their classes; in `sanctions` lecturers
        keep people out of their series; `wording` is what may be typed in them; `stills` takes what
        was last seen of those that are shut down; `recording` records them; pages are
        told of `relays`; `elsewhere` takes what happens in rooms that are no lesson's.
        """
        self._store = store
        self._door = door
        self._cuts = Cuts()
        self.passes = Passes(self._admitted, door, clock, cut=self.cut, judge=self.judge)
        self._media = media
        self._clock = clock
        self._rules = rules
        self._limits = limits
        self._rooms: dict[str, LessonRoom] = {}
        self._whereabouts = Whereabouts(self._rooms, clock)
        self.draining, self.joins = Draining(self._rooms), Joins()
        self._opening = opening
        self._rolls = rolls
        self._sanctions = sanctions
        self._judged = 0  # how often sanctions changed
        self._wording = wording or Wording()
        self._stills = stills
        self._recording = recording
        self._relays = relays
        self._elsewhere = elsewhere
        self._running: dict[str, asyncio.Task[None]] = {}
        self._loading = asyncio.Lock()
        self._media_task: asyncio.Task[None] | None = None

    @property
    def served(self) -> set[str]:
        """The lessons being served."""
        return set(self._rooms)

    def census(self) -> Census:
        """Count what there is of them."""
        return census(self._rooms.values())

    @property
    def ready(self) -> bool:
        """Whether lessons can be served now."""
        return self._media_task is not None and not self._media_task.done()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Lessons"]:
        """Take up unfinished lessons and serve until the block ends."""
        self._media_task = asyncio.create_task(
            follow_media(self._media, self._rooms, self._elsewhere), name="media events"
        )
        recorder = asyncio.create_task(
            follow_recorder(self._recording, self._rooms), name="recorder events"
        )
        await self._take_up_due()
        watch = asyncio.create_task(
            self._every(LOOK_SECONDS, self.look, "look_bug"), name="lessons due and over"
        )
        sweep = asyncio.create_task(
            self._every(SWEEP_SECONDS, self.passes.expire, "sweep_bug"),
            name="sign-ins that ran out",
        )
        try:
            yield self
        finally:
            tasks = [self._media_task, recorder, watch, sweep, *self._running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._rooms.clear()
            self._running.clear()

    async def admit(
        self, knock: Knock, outbox: Outbox, *, over: bool = False
    ) -> tuple[LessonRoom, Page]:
        """Let a page in, if the door does, and have it recorded either way.

        Raises:
            Refused: by the door; `lesson_unknown`, `lesson_over`, `seat_taken`, `classroom_busy`.
            Unavailable: the store or the lesson cannot take it now.
        """
        cuts, judged = self._cuts.made, self._judged
        admitted: Pass | None = None
        try:
            admitted = await self._door.admit(knock)
            room = await self.room(admitted.lesson)
            page = await room.attach(admitted, knock.session, outbox, over=over)
            self.draining.to_who_came(page)
            if (code := self._cuts.since(cuts, admitted)) is not None:
                await room.cut(cut_of(admitted), code)
                raise Refused(code)
            if self._judged != judged:  # while this one came through the door
                await room.judge(self._door.standings)
                if page.admitted.kept_out:
                    raise Refused("kept_out")
        except Refused as refused:
            if admitted is not None:  # the door has its own refusals on record
                await self._door.record(knock, admitted, refused.code)
            raise
        try:
            await self._door.record(knock, admitted, "ok")
        except Exception:  # nobody is in a lesson unrecorded
            room.detach(page, outbox)
            raise
        return room, page

    async def cut(self, cut: Cut, code: str) -> None:
        """Put somebody out of every lesson, once the door would refuse them."""
        self._cuts.add(cut, code)
        await asyncio.gather(*(room.cut(cut, code) for room in self._rooms.values()))

    async def judge(self) -> None:
        """Hold everybody in a lesson to the sanctions that the store has by now.

        Raises:
            Unavailable: it cannot be told now; the next look finds it out.
        """
        self._judged += 1
        await asyncio.gather(*(room.judge(self._door.standings) for room in self._rooms.values()))

    async def shut_down(self, lesson_id: str) -> None:
        """End a lesson at once, for whoever administers it.

        Raises:
            Refused: `lesson_unknown`, `lesson_over`.
            Unavailable: the store does not take it.
        """
        room = await self.room(lesson_id)
        await room.task.submit(ShutDown(by=None))

    async def restart(self, lesson_id: str, begin: Callable[[], Awaitable[None]]) -> None:
        """Serve a lesson that was shut down anew, once `begin` has made it go on.

        Raises:
            Refused: `not_shut_down`, or by `begin`.
            Unavailable: the store does not take it.
        """
        async with self._loading:
            room = self._rooms.get(lesson_id)
            if room is not None:
                if room.record.phase is not Phase.ENDED:
                    raise Refused("not_shut_down")
                await self._unload(lesson_id)  # nobody who was in it stays
            await begin()
            try:
                await self._load(lesson_id)
            except Failure as failure:  # it goes on, and is taken up at the next look
                log.warning("restarted_not_taken_up", lesson=lesson_id, code=failure.code)

    async def amend(self, lesson_id: str, command: Command) -> None:
        """Have a lesson handle what is asked from outside of it, also when it is over.

        Raises:
            Refused: `lesson_unknown`, or by the lesson.
            Unavailable: the store does not take it.
        """
        async with self._loading:
            room = self._rooms.get(lesson_id)
            if room is None:
                lesson = await self._store.load(lesson_id)
                if lesson is None:
                    raise Refused("lesson_unknown")
                if lesson.record.phase is Phase.ENDED:  # nobody serves it any more
                    events = lesson.handle(command, self._clock.now())
                    if events:
                        await self._store.save(lesson, events)
                    return
                room = await self._load(lesson_id)
        await room.task.submit(command)

    def holder(self, lesson_id: str, ticket: str) -> tuple[LessonRoom, Page]:
        """Return the page in the lesson whose ticket that is.

        Raises:
            Refused: `ticket_unknown`.
        """
        room = self._rooms.get(lesson_id)
        page = None if room is None else room.holder(ticket)
        if room is None or page is None:
            raise Refused("ticket_unknown")
        return room, page

    async def room(self, lesson_id: str) -> LessonRoom:
        """Return the lesson's room, loading it if need be.

        Raises:
            Refused: `lesson_unknown`, `lesson_over`.
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
        self.draining.check()
        lesson = await self._store.load(lesson_id)
        if lesson is None:
            raise Refused("lesson_unknown")
        if lesson.record.phase is Phase.ENDED:
            raise Refused("lesson_over")
        talk = await self._store.latest(lesson_id, remarks.KINDS, remarks.ENOUGH)
        room = LessonRoom(
            lesson,
            store=self._store,
            media=self._media,
            clock=self._clock,
            limits=self._limits,
            whereabouts=self._whereabouts,
            rolls=self._rolls,
            sanctions=self._sanctions,
            wording=self._wording,
            said=remarks.after((), talk),
            ink=await self._store.ink(lesson_id),
            stills=self._stills,
            recording=self._recording,
            relays=self._relays,
            joins=self.joins,
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
        await self.passes.cut_ended()
        try:
            await self.judge()
        except Unavailable as failure:
            log.warning("sanctions_not_looked_up", code=failure.code)
        await self._follow_timetable()

    async def _begin_again(self, lesson_id: str) -> None:
        """Let go of a room whose lesson was called off, now that it is wanted again after all."""
        room = self._rooms.get(lesson_id)
        if room is not None and room.record.phase is Phase.ENDED:
            stored = await self._store.load(lesson_id)
            if stored is not None and stored.record.phase is not Phase.ENDED:
                await self._unload(lesson_id)

    async def _follow_timetable(self) -> None:
        """Have lessons follow the timetable until they are taught, and count them afterwards."""
        if self._opening is None:
            return
        try:
            await self._opening.follow(self._rooms)
            await self._opening.settle()
        except Unavailable as failure:
            log.warning("timetable_not_followed", code=failure.code)

    def _admitted(self) -> list[Pass]:
        return [admitted for room in self._rooms.values() for admitted in room.admitted]

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]], bug: str) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception:
                log.exception(bug)

    async def _take_up_due(self) -> None:
        """Load what is going on, or opens before the next look."""
        if self.draining.on:
            return
        ahead = self._rules.early_seconds + 2 * LOOK_SECONDS
        try:
            opened = await self._opening.open_due(ahead) if self._opening else ()
            for lesson_id in opened:
                await self._begin_again(lesson_id)
            due = [*await self._store.due(self._clock.now() + ahead), *opened]
        except Unavailable as failure:
            log.error("lessons_not_looked_up", code=failure.code)
            return
        for lesson_id in dict.fromkeys(due):
            if lesson_id not in self._rooms:
                try:
                    await self.room(lesson_id)
                except Refused:
                    continue  # it ended between the two looks
                except Unavailable as failure:
                    log.error("lesson_not_taken_up", lesson=lesson_id, code=failure.code)
                except Exception:  # a bug with this lesson: the others are served all the same
                    log.exception("lesson_not_taken_up", lesson=lesson_id)
