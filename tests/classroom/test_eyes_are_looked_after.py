"""A lesson says when those who attend have been before the screen for long enough; it goes on."""

import msgspec

from classroom.commands import Disconnect, EndLesson, PauseLesson, Recover, ResumeLesson, Tick
from classroom.events import BreakDue
from classroom.lesson import Lesson
from classroom.record import LessonRules
from classroom.screen_time import break_at
from classroom.states import Phase
from tests.classroom.school import (
    LECTURER,
    MINUTE,
    NINE,
    QINGSHAN,
    live,
    phase,
    session,
    walk_in,
)

TWENTY = LessonRules(stretch_seconds=20 * MINUTE, break_seconds=10 * MINUTE, hold_seconds=3600)


def taught(rules: LessonRules = TWENTY) -> Lesson:
    """A lesson that began at nine."""
    before = live(QINGSHAN)
    lesson = Lesson(msgspec.structs.replace(before.record, rules=rules))
    lesson.handle(Tick(), NINE)
    return lesson


def told(lesson: Lesson, minute: float) -> bool:
    return any(isinstance(e, BreakDue) for e in lesson.handle(Tick(), NINE + minute * MINUTE))


def gone(lesson: Lesson, minute: float) -> None:
    at = NINE + minute * MINUTE
    lesson.handle(Disconnect(by=LECTURER, session=session(LECTURER)), at)


def back(lesson: Lesson, minute: float) -> None:
    walk_in(lesson, LECTURER, at=NINE + minute * MINUTE, load=int(minute))


def test_it_is_told_once_when_it_is_time_and_the_lesson_goes_on() -> None:
    lesson = taught()

    assert lesson.next_due() == NINE + 20 * MINUTE
    assert [told(lesson, minute) for minute in (19.9, 20, 21)] == [False, True, False]
    assert phase(lesson) is Phase.LIVE
    assert break_at(lesson.record) == NINE + 20 * MINUTE


def test_a_pause_is_no_break_for_the_picture_stays_on() -> None:
    lesson = taught()

    lesson.handle(PauseLesson(by=LECTURER), NINE + 2 * MINUTE)
    lesson.handle(ResumeLesson(by=LECTURER), NINE + 18 * MINUTE)

    assert told(lesson, 20)


def test_a_gap_of_ten_minutes_is_a_break_and_a_shorter_one_is_none() -> None:
    short, whole = taught(), taught()
    for lesson, minute in ((short, 14), (whole, 15)):
        gone(lesson, 5)
        assert break_at(lesson.record) is None
        back(lesson, minute)

    assert break_at(short.record) == NINE + 20 * MINUTE
    assert break_at(whole.record) == NINE + 35 * MINUTE


def test_a_restart_of_the_server_forgets_nothing() -> None:
    lesson = taught()

    lesson.handle(Recover(), NINE + 10 * MINUTE)
    back(lesson, 11)

    assert break_at(lesson.record) == NINE + 20 * MINUTE


def test_where_nothing_is_to_be_said_nothing_is() -> None:
    lesson = taught(LessonRules())

    assert not told(lesson, 39)
    assert break_at(lesson.record) is None


def test_after_the_lesson_no_break_is_due() -> None:
    lesson = taught()

    lesson.handle(EndLesson(by=LECTURER), NINE + 30 * MINUTE)

    assert break_at(lesson.record) is None
