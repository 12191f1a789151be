"""A question that is asked of each pupil: who is on the class lists, and what each has chosen.

Rule: the lesson knows counts; pupils are joined here, for the pages of their own classroom and for
nobody else. They stand in the order of the class list, whatever they chose. What is known is of the
question that is asked now, and is read again from the store after a restart.
"""

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from classroom.commands import AnswerForPupil
from classroom.events import Event, PupilAnswered, QuestionAsked
from classroom.failures import Refused, Unavailable
from classroom.ports import Clock, Rolls
from classroom.questions.pupils import Choice, counted, with_choice
from classroom.questions.question import Question
from classroom.record import LessonRecord
from classroom.roll.listed import Listed
from classroom.states import Part
from signaling import messages as s
from signaling.messages import PupilChoiceState
from signaling.roll_book import FRESH_SECONDS

log = structlog.get_logger(__name__)


class AnswerBook:
    """Joins the register to the lesson's question."""

    def __init__(self, rolls: Rolls | None, clock: Clock) -> None:
        """Ask `rolls`; without it nothing is asked of single pupils."""
        self.turn = asyncio.Lock()  # held from counting an answer until the lesson has taken it
        self._rolls, self._clock = rolls, clock
        self._lists: Mapping[str, tuple[str, ...]] = {}  # classroom → ids, by number
        self._listed: Mapping[str, Listed] = {}
        self._chosen: dict[str, Choice] = {}  # by pupil
        self._of: str | None = None  # the question that they answer
        self._shown: dict[str, list[PupilChoiceState]] = {}  # by classroom, as long as it is so
        self._looked_at = float("-inf")

    async def sizes(self, record: LessonRecord) -> dict[str, int]:
        """Return how many pupils each receiving classroom's class list has, where it has one.

        Raises:
            Unavailable: the register cannot be read.
        """
        await self._look_up(record)
        return {id: len(pupils) for id, pupils in self._lists.items()}

    async def refresh(self, record: LessonRecord) -> None:
        """Know the lists of the question that is asked; without them, should the register be out of
        reach, it is shown as it was.
        """
        question = record.question
        if question is None or question.pupils is None:
            return
        try:
            await self._know(record, question)
        except Unavailable as failure:
            log.warning("question_without_names", code=failure.code)

    async def command(
        self, record: LessonRecord, by: str, message: s.AnswerForPupil
    ) -> AnswerForPupil:
        """Return the command that takes down what a pupil chose.

        Raises:
            Refused: `unknown_pupil`.
            Unavailable: the register cannot be read.
        """
        question = record.question
        counts: Choice = ()
        answered = 0
        if question is not None and by in (question.pupils or ()):
            await self._know(record, question)
            pupils = self._lists.get(by, ())
            if message.pupil not in pupils:
                raise Refused("unknown_pupil")
            chosen = with_choice(self._chosen, message.pupil, message.options)
            mine = [chosen[pupil] for pupil in pupils if pupil in chosen]
            counts, answered = counted(question, mine), len(mine)
        return AnswerForPupil(
            by=by,
            question=message.question,
            pupil=message.pupil,
            options=message.options,
            counts=counts,
            answered=answered,
        )

    def after(self, events: Sequence[Event]) -> None:
        """Take note of what has been stored."""
        for event in events:
            if isinstance(event, QuestionAsked):
                self._of, self._chosen, self._shown = event.question, {}, {}
            elif isinstance(event, PupilAnswered) and event.question == self._of:
                self._chosen = with_choice(self._chosen, event.pupil, event.options)
                self._shown.pop(event.classroom, None)

    def pupils(self, record: LessonRecord, classroom: str) -> list[PupilChoiceState]:
        """Return what a classroom's page may know: its own class list."""
        question, seat = record.question, record.seat(classroom)
        if question is None or question.id != self._of or seat is None:
            return []
        if seat.part is not Part.RECEIVING or classroom not in (question.pupils or ()):
            return []
        if classroom not in self._shown:
            self._shown[classroom] = [self._state(id) for id in self._lists.get(classroom, ())]
        return self._shown[classroom]

    async def _know(self, record: LessonRecord, question: Question) -> None:
        known = self._of == question.id
        if self._rolls is None or (known and self._clock.now() < self._looked_at + FRESH_SECONDS):
            return
        await self._look_up(record)
        if not known:
            self._chosen = dict(await self._rolls.chosen(record.id, question.id))
            self._of, self._shown = question.id, {}

    async def _look_up(self, record: LessonRecord) -> None:
        if self._rolls is None:
            return
        classes = {
            seat.id: seat.school_class
            for seat in record.seats
            if seat.school_class and seat.part is Part.RECEIVING
        }
        found = await self._rolls.expected(classes.values())
        lists = {id: found[each] for id, each in classes.items() if each in found}
        self._listed = await self._rolls.listed({id for ids in lists.values() for id in ids})
        self._lists, self._shown, self._looked_at = lists, {}, self._clock.now()

    def _state(self, pupil: str) -> PupilChoiceState:
        known = self._listed.get(pupil) or Listed(id=pupil, number="", name="")
        return PupilChoiceState(
            id=pupil,
            name=known.name,
            number=known.number,
            options=list(self._chosen.get(pupil, ())),
        )
