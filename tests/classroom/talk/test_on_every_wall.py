"""The lecturer's notice and countdown."""

import pytest

from classroom.commands import (
    Command,
    PauseLesson,
    PinNotice,
    Recover,
    StartCountdown,
    StopCountdown,
    Tick,
    UnpinNotice,
)
from classroom.events import CountdownSet, NoticePinned, Withheld
from classroom.failures import Refused
from classroom.talk.values import Countdown
from classroom.talk.walls import OVER_SECONDS
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live

FIVE = 300


def test_one_notice_takes_the_place_of_the_other_until_it_is_taken_down() -> None:
    lesson = live(QINGSHAN)
    told = [
        *lesson.handle(PinNotice(by=LECTURER, text="带好课本"), NINE),
        *lesson.handle(PinNotice(by=LECTURER, text="带好课本"), NINE),
        *lesson.handle(PinNotice(by=LECTURER, text="看第三页"), NINE),
    ]
    assert lesson.record.talk.notice == "看第三页"

    told += lesson.handle(UnpinNotice(by=LECTURER), NINE)

    assert lesson.record.talk.notice == ""
    assert told == [NoticePinned(at=NINE, text=text) for text in ("带好课本", "看第三页", "")]


def test_a_notice_that_the_school_objects_to_is_kept_and_not_put_up() -> None:
    lesson = live(QINGSHAN)

    told = lesson.handle(PinNotice(by=LECTURER, text="坏词", objection="words_not_allowed"), NINE)

    assert lesson.record.talk.notice == ""
    assert told == [Withheld(at=NINE, by=LECTURER, text="坏词", reason="words_not_allowed")]


def test_a_countdown_goes_on_through_a_pause_and_a_restart() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(StartCountdown(by=LECTURER, seconds=FIVE), NINE)
    lesson.handle(PauseLesson(by=LECTURER), NINE + 10)
    lesson.handle(Recover(), NINE + 20)

    assert lesson.record.talk.countdown == Countdown(seconds=FIVE, ends_at=NINE + FIVE)


def test_a_countdown_is_started_anew_and_taken_down() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(StartCountdown(by=LECTURER, seconds=FIVE), NINE)
    lesson.handle(StartCountdown(by=LECTURER, seconds=60), NINE + 100)
    assert lesson.record.talk.countdown == Countdown(seconds=60, ends_at=NINE + 160)

    told = lesson.handle(StopCountdown(by=LECTURER), NINE + 110)

    assert lesson.record.talk.countdown is None
    assert told == [CountdownSet(at=NINE + 110, seconds=None)]
    assert lesson.handle(StopCountdown(by=LECTURER), NINE + 111) == []


def test_a_countdown_that_is_over_stays_for_a_moment_and_goes_by_itself() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(StartCountdown(by=LECTURER, seconds=FIVE), NINE)
    gone = NINE + FIVE + OVER_SECONDS

    assert lesson.next_due() == gone
    lesson.handle(Tick(), gone - 1)
    assert lesson.record.talk.countdown is not None
    lesson.handle(Tick(), gone)

    assert lesson.record.talk.countdown is None
    assert lesson.next_due() != gone


@pytest.mark.parametrize(
    "command",
    [
        PinNotice(by=QINGSHAN, text="我来说"),
        UnpinNotice(by=QINGSHAN),
        StartCountdown(by=QINGSHAN, seconds=5),
        StopCountdown(by=QINGSHAN),
    ],
)
def test_a_classroom_puts_nothing_on_the_walls(command: Command) -> None:
    lesson = live(QINGSHAN)

    with pytest.raises(Refused, match="not_allowed"):
        lesson.handle(command, NINE)
