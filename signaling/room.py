"""One lesson being served: its task, its pages, and its room in the media plane.

Rule: this is where they meet and nothing is decided here. What pages ask goes to the lesson's task
or to the media desk; what changes is told to every page; what the media plane reports becomes a
command, or a message that is not state.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import assert_never

import msgspec
import structlog

from classroom import commands as c
from classroom import media_messages as m
from classroom.admission import Cut, Pass, give_way
from classroom.events import Event
from classroom.failures import Refused
from classroom.incidents.ports import Stills
from classroom.lesson import Lesson
from classroom.permissions import Action, check, role_of
from classroom.ports import Clock, Media, Rolls, Store
from classroom.record import LessonRecord
from classroom.seats import Seat, classroom_of
from classroom.states import Part, Phase
from classroom.talk import remarks
from classroom.talk.wording import Wording
from config.sections import Limits
from signaling import codec
from signaling import messages as s
from signaling.answer_book import AnswerBook
from signaling.lesson_task import LessonTask
from signaling.lights import hearing, lines_for
from signaling.media_ledger import ProducerEntry
from signaling.media_requests import MediaDesk
from signaling.media_room import MediaRoom
from signaling.outbox import Outbox
from signaling.page import ALONE, Page
from signaling.pages import Pages
from signaling.projection import Beyond, Common
from signaling.roll_book import RollBook
from signaling.telling import Telling
from signaling.whereabouts import Whereabouts
from signaling.wording import TYPED, worded

log = structlog.get_logger(__name__)

WORDED = (c.Say, c.PinNotice, c.AskQuestion, c.AnswerQuestion)  # kept even if it is objected to
# What a page asks of its lesson, and the command for it: the same fields, and who asks.
COMMANDS: dict[type[s.FromBrowser], Callable[..., c.Command] | None] = {
    s.Sync: None,
    s.ReportDevices: c.ReportDevices,
    s.Enter: c.Enter,
    s.Leave: c.Leave,
    s.StartLesson: c.StartLesson,
    s.PauseLesson: c.PauseLesson,
    s.ResumeLesson: c.ResumeLesson,
    s.EndLesson: c.EndLesson,
    s.CallOn: c.CallOn,
    s.CallNext: c.CallNext,
    s.TakeDown: c.TakeDown,
    s.Enlarge: c.Enlarge,
    s.RaiseHand: c.RaiseHand,
    s.LowerHand: c.LowerHand,
    s.DismissHand: c.DismissHand,
    s.SetRight: c.SetRight,
    s.ForbidAll: c.ForbidAll,
    s.AllowAgain: c.AllowAgain,
    s.Lock: c.Lock,
    s.Unlock: c.Unlock,
    s.Admit: c.Admit,
    s.Remove: c.Remove,
    s.Readmit: c.Readmit,
    s.ShutDown: c.ShutDown,
    s.AskQuestion: c.AskQuestion,
    s.AnswerQuestion: c.AnswerQuestion,
    s.AnswerForPupil: None,  # see `AnswerBook`
    s.CloseQuestion: c.CloseQuestion,
    s.RevealQuestion: c.RevealQuestion,
    s.PutQuestionAway: c.PutQuestionAway,
    s.CallRoll: None,  # made with who is expected, see `RollBook`
    s.MarkPupil: c.MarkPupil,
    s.CountHeads: c.CountHeads,
    s.ConfirmRoll: c.ConfirmRoll,
    s.Say: c.Say,
    s.Unsay: c.Unsay,
    s.SetSlowMode: c.SetSlowMode,
    s.ReportRemark: c.ReportRemark,
    s.PinNotice: c.PinNotice,
    s.UnpinNotice: c.UnpinNotice,
    s.StartCountdown: c.StartCountdown,
    s.StopCountdown: c.StopCountdown,
}


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
        wording: Wording,
        said: remarks.Remarks = (),
        stills: Stills | None = None,
    ) -> None:
        """Serve `lesson`, which nobody else handles; `said` is what was said in it lately, and
        `stills` takes what was last seen in it.
        """
        self._clock = clock
        self._whereabouts = whereabouts
        self._wording = wording
        self._said = said
        self._pages = Pages()
        self._arriving = asyncio.Lock()
        self.task = LessonTask(
            lesson, store=store, clock=clock, mailbox=limits.mailbox, changed=self._happened
        )
        self.media = MediaRoom(media, lambda: self.task.record, self._changed, stills)
        self._roll = RollBook(rolls, clock)
        self._answers = AnswerBook(rolls, clock)
        self._desk = MediaDesk(self.task, self.media)
        self._common = Common(lesson.record)
        self._telling = Telling(self._tell)
        self.quiet_since = clock.now()

    @property
    def record(self) -> LessonRecord:
        """The lesson as it is stored."""
        return self.task.record

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
        finally:
            await self.media.close()

    # -------------------------------------------------------------- pages

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
        if admitted.assists:
            page = self._beside(admitted, session)
        else:
            async with self._arriving:  # or a person who is being let in would not be seen as there
                page = await self._take_seat(admitted, session, over=over)
            self.media.let_in(page.peer)
        page.admitted = admitted
        page.connect(outbox)
        outbox.put(self._snapshot(page))
        return page

    def detach(self, page: Page, outbox: Outbox) -> None:
        """Note that a page's connection is gone."""
        if page.disconnect(outbox):
            self.quiet_since = self._clock.now()
            if not page.beside:
                self.task.post(c.Disconnect(by=page.classroom, session=page.session))

    async def cut(self, cut: Cut, code: str) -> None:
        """Put out whoever it is meant for: told why, off their seat, and nothing of theirs moves
        any more when this returns, or as soon as the media plane answers again.
        """
        gone = [page for page in self._pages if cut.matches(page.admitted)]
        seated = [page for page in gone if not page.beside]
        for page in gone:
            self._pages.forget(page)
            page.goodbye(code)
            log.info("page_cut", lesson=self.record.id, classroom=page.classroom, code=code)
        for page in seated:
            self.task.post(c.Evict(by=page.classroom, session=page.session))
        await asyncio.gather(*(self.media.shut_out(page.peer) for page in seated))

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
        if isinstance(message, TYPED) and not page.admitted.verified:
            raise Refused("not_verified")
        if isinstance(message, s.MediaRequest):
            return await self._desk.answer(page, message)
        if isinstance(message, s.Enter) and seat.session is None:  # it had left, and comes back
            await self.task.submit(c.Arrive(by=page.classroom, session=page.session))
        if isinstance(message, s.CallRoll):
            await self.task.submit(await self._roll.call(self.record, page.classroom))
            return s.Ok()
        if isinstance(message, s.AnswerForPupil):
            async with self._answers.turn:
                answer = await self._answers.command(self.record, page.classroom, message)
                await self.task.submit(answer)
            return s.Ok()
        command = _command(page.classroom, message, seat.part, self._wording)
        if isinstance(command, c.AskQuestion) and command.per_pupil:
            sizes = await self._answers.sizes(self.record)
            command = msgspec.structs.replace(command, pupils=sizes)
        if isinstance(command, c.Enter):
            async with self._whereabouts.entering(seat, self.record.id):
                await self.task.submit(command)
        elif command is not None:
            await self.task.submit(command)
        if isinstance(message, s.Sync | s.Enter):
            return self._snapshot(page)
        if isinstance(command, WORDED) and command.objection is not None:
            raise Refused(command.objection)
        return s.Ok()

    def goodbye(self, code: str | None) -> None:
        """End every connection, saying why; after None pages come back by themselves."""
        for page in self._pages:
            page.goodbye(code)

    def _beside(self, admitted: Pass, session: str) -> Page:
        """Let an assistant's page stand beside its classroom."""
        if self._seat(admitted.seat).part is not Part.RECEIVING:
            raise Refused("not_receiving")
        if self._seat(admitted.seat).removed:
            raise Refused("removed")
        page = self._pages.beside(admitted.seat, session)
        if page is None:
            page = Page(admitted, session)
            self._pages.stand_beside(page)
        return page

    async def _take_seat(self, admitted: Pass, session: str, *, over: bool) -> Page:
        """Give the classroom's seat to a page, which is the same one again if its session is."""
        classroom = admitted.seat
        page, seat = self._pages.seated(classroom), self._seat(classroom)
        if page is not None and page.session != session and page.session == seat.session:
            give_way(page.admitted, seat.presence, admitted, over=over)
        await self._arrive(seat, session)
        if self._seat(classroom).session != session:
            raise Refused("opened_elsewhere")
        page = self._pages.seated(classroom)
        if page is None or page.session != session:
            page = Page(admitted, session)
            self._pages.seat(page)
        return page

    async def _arrive(self, seat: Seat, session: str) -> None:
        """Give the seat to a page; one that comes back walks in again by itself."""
        command = c.Arrive(by=seat.id, session=session)
        if seat.entered and seat.session == session:
            async with self._whereabouts.entering(seat, self.record.id):
                await self.task.submit(command)
        else:
            await self.task.submit(command)

    def _seat(self, classroom: str) -> Seat:
        seat = self.record.seat(classroom)
        if seat is None:
            raise Refused("unknown_classroom")
        return seat

    def _snapshot(self, page: Page) -> s.Snapshot:
        return page.snapshot(self.record, self._beyond(page), self._clock.now())

    def _beyond(self, page: Page) -> Beyond:
        if self._common.record is not self.record:
            self._common = Common(self.record)
        return Beyond(
            media=self.media.state,
            common=self._common,
            remarks=self._said,
            sheets=self._roll.sheets(self.record, page.classroom),
            pupils=self._answers.pupils(self.record, page.classroom),
        )

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

    def _tell(self) -> int:
        for page in (pages := list(self._pages)):
            page.tell(self.record, self._beyond(page))
        return len(pages)

    # -------------------------------------------------------------- from the media plane

    def on_media(self, event: m.MediaEvent) -> None:
        """Take up what happened in the media plane."""
        if self.record.phase is Phase.ENDED:
            return
        ledger = self.media.ledger
        match event:
            case m.RoomLost():
                self.media.lost()
                self.task.post(c.LoseMedia())
            case m.PeerConnected():
                log.info("peer_connected", room=event.room, peer=event.peer, by=event.protocol)
            case m.PeerLost():
                log.info("peer_lost", room=event.room, peer=event.peer)
                for producer in ledger.forget_transport(event.transport):
                    self.task.post(c.Unpublish(producer=producer))
            case m.ProducerOpened():
                ledger.producers[event.producer] = ProducerEntry(
                    event.peer, None, paused=False, published=False
                )
                self.task.post(
                    c.Publish(
                        classroom=classroom_of(event.peer),
                        peer=event.peer,
                        producer=event.producer,
                        source=event.source,
                    )
                )
            case m.ProducerClosed():
                ledger.forget_producer(event.producer)
                self.task.post(c.Unpublish(producer=event.producer))
            case m.ConsumerChanged():
                self._tell_peer(event.peer, s.LayerSent(consumer=event.consumer, layer=event.layer))
            case m.ConsumerClosed():
                ledger.consumers.pop(event.consumer, None)
            case m.Speaking():
                self._tell_speakers([classroom_of(peer) for peer in event.peers])
            case m.Quality():
                self._tell_lines(event)
            case m.IngestChanged():
                log.info("ingest_changed", room=event.room, peer=event.peer, state=event.state)
                self.task.post(
                    c.ReportIngest(classroom=classroom_of(event.peer), state=event.state)
                )
            case _:
                assert_never(event)

    def _tell_peer(self, peer: str, message: s.LayerSent) -> None:
        page = self._pages.seated(classroom_of(peer))
        if page is not None and page.peer == peer:
            page.put(message)

    def _tell_speakers(self, speaking: list[str]) -> None:
        unique = list(dict.fromkeys(speaking))
        for page in self._pages:
            heard = hearing(self.record, page.classroom)
            page.put(s.Speakers(classrooms=[id_ for id_ in unique if id_ in heard]))

    def _tell_lines(self, event: m.Quality) -> None:
        for page in self._pages:
            page.put(s.Lines(lines=lines_for(self.record, page.classroom, event.lines)))


def _command(by: str, message: s.FromBrowser, part: Part, wording: Wording) -> c.Command | None:
    """Return the lesson's command for a page's request, or None when it changes nothing."""
    kind = COMMANDS[type(message)]
    if kind is None:
        return None
    fields = msgspec.structs.asdict(message) | worded(message, part, wording)
    return kind(by=by, **fields)
