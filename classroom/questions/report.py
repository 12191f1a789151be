"""The questions of a lesson as a report: what was asked, and what classrooms and pupils answered.

Rule: classrooms stand in the lesson's order and pupils in that of their class list, whatever they
answered. What is right is not in here: nobody can be sorted by it.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from classroom.events import Event, QuestionAnswered, QuestionAsked, QuestionClosed
from classroom.questions.pupils import Choice
from classroom.questions.question import QuestionKind, Reply
from classroom.record import LessonRecord
from classroom.states import Part

Chosen = Mapping[str, Choice]  # pupil → options


class PupilChose(msgspec.Struct, frozen=True, kw_only=True):
    """A pupil of a class list."""

    id: str
    number: str = ""  # the school's; empty when the register has forgotten the pupil
    name: str = ""  # empty: without the guardian's consent
    options: list[int]  # by their place, from 0; none: has not answered, or it is forgotten


class ClassroomAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """What came from one classroom."""

    classroom: str
    name: str
    reply: Reply | None  # None: nothing; asked per pupil: `counts`
    pupils: list[PupilChose]  # where each was asked, in the order of the class list


class QuestionReport(msgspec.Struct, frozen=True, kw_only=True):
    """One question."""

    question: str
    asked_at: float
    kind: QuestionKind
    text: str
    options: list[str]
    per_pupil: bool
    classrooms: list[ClassroomAnswered]


class LessonAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson's questions, first asked first."""

    lesson: str
    title: str
    starts_at: float
    questions: list[QuestionReport]


def report(
    record: LessonRecord,
    events: Sequence[Event],
    chosen: Mapping[str, Chosen],
    lists: Mapping[str, Sequence[str]],
) -> LessonAnswers:
    """Return it, with ids for names. `chosen`: by question; `lists`: the class list of each
    classroom that may be listed.
    """
    replies: dict[tuple[str, str], Reply] = {}
    for event in events:
        if isinstance(event, QuestionAnswered):
            replies[event.question, event.classroom] = event.reply
        elif isinstance(event, QuestionClosed):
            for classroom, counts in event.counted.items():
                replies[event.question, classroom] = Reply(counts=counts)
    if record.question is not None:
        for answer in record.question.answers:
            replies[record.question.id, answer.classroom] = answer.reply
    receiving = [seat for seat in record.seats if seat.part is Part.RECEIVING]
    return LessonAnswers(
        lesson=record.id,
        title=record.title,
        starts_at=record.starts_at,
        questions=[
            QuestionReport(
                question=each.question,
                asked_at=each.at,
                kind=each.kind,
                text=each.text,
                options=list(each.options),
                per_pupil=each.per_pupil,
                classrooms=[
                    ClassroomAnswered(
                        classroom=seat.id,
                        name=seat.name,
                        reply=replies.get((each.question, seat.id)),
                        pupils=_listed(
                            lists.get(seat.id, ()) if each.per_pupil else (),
                            chosen.get(each.question, {}),
                        ),
                    )
                    for seat in receiving
                ],
            )
            for each in events
            if isinstance(each, QuestionAsked)
        ],
    )


def _listed(pupils: Iterable[str], chosen: Chosen) -> list[PupilChose]:
    return [PupilChose(id=pupil, options=list(chosen.get(pupil, ()))) for pupil in pupils]
