import pytest

from classroom.commands import (
    CallNext,
    CallOn,
    DismissHand,
    EndLesson,
    Leave,
    LowerHand,
    PauseLesson,
    RaiseHand,
    ResumeLesson,
    SetRight,
    Tick,
)
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.states import Purpose, Right
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    LIUHE,
    NINE,
    QINGSHAN,
    live,
    scheduled,
    stage,
)

QUESTION, SHOW = Purpose.QUESTION, Purpose.SHOW


def raised(lesson: Lesson, *classrooms: str, at: float = NINE) -> Lesson:
    for classroom in classrooms:
        lesson.handle(RaiseHand(by=classroom, purpose=QUESTION), at)
    return lesson


def queue(lesson: Lesson) -> list[str]:
    return [hand.classroom for hand in lesson.record.hands]


def test_who_raises_first_is_first_and_raising_again_wins_nothing() -> None:
    lesson = raised(live(QINGSHAN, BAISHUI), BAISHUI, QINGSHAN, BAISHUI)
    before = lesson.record

    lesson.handle(RaiseHand(by=BAISHUI, purpose=QUESTION), NINE + 1)
    assert lesson.record is before
    lesson.handle(RaiseHand(by=BAISHUI, purpose=SHOW), NINE + 1)

    assert queue(lesson) == [BAISHUI, QINGSHAN]
    assert lesson.record.hands[0].purpose is SHOW


def test_a_hand_goes_down_when_its_classroom_is_called() -> None:
    lesson = raised(live(QINGSHAN, BAISHUI), QINGSHAN, BAISHUI)

    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    assert queue(lesson) == [QINGSHAN]


@pytest.mark.parametrize(
    "command",
    [
        LowerHand(by=QINGSHAN),
        DismissHand(by=LECTURER, classroom=QINGSHAN),
        Leave(by=QINGSHAN),
        SetRight(by=LECTURER, right=Right.RAISE_HAND, on=False, classroom=QINGSHAN),
        EndLesson(by=LECTURER),
    ],
)
def test_a_hand_goes_down_with_its_reason(
    command: LowerHand | DismissHand | Leave | SetRight | EndLesson,
) -> None:
    lesson = raised(live(QINGSHAN, BAISHUI), QINGSHAN)

    lesson.handle(command, NINE)

    assert queue(lesson) == []


def test_a_hand_nobody_looks_at_goes_down_after_a_while() -> None:
    lesson = raised(live(QINGSHAN), QINGSHAN)

    lesson.handle(Tick(), NINE + 599)
    assert queue(lesson) == [QINGSHAN]
    assert lesson.next_due() == NINE + 600
    lesson.handle(Tick(), NINE + 600)

    assert queue(lesson) == []


def test_the_queue_is_still_there_after_a_pause_but_nobody_joins_it_meanwhile() -> None:
    lesson = raised(live(QINGSHAN, BAISHUI), QINGSHAN)
    lesson.handle(PauseLesson(by=LECTURER), NINE)

    with pytest.raises(Refused):
        raised(lesson, BAISHUI)
    lesson.handle(ResumeLesson(by=LECTURER), NINE)

    assert queue(lesson) == [QINGSHAN]


def test_who_has_no_right_or_is_not_there_raises_no_hand() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(SetRight(by=LECTURER, right=Right.RAISE_HAND, on=False, classroom=QINGSHAN), NINE)

    for classroom, code in ((QINGSHAN, "right_off"), (BAISHUI, "not_entered")):
        with pytest.raises(Refused) as refused:
            raised(lesson, classroom)
        assert refused.value.code == code
    with pytest.raises(Refused, match="not_receiving"):
        raised(lesson, LECTURER)


def test_no_hand_is_raised_before_the_lesson_has_begun() -> None:
    lesson = scheduled()

    with pytest.raises(Refused, match="not_open"):
        raised(lesson, QINGSHAN)


def test_turns_go_to_hands_first_and_then_round_all_rooms() -> None:
    lesson = raised(live(QINGSHAN, BAISHUI, HONGYA), HONGYA)
    order: list[str] = []
    for _ in range(5):
        lesson.handle(CallNext(by=LECTURER), NINE)
        order += stage(lesson)

    assert order == [HONGYA, QINGSHAN, BAISHUI, HONGYA, QINGSHAN]


def test_turns_pass_over_whoever_is_not_there() -> None:
    lesson = live(QINGSHAN, BAISHUI, LIUHE)
    lesson.handle(CallNext(by=LECTURER), NINE)
    lesson.handle(Leave(by=BAISHUI), NINE)

    lesson.handle(CallNext(by=LECTURER), NINE)

    assert stage(lesson) == (LIUHE,)
    lesson.handle(Leave(by=QINGSHAN), NINE)
    with pytest.raises(Refused, match="nobody_else"):
        lesson.handle(CallNext(by=LECTURER), NINE)
