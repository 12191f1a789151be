"""A lesson that was shut down is over for everybody, until a manager has it go on."""

import msgspec
import pytest

from classroom.commands import (
    Arrive,
    EndLesson,
    Enter,
    ForbidAll,
    Remove,
    RestartLesson,
    SetRight,
    ShutDown,
    StartLesson,
)
from classroom.events import LessonRestarted, PhaseChanged
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.permissions import TABLE, Action, Reach, Role
from classroom.rights import rights_of
from classroom.states import Phase, Presence, Right
from classroom.transitions import LEADING
from signaling.requests import COMMANDS
from tests.classroom.school import BAISHUI, LECTURER, MINUTE, NINE, QINGSHAN, live, session

LATER = NINE + 10 * MINUTE
AGAIN = RestartLesson(reason="已查明，是误操作")


def shut_down() -> Lesson:
    lesson = live(QINGSHAN, BAISHUI)
    lesson.handle(ShutDown(by=LECTURER), LATER)
    return lesson


def test_it_goes_on_empty_and_waits_for_its_lecturer() -> None:
    lesson = shut_down()

    events = lesson.handle(AGAIN, LATER + MINUTE)

    assert lesson.record.phase is Phase.OPEN
    assert not lesson.record.shut_down
    assert {seat.presence for seat in lesson.record.seats[:3]} == {Presence.LEFT}
    assert not any(seat.session or seat.entered for seat in lesson.record.seats)
    assert events[0] == LessonRestarted(at=LATER + MINUTE, reason="已查明，是误操作")
    assert events[-1] == PhaseChanged(at=LATER + MINUTE, phase=Phase.OPEN, reason="restarted")


def test_it_is_taught_to_its_end_like_any_other() -> None:
    lesson = shut_down()
    lesson.handle(AGAIN, LATER)
    for room in (LECTURER, QINGSHAN):
        lesson.handle(Arrive(by=room, session=session(room, load=2)), LATER)
        lesson.handle(Enter(by=room), LATER)

    lesson.handle(StartLesson(by=LECTURER), LATER)
    lesson.handle(EndLesson(by=LECTURER), LATER + MINUTE)

    assert lesson.record.phase is Phase.ENDED
    with pytest.raises(Refused, match="not_shut_down"):
        lesson.handle(AGAIN, LATER + 2 * MINUTE)


def test_the_switches_are_as_the_lesson_was_made_with() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    before = rights_of(lesson.record, lesson.record.seats[1])
    lesson.handle(SetRight(by=LECTURER, right=Right.SCREEN, on=True, classroom=QINGSHAN), NINE)
    lesson.handle(SetRight(by=LECTURER, right=Right.VIDEO, on=False, classroom=None), NINE)
    lesson.handle(ShutDown(by=LECTURER), LATER)

    lesson.handle(AGAIN, LATER)

    assert rights_of(lesson.record, lesson.record.seats[1]) == before
    assert rights_of(lesson.record, lesson.record.seats[2]) == before


def test_what_was_forbidden_and_who_was_put_out_stays_so() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    lesson.handle(ForbidAll(by=LECTURER), NINE)
    lesson.handle(Remove(by=LECTURER, classroom=BAISHUI), NINE)
    lesson.handle(ShutDown(by=LECTURER), LATER)

    lesson.handle(AGAIN, LATER)

    assert rights_of(lesson.record, lesson.record.seats[1]) == ()
    with pytest.raises(Refused, match="removed"):
        lesson.handle(Arrive(by=BAISHUI, session=session(BAISHUI, load=2)), LATER)


def test_a_lesson_that_merely_ended_or_whose_time_is_over_does_not_go_on() -> None:
    ended, late = live(QINGSHAN), shut_down()
    ended.handle(EndLesson(by=LECTURER), LATER)
    over = late.record.ends_at + late.record.rules.overrun_seconds

    with pytest.raises(Refused, match="not_shut_down"):
        ended.handle(AGAIN, LATER)
    with pytest.raises(Refused, match="already_over"):
        late.handle(AGAIN, over)


def test_nobody_in_a_lesson_can_ask_for_it() -> None:
    by_pages = {made for made in COMMANDS.values() if made is not None}

    assert RestartLesson not in by_pages
    assert RestartLesson not in LEADING
    assert "by" not in {field.name for field in msgspec.structs.fields(RestartLesson)}
    for action in (Action.RESTART_LESSON, Action.RELEASE_INCIDENT):
        assert TABLE[action] == dict.fromkeys((Role.SYSTEM_ADMIN, Role.SCHOOL_ADMIN), Reach.SCOPE)
