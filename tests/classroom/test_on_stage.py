import pytest

from classroom.commands import CallOn, Disconnect, Enlarge, Leave, TakeDown, Tick
from classroom.failures import Refused
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    LIUHE,
    NINE,
    QINGSHAN,
    live,
    session,
    stage,
)


def test_classrooms_are_on_stage_in_the_order_they_were_called() -> None:
    lesson = live(QINGSHAN, BAISHUI)

    for classroom in (BAISHUI, QINGSHAN, BAISHUI):
        lesson.handle(CallOn(by=LECTURER, classroom=classroom), NINE)
    assert stage(lesson) == (BAISHUI, QINGSHAN)
    lesson.handle(TakeDown(by=LECTURER, classroom=BAISHUI), NINE)
    assert stage(lesson) == (QINGSHAN,)


@pytest.mark.parametrize(
    ("classroom", "code"),
    [
        (LIUHE, "stage_full"),
        (LECTURER, "not_receiving"),
        ("nobody", "unknown_classroom"),
    ],
)
def test_who_cannot_be_called_is_refused_with_the_reason(classroom: str, code: str) -> None:
    lesson = live(QINGSHAN, BAISHUI, HONGYA, LIUHE)
    for called in (QINGSHAN, BAISHUI, HONGYA):
        lesson.handle(CallOn(by=LECTURER, classroom=called), NINE)

    with pytest.raises(Refused) as refused:
        lesson.handle(CallOn(by=LECTURER, classroom=classroom), NINE)

    assert refused.value.code == code
    assert stage(lesson) == (QINGSHAN, BAISHUI, HONGYA)


def test_an_absent_classroom_is_neither_called_nor_enlarged() -> None:
    lesson = live(QINGSHAN)

    for command in (
        CallOn(by=LECTURER, classroom=BAISHUI),
        Enlarge(by=LECTURER, classroom=BAISHUI),
    ):
        with pytest.raises(Refused, match="not_present"):
            lesson.handle(command, NINE)


def test_a_classroom_that_leaves_goes_off_stage() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)
    lesson.handle(Enlarge(by=LECTURER, classroom=QINGSHAN), NINE)

    lesson.handle(Leave(by=QINGSHAN), NINE)

    assert stage(lesson) == ()
    assert lesson.record.large is None


def test_a_classroom_lost_for_a_moment_stays_on_stage() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)

    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE)
    lesson.handle(Tick(), NINE + 29)
    assert stage(lesson) == (QINGSHAN,)
    lesson.handle(Tick(), NINE + 30)
    assert stage(lesson) == ()
