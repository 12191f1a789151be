import pytest

from classroom.commands import (
    Arrive,
    CallRoll,
    Command,
    ConfirmRoll,
    CountHeads,
    Disconnect,
    EndLesson,
    Enter,
    Leave,
    MarkPupil,
    PauseLesson,
    StartLesson,
)
from classroom.events import Event, PupilMarked, RollCorrected
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.roll.findings import findings
from classroom.roll.history import rolls
from classroom.roll.presence import Interval, came_late, ended_at, intervals, left_early
from classroom.roll.sheet import Roll, Sheet
from classroom.states import Finding, Mark
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    MINUTE,
    NINE,
    QINGSHAN,
    live,
    scheduled,
    send,
    session,
    walk_in,
)

CLASS = tuple(f"pupil-{number}" for number in range(1, 46))
FIRST, SECOND, THIRD = CLASS[:3]


def roll(lesson: Lesson) -> Roll:
    assert lesson.record.roll is not None
    return lesson.record.roll


def sheet(lesson: Lesson, classroom: str = QINGSHAN) -> Sheet:
    found = roll(lesson).sheet(classroom)
    assert found is not None
    return found


def called(*classrooms: str, **expected: tuple[str, ...]) -> Lesson:
    lesson = live(*(classrooms or (QINGSHAN, BAISHUI)))
    lesson.handle(CallRoll(by=LECTURER, expected=expected or {QINGSHAN: CLASS}), NINE)
    return lesson


def marked(pupil: str, mark: Mark | None, reason: str = "", by: str | None = QINGSHAN) -> MarkPupil:
    return MarkPupil(by=by, classroom=QINGSHAN, pupil=pupil, mark=mark, reason=reason)


def code(lesson: Lesson, command: Command) -> str:
    before = lesson.record
    with pytest.raises(Refused) as refused:
        lesson.handle(command, NINE)
    assert lesson.record is before
    return refused.value.code


def test_everyone_is_present_who_is_not_marked() -> None:
    lesson = called()

    for pupil, mark in ((FIRST, Mark.ABSENT), (SECOND, Mark.ON_LEAVE), (THIRD, Mark.LATE)):
        lesson.handle(marked(pupil, mark), NINE)
    lesson.handle(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN), NINE + 50)

    confirmed = sheet(lesson)
    assert (confirmed.present, confirmed.missing) == (43, 2)
    assert (confirmed.confirmed_at, confirmed.version) == (NINE + 50, 1)


def test_all_expected_classrooms_are_on_it_whether_they_came_or_not() -> None:
    lesson = called(QINGSHAN)

    assert [each.classroom for each in roll(lesson).sheets] == [QINGSHAN, BAISHUI, HONGYA, "r4"]
    assert sheet(lesson, BAISHUI).expected is None
    assert sheet(lesson, BAISHUI).present is None


def test_where_the_class_is_not_known_heads_are_counted_before_it_is_confirmed() -> None:
    lesson = called()

    assert code(lesson, ConfirmRoll(by=BAISHUI, classroom=BAISHUI)) == "count_first"
    lesson.handle(CountHeads(by=BAISHUI, classroom=BAISHUI, heads=31), NINE)
    lesson.handle(ConfirmRoll(by=BAISHUI, classroom=BAISHUI), NINE)

    assert sheet(lesson, BAISHUI).present == 31


def test_a_classroom_speaks_for_itself_and_the_lecturer_for_any() -> None:
    lesson = called()

    assert code(lesson, marked(FIRST, Mark.ABSENT, by=BAISHUI)) == "not_allowed"
    assert code(lesson, ConfirmRoll(by=BAISHUI, classroom=QINGSHAN)) == "not_allowed"
    assert code(lesson, CountHeads(by=BAISHUI, classroom=QINGSHAN, heads=1)) == "not_allowed"
    lesson.handle(marked(FIRST, Mark.ABSENT, by=LECTURER), NINE)

    assert sheet(lesson).missing == 1


def test_only_the_lecturer_calls_it_and_only_while_the_lesson_is_taught() -> None:
    assert code(live(QINGSHAN), CallRoll(by=QINGSHAN, expected={})) == "not_allowed"
    assert code(scheduled(), CallRoll(by=LECTURER, expected={})) == "not_open"

    paused = live(QINGSHAN)
    paused.handle(PauseLesson(by=LECTURER), NINE)
    paused.handle(CallRoll(by=LECTURER, expected={QINGSHAN: CLASS}), NINE)

    assert sheet(paused).present == 45


@pytest.mark.parametrize(
    "command",
    [
        marked(FIRST, Mark.ABSENT),
        CountHeads(by=QINGSHAN, classroom=QINGSHAN, heads=1),
        ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN),
    ],
)
def test_nothing_is_said_before_it_was_called(command: Command) -> None:
    assert code(live(QINGSHAN), command) == "no_roll"


def test_pupils_of_another_class_and_classrooms_without_pupils_are_not_on_it() -> None:
    lesson = called(r1=CLASS, r2=("elsewhere",))

    assert code(lesson, marked("elsewhere", Mark.ABSENT)) == "unknown_pupil"
    assert code(lesson, marked("nobody", Mark.ABSENT)) == "unknown_pupil"
    assert code(lesson, ConfirmRoll(by=LECTURER, classroom=LECTURER)) == "no_roll"
    assert code(lesson, ConfirmRoll(by=LECTURER, classroom="another lesson's")) == "no_roll"


def test_saying_the_same_again_changes_nothing() -> None:
    lesson = called()
    lesson.handle(marked(FIRST, Mark.ABSENT), NINE)
    lesson.handle(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN), NINE)
    before = lesson.record

    lesson.handle(marked(FIRST, Mark.ABSENT), NINE + 1)
    lesson.handle(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN), NINE + 1)

    assert lesson.record is before


def test_what_was_confirmed_is_changed_by_another_version_with_its_reason() -> None:
    lesson = called()
    lesson.handle(marked(FIRST, Mark.ABSENT), NINE)
    lesson.handle(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN), NINE)

    assert code(lesson, marked(FIRST, Mark.LATE)) == "reason_needed"
    events = lesson.handle(marked(FIRST, Mark.LATE, "校车晚点"), NINE + 300)
    lesson.handle(
        CountHeads(by=QINGSHAN, classroom=QINGSHAN, heads=44, reason="重新清点"), NINE + 301
    )

    assert events == [
        RollCorrected(
            at=NINE + 300, roll=1, classroom=QINGSHAN, version=2, reason="校车晚点",
            pupil=FIRST, mark=Mark.LATE,
        )
    ]  # fmt: skip
    assert (sheet(lesson).version, sheet(lesson).present, sheet(lesson).heads) == (3, 45, 44)


def test_after_the_lesson_every_change_is_a_correction() -> None:
    lesson = called()
    lesson.handle(EndLesson(by=LECTURER), NINE)

    assert code(lesson, CallRoll(by=LECTURER, expected={})) == "lesson_over"
    assert code(lesson, ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN)) == "lesson_over"
    assert code(lesson, marked(FIRST, Mark.ABSENT, by=None)) == "reason_needed"
    lesson.handle(marked(FIRST, Mark.ABSENT, "漏记", by=None), NINE + 3600)

    assert (sheet(lesson).version, sheet(lesson).confirmed_at) == (1, None)


def test_it_can_be_called_again_and_what_was_before_stays_in_the_events() -> None:
    lesson = live(QINGSHAN)
    happened: list[Event] = []
    for _ in range(2):
        happened += lesson.handle(CallRoll(by=LECTURER, expected={QINGSHAN: CLASS}), NINE)
        happened += lesson.handle(marked(CLASS[len(happened)], Mark.ABSENT), NINE)

    first, second = rolls(happened)
    assert (first.number, second.number) == (1, 2)
    assert first.sheets[0].marks == {CLASS[1]: Mark.ABSENT}
    assert second == lesson.record.roll
    for _ in range(8):
        lesson.handle(CallRoll(by=LECTURER, expected={}), NINE)
    assert code(lesson, CallRoll(by=LECTURER, expected={})) == "too_many_rolls"


def test_events_hold_ids_and_nothing_else_of_a_pupil() -> None:
    assert called().handle(marked(FIRST, Mark.ABSENT), NINE) == [
        PupilMarked(at=NINE, roll=1, classroom=QINGSHAN, pupil=FIRST, mark=Mark.ABSENT)
    ]


# ---------------------------------------------------------------- by rule


def test_a_classroom_is_late_when_it_came_after_the_start_and_some_grace() -> None:
    lesson = live(QINGSHAN)
    walk_in(lesson, BAISHUI, at=NINE + 120)
    walk_in(lesson, HONGYA, at=NINE + 121)

    late = {seat.id: came_late(lesson.record, seat.came_at) for seat in lesson.record.receiving}

    assert late == {QINGSHAN: False, BAISHUI: False, HONGYA: True, "r4": False}


def test_nobody_is_late_for_a_lecturer_who_is() -> None:
    lesson = scheduled()
    walk_in(lesson, LECTURER, at=NINE)
    walk_in(lesson, QINGSHAN, at=NINE + 400)

    lesson.handle(StartLesson(by=LECTURER), NINE + 300)

    assert not came_late(lesson.record, lesson.record.seats[1].came_at)


def test_intervals_say_when_a_classroom_came_was_lost_came_back_and_left() -> None:
    lesson = live()
    events: list[Event] = []

    def say(command: Command, at: float) -> None:
        events.extend(lesson.handle(command, at))

    say(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE)
    say(Enter(by=QINGSHAN), NINE + 10)
    say(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE + 60)
    say(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE + 70)
    say(Leave(by=QINGSHAN), NINE + 20 * MINUTE)
    say(EndLesson(by=LECTURER), NINE + 39 * MINUTE)

    there = intervals(events, QINGSHAN)
    assert there == [
        Interval(since=NINE + 10, until=NINE + 60, lost=True),
        Interval(since=NINE + 70, until=NINE + 20 * MINUTE),
    ]
    assert left_early(lesson.record, there, ended_at(events))
    assert not left_early(lesson.record, [Interval(since=NINE)], ended_at(events))


# ---------------------------------------------------------------- what does not fit together


def found(lesson: Lesson, classroom: str = QINGSHAN, *, over: bool = False) -> list[Finding]:
    return findings(sheet(lesson, classroom), over=over)


def test_a_classroom_that_never_confirmed_is_found_when_the_lesson_is_over() -> None:
    lesson = called()

    assert found(lesson) == []
    assert found(lesson, over=True) == [Finding.NOT_CONFIRMED]


def test_an_empty_classroom_that_says_it_is_full_is_found() -> None:
    lesson = called(BAISHUI)
    for classroom in (QINGSHAN, BAISHUI):
        lesson.handle(CountHeads(by=classroom, classroom=classroom, heads=45), NINE)
        lesson.handle(ConfirmRoll(by=classroom, classroom=classroom), NINE)

    assert found(lesson) == [Finding.FULL_BUT_NOT_THERE]
    assert found(lesson, BAISHUI) == [Finding.FULL_BUT_NOTHING_SENT]


def test_one_that_is_there_and_is_seen_is_believed() -> None:
    lesson = called()
    send(lesson, QINGSHAN, Source.CAMERA)
    lesson.handle(ConfirmRoll(by=QINGSHAN, classroom=QINGSHAN), NINE)

    assert found(lesson, over=True) == []


def test_heads_that_differ_from_the_list_are_found() -> None:
    lesson = called()
    lesson.handle(marked(FIRST, Mark.ABSENT), NINE)
    lesson.handle(CountHeads(by=QINGSHAN, classroom=QINGSHAN, heads=44), NINE)
    assert found(lesson) == []

    lesson.handle(CountHeads(by=QINGSHAN, classroom=QINGSHAN, heads=43), NINE)

    assert found(lesson) == [Finding.COUNT_DIFFERS]
