"""One lesson being served: its task, its pages, and its room in the media plane.

Rule: this is where they meet and nothing is decided here. What pages ask goes to the lesson's task
or to the media desk; what changes is told to every page; what the media plane reports becomes a
command, or a message that is not state.
"""

import asyncio
import time
from collections.abc import Sequence

import msgspec
import structlog

from classroom import commands as c
from classroom import media_messages as m
from classroom.admission import Cut, Pass
from classroom.events import Event
from classroom.failures import Refused
from classroom.incidents.ports import Stills
from classroom.ink.log import InkEntry
from classroom.lesson import Lesson
from classroom.permissions import Action, check, role_of
from classroom.ports import Clock, Media, Rolls, Store
from classroom.record import LessonRecord
from classroom.relays import Relays
from classroom.reports.evidence import What
from classroom.sanctions.ports import Sanctions
from classroom.seats import Seat
from classroom.talk import remarks
from classroom.talk.wording import Wording
from config.sections import Limits
from signaling import codec
from signaling import messages as s
from signaling.answer_book import AnswerBook
from signaling.ink import InkDesk
from signaling.joining import Joins
from signaling.lesson_task import LessonTask
from signaling.levels import LevelBook
from signaling.media_news import MediaNews
from signaling.media_requests import MediaDesk
from signaling.media_room import MediaRoom
from signaling.outbox import Outbox
from signaling.pace import Pace
from signaling.page import ALONE, Page
from signaling.pages import Pages
from signaling.passing import Passing
from signaling.projection import Beyond, Shared
from signaling.recorder_feed import RecorderFeed, Recording
from signaling.reporting import report
from signaling.requests import WORDED, command_for
from signaling.roll_book import RollBook
from signaling.seating import Seating
from signaling.sound import last_sound, report_of
from signaling.standing import Judge, KeepingOut, judge
from signaling.standing import check as check_standing
from signaling.telling import Telling
from signaling.whereabouts import Whereabouts
from signaling.wording import TYPED

log = structlog.get_logger(__name__)


class LessonRoom:
    """Serves one lesson; `run` does the work."""

    def __init__(
        self,
        lesson: Lesson,
        *,
        store: Store,
        media: Media,
        clock: Clock,
        limits: Limits,
        whereabouts: Whereabouts,
        rolls: Rolls | None = None,
        sanctions: Sanctions | None = None,
        wording: Wording,
        said: remarks.Remarks = (),
        ink: Sequence[InkEntry] = (),
        stills: Stills | None = None,
        recording: Recording | None = None,
        relays: Relays | None = None,
        joins: Joins | None = None,
    ) -> None:
        """Serve `lesson`, which nobody else handles; `said` is what was said in it lately, `ink`
        what was ever drawn, `stills` takes what was last seen in it, and `recording` all of it;
        pages are told of `relays`; `joins` counts how long pages take to get in.
        """
        self._joins = joins or Joins()
        self._clock = clock
        self._store = store
        self._whereabouts = whereabouts
        self.wording = wording
        self._said = said
        self._pages = Pages()
        self.task = LessonTask(
            lesson, store=store, clock=clock, mailbox=limits.mailbox, changed=self._happened
        )
        self.media = MediaRoom(media, lambda: self.task.record, self._changed, stills)
        self.recording = recording and RecorderFeed(
            recording, self.media, clock, record=lambda: self.record, post=self.task.post
        )
        self._roll = RollBook(rolls, clock)
        self._keeping = KeepingOut(sanctions)
        self._seating = Seating(self._pages, self.task, whereabouts)
        self._answers = AnswerBook(rolls, clock)
        self._desk = MediaDesk(self.task, self.media, relays or Relays(), clock)
        self._telling = Telling(self._tell)
        self._shared: Shared | None = None
        self._pace = Pace()
        levels = LevelBook(clock.now, self.task.post)
        self._passing = Passing(self._pages, lambda: self.record, levels)
        self._news = MediaNews(self.task, self.media, self._passing)
        self._ink = InkDesk(
            self.task, store=store, clock=clock, wording=wording, pages=self._pages, entries=ink
        )
        self.quiet_since = clock.now()
        self._lines: Sequence[m.LineQuality] = ()  # as they were told last

    @property
    def record(self) -> LessonRecord:
        """The lesson as it is stored."""
        return self.task.record

    @property
    def lines(self) -> Sequence[m.LineQuality]:
        """Every line as it was told last; none without a room in the media plane."""
        return () if self.media.state.epoch is None else self._lines

    @property
    def watched(self) -> bool:
        """Whether a page is connected."""
        return any(page.connected for page in self._pages)

    async def run(self) -> None:
        """Work until cancelled; then free the media plane's room."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.task.run(), name=f"lesson {self.record.id}")
                group.create_task(self.media.run(), name=f"media room {self.record.id}")
                group.create_task(self._telling.run(), name=f"pages told {self.record.id}")
                group.create_task(self._ink.run(), name=f"ink {self.record.id}")
                if self.recording is not None:
                    group.create_task(self.recording.run(), name=f"recording {self.record.id}")
        finally:
            await self.media.close()

    # -------------------------------------------------------------- pages

    @property
    def pages(self) -> tuple[Page, ...]:
        """Those that are in, connected or not."""
        return tuple(self._pages)

    def announce(self, message: s.ToBrowser) -> None:
        """Tell every page something that is not state."""
        for page in self._pages:
            page.put(message)

    @property
    def admitted(self) -> list[Pass]:
        """What those who are in came in with."""
        return [page.admitted for page in self._pages]

    async def attach(
        self, admitted: Pass, session: str, outbox: Outbox, *, over: bool = False
    ) -> Page:
        """Let a page's connection in, and give it a snapshot. `over`: a person at a classroom's
        device wants the seat, whoever has it.

        Raises:
            Refused: `lesson_over`, `opened_elsewhere`, `seat_taken`, `classroom_busy`.
            Unavailable: the lesson cannot take it now.
        """
        await self._roll.refresh(self.record.roll)
        await self._answers.refresh(self.record)
        page = await self._seating.page_for(admitted, session, over=over)
        if not page.beside:
            self.media.let_in(page.peer)
        await self._know_sound(admitted.seat)
        page.connect(outbox)
        outbox.put(self._snapshot(page))
        self._passing.to_who_came(page, outbox, self.media.ledger)
        if admitted.standing is not None:
            page.tell_standing()
        return page

    async def judge(self, by: Judge) -> None:
        """Hold everybody who is in to their school's sanctions as they are by now."""
        for page in await judge(self._pages, self.task, by):
            await self._put_out([page], "kept_out")

    def detach(self, page: Page, outbox: Outbox) -> None:
        """Note that a page's connection is gone."""
        if page.disconnect(outbox):
            self.quiet_since = self._clock.now()
            if not page.beside:
                self.task.post(c.Disconnect(by=page.classroom, session=page.session))
            elif self.record.pressing(page.classroom):  # perhaps it was this page that held it
                self.task.post(c.ReleaseTalk(by=page.classroom))

    def holder(self, ticket: str) -> Page | None:
        """Return the page in the lesson whose ticket that is."""
        return self._pages.holder(ticket)

    async def cut(self, cut: Cut, code: str) -> None:
        """Put out whoever it is meant for: told why, off their seat, and nothing of theirs moves
        any more when this returns, or as soon as the media plane answers again.
        """
        await self._put_out([page for page in self._pages if cut.matches(page.admitted)], code)

    async def _put_out(self, gone: Sequence[Page], code: str) -> None:
        with_seat = [page for page in gone if not page.beside]
        for page in gone:
            self._pages.forget(page)
            page.goodbye(code)
            log.info("page_cut", lesson=self.record.id, classroom=page.classroom, code=code)
        for page in with_seat:
            self.task.post(c.Evict(by=page.classroom, session=page.session))
        await asyncio.gather(*(self.media.shut_out(page.peer) for page in with_seat))

    async def request(self, page: Page, message: s.FromBrowser) -> s.Result:
        """Do what a page asks, if it may.

        Raises:
            BadMessage, Refused, Unavailable: nothing was changed.
        """
        if page not in self._pages:
            raise Refused("opened_elsewhere")
        seat = self._seat(page.classroom)
        check(role_of(seat.part), Action(codec.tag(message)))
        if page.beside and codec.tag(message) in ALONE:
            raise Refused("not_allowed", "only the page in the seat may")
        check_standing(page, message)
        if isinstance(message, TYPED) and not page.admitted.verified:
            raise Refused("not_verified")
        self._pace.keep(seat, message, self._clock.now())
        if isinstance(message, s.MediaRequest):
            return await self._desk.answer(page, message)
        if isinstance(message, s.InkRequest):
            return await self._ink.request(seat, message)
        if isinstance(message, s.Enter):
            page.enters()
        if isinstance(message, s.Enter) and seat.session is None:  # it had left, and comes back
            await self.task.submit(c.Arrive(by=page.classroom, session=page.session))
        if isinstance(message, s.CallRoll):
            await self.task.submit(await self._roll.call(self.record, page.classroom))
            return s.Ok()
        if isinstance(message, s.Report):
            drawn = self._ink.seen_by(seat) if message.what is What.STROKE else ()
            await self.task.submit(
                report(self.record, page.classroom, message, self._said, drawn, self._pages)
            )
        if isinstance(message, s.Remove) and message.keep_out:
            await self._keeping.remove(self.record, page, message.classroom, self._pages)
        if isinstance(message, s.ReportSound):
            await self.task.submit(report_of(page, message))
            return s.Ok()
        if isinstance(message, s.AnswerForPupil):
            async with self._answers.turn:
                answer = await self._answers.command(self.record, page.classroom, message)
                await self.task.submit(answer)
            return s.Ok()
        command = command_for(page.classroom, message, seat.part, self.wording)
        if isinstance(command, c.AskQuestion) and command.per_pupil:
            sizes = await self._answers.sizes(self.record)
            command = msgspec.structs.replace(command, pupils=sizes)
        if isinstance(command, c.Enter):
            async with self._whereabouts.entering(seat, self.record.id):
                await self.task.submit(command)
        elif command is not None:
            await self.task.submit(command)
        if isinstance(message, s.Readmit):
            await self._keeping.readmit(self.record, page, message.classroom)
        if isinstance(message, s.Sync | s.Enter):
            return self._snapshot(page)
        if isinstance(command, WORDED) and command.objection is not None:
            raise Refused(command.objection)
        return s.Ok()

    def goodbye(self, code: str | None) -> None:
        """End every connection, saying why; after None pages come back by themselves."""
        for page in self._pages:
            page.goodbye(code)

    async def _know_sound(self, classroom: str) -> None:
        """Know the test of the classroom's sound that was made last, in whichever lesson."""
        seat = self._seat(classroom)
        if seat.registered and seat.sound is None:
            known = await last_sound(self._store, classroom)
            if known is not None:
                self.task.post(c.NoteSound(classroom=classroom, sound=known))

    def _seat(self, classroom: str) -> Seat:
        seat = self.record.seat(classroom)
        if seat is None:
            raise Refused("unknown_classroom")
        return seat

    def _snapshot(self, page: Page) -> s.Snapshot:
        return page.snapshot(self.record, self._beyond(page), self._clock.now())

    def _beyond(self, page: Page) -> Beyond:
        return Beyond(
            media=self.media.state,
            shared=self._shared_now(),
            remarks=self._said,
            sheets=self._roll.sheets(self.record, page.classroom),
            pupils=self._answers.pupils(self.record, page.classroom),
        )

    def _shared_now(self) -> Shared:
        if self._shared is None or self._shared.record is not self.record:
            self._shared = Shared(self.record)
        return self._shared

    def _happened(self, events: Sequence[Event]) -> None:
        self._said = remarks.after(self._said, events)
        self._answers.after(events)
        self._changed()

    def _changed(self) -> None:
        """Tell pages and media what has changed; called after every change that was stored."""
        self.quiet_since = self._clock.now()
        seats = {seat.id: seat for seat in self.record.seats}
        for page in self._pages:
            seat = seats.get(page.classroom)
            if seat is None or seat.removed:  # the timetable has it elsewhere, or it was put out
                self._pages.forget(page)
                page.goodbye("removed" if seat else "lesson_over")
        self._telling.soon()
        self.media.wake()
        if self.recording is not None:
            self.recording.wake()
        self._ink.follow()

    def _tell(self) -> int:
        for page in (pages := list(self._pages)):
            page.tell(self.record, self._beyond(page))
        return len(pages)

    def on_media(self, event: m.MediaEvent) -> None:
        """Take up what happened in the media plane."""
        if isinstance(event, m.Quality):
            self._lines = event.lines
        if isinstance(event, m.RoomLost):
            self._lines = ()
        if isinstance(event, m.LevelChanged):
            self._joins.changed(event)
        if isinstance(event, m.PeerConnected):
            self._joins.connected(self._pages, event.peer, time.monotonic())
        if self.recording is None or not self.recording.on_media(event):
            self._news.take(event)
