"""A lesson's ink while the lesson is served: what pages draw is collected, stored, and told.

Rule: a finished stroke is stored before anybody is told that it is kept; so are all changes. What
comes within a moment is one transaction and one packet, encoded once for all pages, so that sixty
classrooms which draw cost no more than a few transactions a second, and no command of the lesson
ever waits for ink. What is still being drawn, and where somebody points, is told and not kept.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import NamedTuple

import structlog

from classroom.commands import WithholdText
from classroom.failures import BadMessage, Failure, Refused, Unavailable
from classroom.ink import drawing
from classroom.ink.log import InkEntry
from classroom.ink.sheets import Ink
from classroom.ink.strokes import PIECE, TEXT, Stroke, Tool, check_shape
from classroom.ink.surfaces import SCREEN, screen_is_shared, shown
from classroom.ports import Clock, Store
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part
from classroom.talk.text import clean
from classroom.talk.wording import Wording
from signaling import messages as s
from signaling.inked import Outgoing
from signaling.lesson_task import LessonTask
from signaling.pages import Pages
from signaling.storing import stored
from signaling.telling import A_PAGE_SECONDS

log = structlog.get_logger(__name__)

GATHER_SECONDS = 0.02  # what comes meanwhile is one transaction
TELL_SECONDS = 0.04  # what comes meanwhile is one packet; of a very full lesson, longer
WAITING = 2_000  # changes that wait to be stored; then a page is told to try again

Answer = asyncio.Future[None]
Change = Callable[[Ink], InkEntry | None]


class _Asked(NamedTuple):
    change: Change
    answer: Answer | None  # None: nobody waits for it


class InkDesk:
    """Answers what pages ask of ink; `run` stores and tells."""

    def __init__(
        self,
        task: LessonTask,
        *,
        store: Store,
        clock: Clock,
        wording: Wording,
        pages: Pages,
        entries: Iterable[InkEntry] = (),
    ) -> None:
        """Take up the ink of the lesson of `task`, and tell these pages."""
        self._task, self._store, self._clock = task, store, clock
        self._wording, self._pages = wording, pages
        self._ink = Ink(entries)
        self._asked: list[_Asked] = []
        self._something_asked = asyncio.Event()
        self._outgoing = Outgoing()
        self._something_to_tell = asyncio.Event()
        self._closed = False

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._storing(), name=f"ink kept {self._record.id}")
                group.create_task(self._telling(), name=f"ink told {self._record.id}")
        finally:
            self._closed = True
            for asked in self._asked:
                _answer(asked.answer, Unavailable("stopping"))
            self._asked.clear()

    async def request(self, seat: Seat, message: s.InkRequest) -> s.Ok | s.InkSheet:
        """Do what a page asks, if it may; a change is kept when this returns.

        Raises:
            BadMessage, Refused, Unavailable: nothing was changed.
        """
        if isinstance(message, s.ReadInk):
            return self._read(seat, message)
        drawing.check_may_draw(self._record, seat, message.surface)
        match message:
            case s.Sketch():
                if message.tool is Tool.TEXT:
                    raise BadMessage("bad_stroke", "text is not drawn piece by piece")
                check_shape(message.tool, message.points, pressed=message.pressed, most=PIECE)
                self._outgoing.sketch(seat.id, message)
                self._something_to_tell.set()
            case s.Point():
                if (message.x is None) != (message.y is None):
                    raise BadMessage("bad_message", "both or neither")
                self._outgoing.point(seat.id, message)
                self._something_to_tell.set()
            case _:
                await self._keep(seat, message.surface, await self._change(seat, message))
        return s.Ok()

    def seen_by(self, seat: Seat) -> list[Stroke]:
        """Return what the classroom sees drawn on what is shown."""
        record, surface = self._record, shown(self._record)
        if surface is None or not seat.walked_in:
            return []
        strokes = self._ink.sheet(surface).strokes()
        return [one for one in strokes if not drawing.hidden_from(record, seat, one.id)]

    def follow(self) -> None:
        """Take the ink off a screen that nobody shares any more: the next one is another."""
        if not self._closed and len(self._ink.sheet(SCREEN)) and not screen_is_shared(self._record):
            now = self._clock.now()
            self._ask(_Asked(lambda ink: drawing.wipe(ink, SCREEN, by="", now=now), None))

    # -------------------------------------------------------------- within

    @property
    def _record(self) -> LessonRecord:
        return self._task.record

    def _read(self, seat: Seat, message: s.ReadInk) -> s.InkSheet:
        record, sheet = self._record, self._ink.sheet(message.surface)
        if not seat.walked_in:
            raise Refused("not_entered")
        if not drawing.may_read(record, seat, message.surface):
            raise Refused("not_shown")
        whole = not (record.latched and seat.part is Part.RECEIVING)
        same = whole and message.have == sheet.revision
        strokes = [] if same else sheet.strokes()
        if not whole:
            strokes = [one for one in strokes if not drawing.hidden_from(record, seat, one.id)]
        return s.InkSheet(
            surface=message.surface, revision=sheet.revision, same=same, strokes=strokes
        )

    async def _change(self, seat: Seat, message: s.Draw | s.Erase | s.Undo | s.Wipe) -> Change:
        surface, now, by = message.surface, self._clock.now(), seat.id
        match message:
            case s.Draw():
                stroke = await self._checked(seat, message)
                return lambda ink: drawing.draw(
                    ink, surface, stroke, by=by, tag=message.tag, now=now
                )
            case s.Erase():
                ids = message.strokes
                return lambda ink: drawing.erase(ink, surface, ids, seat=seat, now=now)
            case s.Undo():
                return lambda ink: drawing.undo(ink, surface, by=by, now=now)
            case s.Wipe():
                return lambda ink: drawing.wipe(ink, surface, by=by, now=now)

    async def _checked(self, seat: Seat, message: s.Draw) -> Stroke:
        """Return the stroke, without a number yet."""
        check_shape(message.tool, message.points, pressed=message.pressed)
        if (message.tool is Tool.TEXT) != bool(message.text):
            raise BadMessage("bad_stroke", "text is written, and only text")
        text = clean(message.text, TEXT) if message.tool is Tool.TEXT else ""
        if text and (objection := self._wording.objection(text, seat.part)) is not None:
            await self._task.submit(WithholdText(by=seat.id, text=text, objection=objection))
            raise Refused(objection)
        return Stroke(
            id="",
            tool=message.tool,
            colour=message.colour,
            width=message.width,
            points=message.points,
            pressed=message.pressed,
            text=text,
        )

    async def _keep(self, seat: Seat, surface: str, change: Change) -> None:
        def still_allowed(ink: Ink) -> InkEntry | None:
            now = self._record.seat(seat.id) or seat
            drawing.check_may_draw(self._record, now, surface)
            return change(ink)

        answer: Answer = asyncio.get_running_loop().create_future()
        self._ask(_Asked(still_allowed, answer))
        await answer

    def _ask(self, asked: _Asked) -> None:
        if self._closed:
            raise Unavailable("stopping")
        if len(self._asked) >= WAITING:
            raise Unavailable("mailbox_full")
        self._asked.append(asked)
        self._something_asked.set()

    async def _storing(self) -> None:
        while True:
            await self._something_asked.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._something_asked.clear()
            asked, self._asked = self._asked, []
            try:
                await self._store_all(asked)
            finally:
                for each in asked:  # whatever happened, nobody waits for ever
                    _answer(each.answer, Unavailable("stopping"))

    async def _store_all(self, asked: list[_Asked]) -> None:
        """Make and store what was asked, in order, in one transaction; then answer."""
        draft, entries, taken = self._ink.copy(), list[InkEntry](), list[Answer | None]()
        for each in asked:
            try:
                entry = each.change(draft)
            except Failure as failure:
                _answer(each.answer, failure)
                continue
            except Exception as bug:
                log.exception("ink_bug", lesson=self._record.id)
                _answer(each.answer, bug)
                continue
            taken.append(each.answer)
            if entry is not None:
                entries.append(entry)

        def late(failure: Unavailable) -> None:
            for answer in taken:
                _answer(answer, failure)

        try:
            if entries:
                await stored(self._store.add_ink(self._record.id, entries), late)
        except Unavailable as failure:
            log.warning("ink_not_stored", lesson=self._record.id, code=failure.code)
            for answer in taken:
                _answer(answer, failure)
            return
        if entries:
            self._ink = draft
            self._outgoing.happened(entries, draft)
            self._something_to_tell.set()
        for answer in taken:
            _answer(answer, None)

    async def _telling(self) -> None:
        while True:
            await self._something_to_tell.wait()
            self._something_to_tell.clear()
            outgoing, self._outgoing = self._outgoing, Outgoing()
            outgoing.tell(self._record, self._pages)
            await asyncio.sleep(max(TELL_SECONDS, len(self._pages) * A_PAGE_SECONDS))


def _answer(answer: Answer | None, failure: Exception | None) -> None:
    if answer is None or answer.done():
        return
    if failure is None:
        answer.set_result(None)
    else:
        answer.set_exception(failure)
