"""A question of each pupil: the lesson counts by option; what a pupil chose goes with the pupil."""

import msgspec
import pytest

from classroom.commands import (
    AnswerForPupil,
    AnswerQuestion,
    AskQuestion,
    CloseQuestion,
    EndLesson,
    ForbidAll,
    PauseLesson,
    RevealQuestion,
)
from classroom.events import Event, PupilAnswered, QuestionClosed
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.questions.pupils import counted, with_choice
from classroom.questions.question import Answer, Question, QuestionKind, Reply
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live

ABC = ("李白", "杜甫", "王维")


def ask(
    lesson: Lesson,
    kind: QuestionKind = QuestionKind.SINGLE,
    options: tuple[str, ...] = ABC,
    pupils: dict[str, int] | None = None,
    right: Reply | None = None,
) -> Question:
    lesson.handle(
        AskQuestion(
            by=LECTURER,
            kind=kind,
            text="《静夜思》是谁写的？",
            options=options,
            right=right,
            per_pupil=True,
            pupils={QINGSHAN: 45} if pupils is None else pupils,
        ),
        NINE,
    )
    return question(lesson)


def question(lesson: Lesson) -> Question:
    assert lesson.record.question is not None
    return lesson.record.question


def says(
    lesson: Lesson,
    *options: int,
    counts: tuple[int, ...] = (1, 0, 0),
    answered: int = 1,
    pupil: str = "p1",
    who: str = QINGSHAN,
) -> list[Event]:
    return lesson.handle(
        AnswerForPupil(
            by=who, question="q1", pupil=pupil, options=options, counts=counts, answered=answered
        ),
        NINE,
    )


def test_the_record_has_counts_and_no_pupil() -> None:
    lesson = live(QINGSHAN)
    ask(lesson)

    events = says(lesson, 0, pupil="xiaohe")

    assert question(lesson).answers == (
        Answer(classroom=QINGSHAN, at=NINE, reply=Reply(counts=(1, 0, 0)), pupils=1),
    )
    assert b"xiaohe" not in msgspec.json.encode(lesson.record)
    assert [e for e in events if isinstance(e, PupilAnswered)] == [
        PupilAnswered(at=NINE, question="q1", classroom=QINGSHAN, pupil="xiaohe", options=(0,))
    ]


def test_who_takes_it_back_has_not_answered() -> None:
    lesson = live(QINGSHAN)
    ask(lesson)
    says(lesson, 0)

    says(lesson, counts=(0, 0, 0), answered=0)

    assert question(lesson).answers == ()


def test_a_classroom_without_a_class_list_counts() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    ask(lesson)

    def answers(who: str, reply: Reply) -> None:
        lesson.handle(AnswerQuestion(by=who, question="q1", reply=reply), NINE)

    answers(BAISHUI, Reply(counts=(3, 9, 0)))

    assert [a.reply.counts for a in question(lesson).answers] == [(3, 9, 0)]
    for who, reply in ((BAISHUI, Reply(options=(1,))), (QINGSHAN, Reply(counts=(1, 1, 1)))):
        with pytest.raises(Refused, match="bad_answer"):
            answers(who, reply)
    with pytest.raises(Refused, match="no_pupils"):
        says(lesson, 0, who=BAISHUI)


def test_where_no_class_is_known_it_cannot_be_asked() -> None:
    lesson = live(QINGSHAN)

    with pytest.raises(Refused, match="no_pupils"):
        ask(lesson, pupils={})

    assert lesson.record.question is None


@pytest.mark.parametrize("kind", [QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.HANDS])
def test_only_what_is_counted_by_option_is_asked_of_each(kind: QuestionKind) -> None:
    lesson = live(QINGSHAN)

    with pytest.raises(Refused, match="bad_question"):
        ask(lesson, kind, ("一",) if kind is QuestionKind.HANDS else ())


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        (QuestionKind.SINGLE, (0, 1), "bad_answer"),
        (QuestionKind.SINGLE, (3,), "bad_answer"),
        (QuestionKind.SINGLE, (-1,), "bad_answer"),
        (QuestionKind.MULTIPLE, (1, 1), "bad_answer"),
        (QuestionKind.TRUE_FALSE, (2,), "bad_answer"),
    ],
)
def test_what_is_no_choice_is_refused(
    kind: QuestionKind, options: tuple[int, ...], code: str
) -> None:
    lesson = live(QINGSHAN)
    asked = ask(lesson, kind, () if kind is QuestionKind.TRUE_FALSE else ABC)

    with pytest.raises(Refused, match=code):
        says(lesson, *options, counts=(1,) * asked.choices)

    assert question(lesson).answers == ()


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (CloseQuestion(by=LECTURER), "question_closed"),
        (RevealQuestion(by=LECTURER), "question_closed"),
        (ForbidAll(by=LECTURER), "right_off"),
        (PauseLesson(by=LECTURER), "wrong_phase"),
        (EndLesson(by=LECTURER), "lesson_over"),
    ],
)
def test_it_is_taken_when_an_answer_is_and_at_no_other_time(
    before: CloseQuestion | RevealQuestion | ForbidAll | PauseLesson | EndLesson, code: str
) -> None:
    lesson = live(QINGSHAN)
    ask(lesson)
    lesson.handle(before, NINE)

    with pytest.raises(Refused, match=code):
        says(lesson, 0)


def test_what_was_counted_stays_in_the_events() -> None:
    lesson = live(QINGSHAN)
    ask(lesson, right=Reply(options=(0,)))
    says(lesson, 0, counts=(30, 10, 4), answered=44)

    events = lesson.handle(CloseQuestion(by=LECTURER), NINE)

    assert [e.counted for e in events if isinstance(e, QuestionClosed)] == [{QINGSHAN: (30, 10, 4)}]
    assert question(lesson).right == Reply(options=(0,))


def test_choices_are_counted_by_option() -> None:
    lesson = live(QINGSHAN)
    asked = ask(lesson, QuestionKind.MULTIPLE)
    choices = with_choice(with_choice({}, "p1", (0, 2)), "p2", (2,))

    assert counted(asked, choices.values()) == (1, 0, 2)
    assert with_choice(choices, "p1", ()) == {"p2": (2,)}
