"""The lecturer asks the classrooms; each answers for itself, until the question is closed."""

import math

import pytest

from classroom.commands import (
    AnswerQuestion,
    AskQuestion,
    CloseQuestion,
    EndLesson,
    ForbidAll,
    PauseLesson,
    PutQuestionAway,
    ResumeLesson,
    RevealQuestion,
    SetRight,
)
from classroom.events import QuestionAnswered, QuestionClosed
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.questions.question import Question, QuestionKind, Reply
from classroom.states import Right
from tests.classroom.school import BAISHUI, HONGYA, LECTURER, NINE, QINGSHAN, live

ABC = ("李白", "杜甫", "王维")


def asked(
    lesson: Lesson,
    kind: QuestionKind = QuestionKind.SINGLE,
    options: tuple[str, ...] = ABC,
    right: Reply | None = None,
    text: str = "《静夜思》是谁写的？",
) -> Question:
    lesson.handle(
        AskQuestion(by=LECTURER, kind=kind, text=text, options=options, right=right), NINE
    )
    return question(lesson)


def question(lesson: Lesson) -> Question:
    assert lesson.record.question is not None
    return lesson.record.question


def answers(lesson: Lesson, who: str, reply: Reply, to: str = "q1", at: float = NINE) -> None:
    lesson.handle(AnswerQuestion(by=who, question=to, reply=reply), at)


def chosen(*options: int) -> Reply:
    return Reply(options=options)


def test_each_classroom_has_one_answer_and_may_think_again() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    asked(lesson)

    answers(lesson, QINGSHAN, chosen(1))
    answers(lesson, BAISHUI, chosen(0))
    answers(lesson, QINGSHAN, chosen(0), at=NINE + 5)

    assert {a.classroom: a.reply for a in question(lesson).answers} == {
        BAISHUI: chosen(0),
        QINGSHAN: chosen(0),
    }


def test_the_same_answer_again_is_no_news() -> None:
    lesson = live(QINGSHAN)
    asked(lesson)
    answers(lesson, QINGSHAN, chosen(1))
    before = lesson.record

    answers(lesson, QINGSHAN, chosen(1), at=NINE + 5)

    assert lesson.record is before


def test_a_closed_question_takes_no_answers() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    asked(lesson)
    answers(lesson, QINGSHAN, chosen(1))

    lesson.handle(CloseQuestion(by=LECTURER), NINE)

    with pytest.raises(Refused, match="question_closed"):
        answers(lesson, BAISHUI, chosen(0))
    with pytest.raises(Refused, match="question_closed"):
        answers(lesson, QINGSHAN, chosen(0))
    assert [a.reply for a in question(lesson).answers] == [chosen(1)]


def test_revealing_closes_first_so_that_nobody_copies() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    asked(lesson, right=chosen(0))

    lesson.handle(RevealQuestion(by=LECTURER), NINE)

    assert (question(lesson).closed, question(lesson).revealed) == (True, True)
    with pytest.raises(Refused, match="question_closed"):
        answers(lesson, BAISHUI, chosen(0))


def test_an_answer_to_the_question_before_is_not_taken_for_this_one() -> None:
    lesson = live(QINGSHAN)
    first = asked(lesson)
    second = asked(lesson, QuestionKind.TRUE_FALSE, ())
    assert first.id != second.id

    with pytest.raises(Refused, match="question_closed"):
        answers(lesson, QINGSHAN, chosen(1), to=first.id)

    assert question(lesson).answers == ()


def test_what_was_put_away_is_gone_and_its_answers_stay_in_the_events() -> None:
    lesson = live(QINGSHAN)
    asked(lesson)
    events = lesson.handle(AnswerQuestion(by=QINGSHAN, question="q1", reply=chosen(2)), NINE)

    lesson.handle(PutQuestionAway(by=LECTURER), NINE)

    assert lesson.record.question is None
    assert [e.reply for e in events if isinstance(e, QuestionAnswered)] == [chosen(2)]
    with pytest.raises(Refused, match="no_question"):
        lesson.handle(RevealQuestion(by=LECTURER), NINE)
    with pytest.raises(Refused, match="no_question"):
        answers(lesson, QINGSHAN, chosen(1))


def test_the_end_of_the_lesson_closes_it() -> None:
    lesson = live(QINGSHAN)
    asked(lesson)

    events = lesson.handle(EndLesson(by=LECTURER), NINE)

    assert [e.question for e in events if isinstance(e, QuestionClosed)] == ["q1"]


@pytest.mark.parametrize(
    "take_away",
    [
        SetRight(by=LECTURER, right=Right.ANSWER, on=False, classroom=QINGSHAN),
        SetRight(by=LECTURER, right=Right.ANSWER, on=False, classroom=None),
        ForbidAll(by=LECTURER),
    ],
)
def test_without_the_right_there_is_no_answer(take_away: SetRight | ForbidAll) -> None:
    lesson = live(QINGSHAN, BAISHUI)
    asked(lesson)
    lesson.handle(take_away, NINE)

    with pytest.raises(Refused, match="right_off"):
        answers(lesson, QINGSHAN, chosen(0))


def test_a_pause_takes_no_answers_and_the_question_waits() -> None:
    lesson = live(QINGSHAN)
    asked(lesson)
    lesson.handle(PauseLesson(by=LECTURER), NINE)
    with pytest.raises(Refused, match="wrong_phase"):
        answers(lesson, QINGSHAN, chosen(0))

    lesson.handle(ResumeLesson(by=LECTURER), NINE)
    answers(lesson, QINGSHAN, chosen(0))

    assert len(question(lesson).answers) == 1


def test_only_who_is_there_answers_and_only_the_lecturer_asks() -> None:
    lesson = live(QINGSHAN)
    asked(lesson)

    with pytest.raises(Refused, match="not_entered"):
        answers(lesson, HONGYA, chosen(0))
    with pytest.raises(Refused, match="not_receiving"):
        answers(lesson, LECTURER, chosen(0))
    with pytest.raises(Refused, match="not_allowed"):
        lesson.handle(CloseQuestion(by=QINGSHAN), NINE)


GOOD = [
    (QuestionKind.SINGLE, ABC, chosen(2), chosen(2)),
    (QuestionKind.MULTIPLE, ABC, chosen(2, 0), chosen(0, 2)),
    (QuestionKind.TRUE_FALSE, (), chosen(1), chosen(1)),
    (QuestionKind.NUMBER, (), Reply(number=-3.5), Reply(number=-3.5)),
    (QuestionKind.TEXT, (), Reply(text="  李\u200b白 \n "), Reply(text="李白")),
    (QuestionKind.HANDS, ("听懂了",), Reply(counts=(38,)), Reply(counts=(38,))),
]


@pytest.mark.parametrize(("kind", "options", "given", "kept"), GOOD)
def test_every_kind_takes_its_answer(
    kind: QuestionKind, options: tuple[str, ...], given: Reply, kept: Reply
) -> None:
    lesson = live(QINGSHAN)
    asked(lesson, kind, options)

    answers(lesson, QINGSHAN, given)

    assert question(lesson).answers[0].reply == kept


BAD = [
    (QuestionKind.SINGLE, ABC, Reply()),
    (QuestionKind.SINGLE, ABC, chosen(0, 1)),
    (QuestionKind.SINGLE, ABC, chosen(3)),
    (QuestionKind.SINGLE, ABC, chosen(-1)),
    (QuestionKind.SINGLE, ABC, Reply(options=(0,), text="李白")),
    (QuestionKind.MULTIPLE, ABC, chosen(1, 1)),
    (QuestionKind.MULTIPLE, ABC, chosen()),
    (QuestionKind.TRUE_FALSE, (), chosen(2)),
    (QuestionKind.NUMBER, (), Reply(number=math.nan)),
    (QuestionKind.NUMBER, (), Reply(number=math.inf)),
    (QuestionKind.NUMBER, (), Reply(text="3")),
    (QuestionKind.TEXT, (), Reply(text=" \u202e\u200b ")),
    (QuestionKind.HANDS, ABC, Reply(counts=(1, 2))),
    (QuestionKind.HANDS, ABC, Reply(counts=(1, 2, -1))),
    (QuestionKind.HANDS, ABC, Reply(counts=(1, 2, 201))),
]


@pytest.mark.parametrize(("kind", "options", "reply"), BAD)
def test_what_is_no_answer_is_refused_and_changes_nothing(
    kind: QuestionKind, options: tuple[str, ...], reply: Reply
) -> None:
    lesson = live(QINGSHAN)
    asked(lesson, kind, options)
    before = lesson.record

    with pytest.raises(Refused, match="bad_answer"):
        answers(lesson, QINGSHAN, reply)

    assert lesson.record is before


@pytest.mark.parametrize(
    ("kind", "options", "right"),
    [
        (QuestionKind.SINGLE, ("只有一个",), None),
        (QuestionKind.SINGLE, ("一样", "一样"), None),
        (QuestionKind.SINGLE, ("有", " \u200b"), None),
        (QuestionKind.SINGLE, tuple("一二三四五六七八九"), None),
        (QuestionKind.MULTIPLE, (), None),
        (QuestionKind.TRUE_FALSE, ABC, None),
        (QuestionKind.NUMBER, ABC, None),
        (QuestionKind.HANDS, (), None),
        (QuestionKind.SINGLE, ABC, chosen(3)),
        (QuestionKind.NUMBER, (), Reply(number=math.nan)),
    ],
)
def test_what_cannot_be_asked_is_refused_and_the_question_before_stays(
    kind: QuestionKind, options: tuple[str, ...], right: Reply | None
) -> None:
    lesson = live(QINGSHAN)
    before = asked(lesson)

    with pytest.raises(Refused, match="bad_question"):
        asked(lesson, kind, options, right)

    assert question(lesson) is before
