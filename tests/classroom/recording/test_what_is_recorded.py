"""Which tracks of a lesson are recorded, by the school's choice and the guardians' word."""

import msgspec
import pytest

from classroom.commands import CallOn, EndLesson, Enter, PauseLesson, TakeDown
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.recording.consent import agreed
from classroom.recording.policy import MIDDLE, TOP, wanted, withheld
from classroom.recording.values import Recorded
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live, scheduled, send, walk_in

USUAL = (Recorded.LECTURER, Recorded.SCREEN, Recorded.STAGE)
ALL = frozenset((QINGSHAN, BAISHUI))
EVERY = (Source.CAMERA, Source.MICROPHONE, Source.SCREEN, Source.DOCUMENT)


def taught(*recorded: Recorded) -> Lesson:
    """Qingshan is on stage, Baishui is not; all send all they have."""
    lesson = live(QINGSHAN, BAISHUI)
    rules = msgspec.structs.replace(lesson.record.rules, recorded=recorded)
    lesson.record = msgspec.structs.replace(lesson.record, rules=rules)
    send(lesson, LECTURER, *EVERY)
    for classroom in (QINGSHAN, BAISHUI):
        send(lesson, classroom, Source.CAMERA, Source.MICROPHONE, Source.DOCUMENT)
    lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)
    return lesson


def tracks(lesson: Lesson, may: frozenset[str] = ALL) -> set[str]:
    return set(wanted(lesson.record, may))


LECTURERS = {"d/camera", "d/microphone"}
SHOWN = {"d/screen", "d/document"}
ON_STAGE = {"r1/camera", "r1/microphone"}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ((), set()),
        ((Recorded.LECTURER,), LECTURERS),
        ((Recorded.SCREEN,), SHOWN | {"r1/document"}),
        ((Recorded.STAGE,), ON_STAGE),
        (USUAL, LECTURERS | SHOWN | ON_STAGE | {"r1/document"}),
        ((Recorded.CLASSROOMS,), ON_STAGE | {"r2/camera", "r2/microphone"}),
    ],
)
def test_the_school_chooses(recorded: tuple[Recorded, ...], expected: set[str]) -> None:
    assert tracks(taught(*recorded)) == expected


def test_who_is_taken_down_is_recorded_no_more() -> None:
    lesson = taught(*USUAL)
    lesson.handle(TakeDown(by=LECTURER, classroom=QINGSHAN), NINE)

    assert tracks(lesson) == LECTURERS | SHOWN


def test_a_class_in_which_one_guardian_has_not_agreed_is_not_recorded_on_stage_either() -> None:
    lesson = taught(*USUAL, Recorded.CLASSROOMS)

    assert tracks(lesson, frozenset((BAISHUI,))) == LECTURERS | SHOWN | {
        "r2/camera",
        "r2/microphone",
        "r2/document",
    }
    assert withheld(lesson.record, frozenset((BAISHUI,))) == (QINGSHAN,)


def test_nobody_is_withheld_where_no_classroom_is_recorded_anyway() -> None:
    assert withheld(taught(Recorded.LECTURER, Recorded.SCREEN).record, frozenset()) == ()


def test_who_is_on_stage_is_recorded_as_large_as_can_be() -> None:
    lesson = taught(Recorded.CLASSROOMS)

    layers = {producer: each.layer for producer, each in wanted(lesson.record, ALL).items()}

    assert layers["r1/camera"] == TOP
    assert layers["r2/camera"] == MIDDLE


def test_the_lecturers_tracks_are_the_last_to_stop() -> None:
    leading = {p for p, each in wanted(taught(*USUAL).record, ALL).items() if each.leading}

    assert leading == LECTURERS | SHOWN


def test_a_lesson_is_recorded_from_its_beginning_through_pauses_to_its_end() -> None:
    lesson = scheduled()
    rules = msgspec.structs.replace(lesson.record.rules, recorded=USUAL)
    lesson.record = msgspec.structs.replace(lesson.record, rules=rules)
    walk_in(lesson, LECTURER, at=NINE - 300)
    send(lesson, LECTURER, Source.CAMERA, Source.MICROPHONE, at=NINE - 300)
    assert tracks(lesson) == set()  # the device check is nobody's business

    taught_lesson = taught(*USUAL)
    taught_lesson.handle(PauseLesson(by=LECTURER), NINE + 60)
    assert tracks(taught_lesson) >= LECTURERS

    taught_lesson.handle(EndLesson(by=LECTURER), NINE + 120)
    assert tracks(taught_lesson) == set()


def test_the_registers_classrooms_are_recorded_when_their_whole_class_has_agreed() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    seats = {seat.id: seat for seat in lesson.record.seats}

    def seated(**fields: object) -> Lesson:
        changed = msgspec.structs.replace(seats[QINGSHAN], **fields)
        record = msgspec.structs.replace(
            lesson.record,
            seats=tuple(changed if s.id == QINGSHAN else s for s in lesson.record.seats),
        )
        return Lesson(record)

    by_links = agreed(lesson.record, ())
    assert {QINGSHAN, BAISHUI} <= by_links
    known = seated(registered=True, school_class="c1").record
    assert QINGSHAN not in agreed(known, ())
    assert QINGSHAN in agreed(known, ("c1",))
    assert QINGSHAN not in agreed(seated(registered=True).record, ("c1",))  # whose class is it?


def test_a_classroom_that_is_not_there_is_not_called_withheld() -> None:
    lesson = taught(*USUAL)

    assert withheld(lesson.record, frozenset()) == (QINGSHAN, BAISHUI)

    lesson.handle(Enter(by=BAISHUI), NINE)
    assert "r3" not in withheld(lesson.record, frozenset())
