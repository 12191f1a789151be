"""A page knows when those who attend should rest their eyes."""

import msgspec

from classroom.commands import PauseLesson, Tick
from classroom.lesson import Lesson
from classroom.record import LessonRules
from signaling.messages import LessonChanged, MediaState
from signaling.projection import Beyond, changes, project
from tests.classroom.school import LECTURER, MINUTE, NINE, QINGSHAN, live

NOTHING = Beyond(media=MediaState(epoch=None, rtp_capabilities=None))


def test_it_is_told_when_a_break_is_due() -> None:
    rules = LessonRules(stretch_seconds=20 * MINUTE)
    lesson = Lesson(msgspec.structs.replace(live(QINGSHAN).record, rules=rules))
    lesson.handle(Tick(), NINE)

    for classroom in (LECTURER, QINGSHAN):
        told = project(lesson.record, classroom, NOTHING).shared.lesson

        assert told.break_at == NINE + 20 * MINUTE


def test_time_alone_changes_nothing_for_a_page() -> None:
    rules = LessonRules(stretch_seconds=20 * MINUTE)
    lesson = Lesson(msgspec.structs.replace(live(QINGSHAN).record, rules=rules))
    lesson.handle(Tick(), NINE)
    before = project(lesson.record, QINGSHAN, NOTHING)

    lesson.handle(Tick(), NINE + 20 * MINUTE)

    assert changes(before, project(lesson.record, QINGSHAN, NOTHING)) == []


def test_a_pause_leaves_it_where_it_was() -> None:
    rules = LessonRules(stretch_seconds=20 * MINUTE)
    lesson = Lesson(msgspec.structs.replace(live(QINGSHAN).record, rules=rules))
    lesson.handle(Tick(), NINE)
    before = project(lesson.record, QINGSHAN, NOTHING)

    lesson.handle(PauseLesson(by=LECTURER), NINE + MINUTE)
    (told,) = changes(before, project(lesson.record, QINGSHAN, NOTHING))

    assert isinstance(told, LessonChanged)
    assert told.lesson.break_at == before.shared.lesson.break_at
