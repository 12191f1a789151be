"""What a classroom wants to be sent at most stays with the lesson; what it was sent is noted."""

import msgspec
import pytest

from classroom.commands import (
    Arrive,
    Disconnect,
    EndLesson,
    Leave,
    NoteLevel,
    PinLevel,
    Recover,
    ReleaseLevel,
)
from classroom.events import LevelNoted, LevelPinned
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Level, LevelReason
from classroom.record import LessonRecord
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live, session, walk_in


def pinned(lesson: Lesson) -> dict[str, Level]:
    return {s.id: s.pinned for s in lesson.record.seats if s.pinned is not None}


def test_a_pin_outlives_page_server_and_absence() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    lesson.handle(PinLevel(by=QINGSHAN, level=Level.SLIDES), NINE)

    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE + 1)
    stored = msgspec.json.decode(msgspec.json.encode(lesson.record), type=LessonRecord)
    again = Lesson(stored)
    again.handle(Recover(), NINE + 2)
    again.handle(Leave(by=QINGSHAN), NINE + 3)
    walk_in(again, QINGSHAN, at=NINE + 60, load=2)

    assert pinned(again) == {QINGSHAN: Level.SLIDES}


def test_each_pins_its_own_and_the_lecturer_may_let_go_a_classrooms() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    lesson.handle(PinLevel(by=QINGSHAN, level=Level.SOUND), NINE)
    lesson.handle(PinLevel(by=LECTURER, level=Level.LOW), NINE)

    events = lesson.handle(ReleaseLevel(by=LECTURER, classroom=QINGSHAN), NINE + 1)

    assert pinned(lesson) == {LECTURER: Level.LOW}
    assert events == [LevelPinned(at=NINE + 1, classroom=QINGSHAN, level=None, released=True)]
    with pytest.raises(Refused, match="not_receiving"):
        lesson.handle(ReleaseLevel(by=LECTURER, classroom=LECTURER), NINE)
    with pytest.raises(Refused, match="not_allowed"):
        lesson.handle(ReleaseLevel(by=BAISHUI, classroom=QINGSHAN), NINE)


def test_to_pin_what_is_pinned_changes_nothing() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(PinLevel(by=QINGSHAN, level=Level.LOW), NINE)
    before = lesson.record

    assert lesson.handle(PinLevel(by=QINGSHAN, level=Level.LOW), NINE + 1) == []
    assert lesson.record is before


def test_a_stretch_is_noted_once() -> None:
    lesson = live(QINGSHAN)
    slow = NoteLevel(classroom=QINGSHAN, level=Level.SLIDES, reason=LevelReason.LINE)

    first = lesson.handle(slow, NINE)
    same = lesson.handle(slow, NINE + 5)
    better = lesson.handle(
        NoteLevel(classroom=QINGSHAN, level=Level.HIGH, reason=LevelReason.FULL), NINE + 60
    )
    nobody = lesson.handle(
        NoteLevel(classroom="elsewhere", level=Level.HIGH, reason=LevelReason.FULL), NINE + 60
    )

    assert [type(e) for e in first + better] == [LevelNoted, LevelNoted]
    assert same == nobody == []


def test_a_lesson_that_is_over_takes_no_pin() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(EndLesson(by=LECTURER), NINE)

    with pytest.raises(Refused, match="lesson_over"):
        lesson.handle(PinLevel(by=QINGSHAN, level=None), NINE)
    with pytest.raises(Refused):
        lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE)
