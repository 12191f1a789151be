import msgspec
import pytest

from classroom.attendance import is_bound
from classroom.commands import CancelLesson, FollowPlan, PauseLesson
from classroom.events import PhaseChanged, StreamClosed
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.seats import Seat
from classroom.states import Part, Phase, Presence
from tests.classroom.school import (
    BAISHUI,
    LECTURER,
    MINUTE,
    NINE,
    QINGSHAN,
    live,
    phase,
    scheduled,
    send,
    walk_in,
)

OPEN = NINE - 10 * MINUTE


def opened() -> Lesson:
    lesson = scheduled()
    walk_in(lesson, QINGSHAN, at=OPEN)
    return lesson


def later(lesson: Lesson, minutes: float, **fields: object) -> LessonRecord:
    """The plan: so many minutes later."""
    record = lesson.record
    return msgspec.structs.replace(
        scheduled().record,
        starts_at=record.starts_at + minutes * MINUTE,
        ends_at=record.ends_at + minutes * MINUTE,
        **fields,
    )


def test_a_lesson_that_is_moved_far_away_waits_for_its_new_time() -> None:
    lesson = opened()

    events = lesson.handle(FollowPlan(plan=later(lesson, 300)), OPEN)

    assert events == [PhaseChanged(at=OPEN, phase=Phase.SCHEDULED, reason="moved")]
    assert lesson.record.starts_at == NINE + 300 * MINUTE


def test_whoever_is_there_stays_there() -> None:
    lesson = opened()

    lesson.handle(FollowPlan(plan=later(lesson, 5)), OPEN)

    seat = lesson.record.seat(QINGSHAN)
    assert seat is not None
    assert (phase(lesson), seat.presence) == (Phase.OPEN, Presence.PRESENT)


def test_a_classroom_that_is_not_in_the_plan_loses_its_seat_and_all_it_sends() -> None:
    lesson = opened()
    send(lesson, QINGSHAN, Source.CAMERA, at=OPEN)
    seats = tuple(seat for seat in lesson.record.seats if seat.id != QINGSHAN)

    events = lesson.handle(FollowPlan(plan=later(lesson, 0, seats=seats)), OPEN)

    assert events == [
        StreamClosed(at=OPEN, classroom=QINGSHAN, producer=f"{QINGSHAN}/{Source.CAMERA}")
    ]
    assert lesson.record.seat(QINGSHAN) is None


def test_another_class_in_the_plan_is_the_one_on_the_roll() -> None:
    lesson = opened()
    seats = tuple(
        msgspec.structs.replace(seat, school_class="grade 4") for seat in lesson.record.seats
    )

    lesson.handle(FollowPlan(plan=later(lesson, 0, seats=seats)), OPEN)

    assert {seat.school_class for seat in lesson.record.seats} == {"grade 4"}


def test_a_classroom_that_is_new_in_the_plan_is_expected() -> None:
    lesson = opened()
    joining = Seat(id="new", name="新学校", part=Part.RECEIVING)

    lesson.handle(FollowPlan(plan=later(lesson, 0, seats=(*lesson.record.seats, joining))), OPEN)

    assert lesson.record.seat("new") == joining


def test_a_lesson_that_is_called_off_is_over() -> None:
    lesson = opened()

    events = lesson.handle(CancelLesson(reason="cancelled"), OPEN)

    assert events == [PhaseChanged(at=OPEN, phase=Phase.ENDED, reason="cancelled")]


def test_what_is_being_taught_is_neither_moved_nor_called_off() -> None:
    lesson = live(QINGSHAN)

    for command in (FollowPlan(plan=later(lesson, 60)), CancelLesson(reason="cancelled")):
        with pytest.raises(Refused, match="wrong_phase"):
            lesson.handle(command, NINE)


def test_a_classroom_is_bound_while_it_is_taught_and_until_the_bell() -> None:
    lesson, bell = live(QINGSHAN), NINE + 40 * MINUTE

    assert is_bound(lesson.record, QINGSHAN, bell - 1)
    assert not is_bound(lesson.record, QINGSHAN, bell)
    assert not is_bound(lesson.record, BAISHUI, NINE)
    assert not is_bound(opened().record, QINGSHAN, NINE)

    lesson.handle(PauseLesson(by=LECTURER), NINE)
    assert is_bound(lesson.record, QINGSHAN, NINE)
