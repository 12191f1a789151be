"""A classroom whose line broke: what it missed stands in the record, and it may catch up."""

import pytest

from classroom.commands import (
    Arrive,
    CatchUp,
    Disconnect,
    EndLesson,
    Enter,
    Leave,
    NoteHeard,
    NoteSilence,
    Tick,
    TurnRecording,
)
from classroom.events import CatchingUp, CaughtUp, Event, Missed
from classroom.failures import Refused
from classroom.gaps import offered
from classroom.lesson import Lesson
from classroom.states import Presence
from tests.classroom.school import HONGYA, LECTURER, NINE, QINGSHAN, live, peer, session


def loses(lesson: Lesson, at: float) -> list[Event]:
    return lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), at)


def is_back(lesson: Lesson, at: float) -> list[Event]:
    return lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), at)


def missed(events: list[Event]) -> list[tuple[float, float]]:
    return [(each.since, each.at) for each in events if isinstance(each, Missed)]


def recorded() -> Lesson:
    lesson = live(QINGSHAN)
    lesson.handle(TurnRecording(on=True), NINE)
    return lesson


def test_what_is_missed_is_told_once_when_the_page_is_back() -> None:
    lesson = live(QINGSHAN)

    assert missed(loses(lesson, NINE + 10)) == []
    assert missed(is_back(lesson, NINE + 30)) == [(NINE + 10, NINE + 30)]
    assert missed(lesson.handle(Tick(), NINE + 31)) == []


def test_silence_of_the_line_counts_from_when_something_came_last() -> None:
    lesson = live(QINGSHAN)

    lesson.handle(NoteSilence(classroom=QINGSHAN, peer=peer(QINGSHAN), seconds=3), NINE + 10)
    loses(lesson, NINE + 25)
    events = is_back(lesson, NINE + 40)

    assert missed(events) == [(NINE + 7, NINE + 40)]


def test_a_line_that_was_silent_while_the_page_was_there_is_a_gap_too() -> None:
    lesson = live(QINGSHAN)

    lesson.handle(NoteSilence(classroom=QINGSHAN, peer=peer(QINGSHAN), seconds=3), NINE + 10)
    events = lesson.handle(NoteHeard(classroom=QINGSHAN, peer=peer(QINGSHAN)), NINE + 12)

    assert missed(events) == [(NINE + 7, NINE + 12)]


def test_the_silence_of_a_page_that_was_replaced_is_nobodys() -> None:
    lesson = live(QINGSHAN)

    silence = NoteSilence(classroom=QINGSHAN, peer=peer(QINGSHAN, 2), seconds=3)

    assert lesson.handle(silence, NINE + 10) == []
    assert lesson.record.seat(QINGSHAN).gap_since is None  # type: ignore[union-attr]


def test_a_pc_that_was_switched_on_again_missed_all_until_it_walked_in() -> None:
    lesson = live(QINGSHAN)
    loses(lesson, NINE + 10)

    lesson.handle(Tick(), NINE + 60)  # its place was given up meanwhile
    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN, 2)), NINE + 90)
    events = lesson.handle(Enter(by=QINGSHAN), NINE + 100)

    assert missed(events) == [(NINE + 10, NINE + 100)]


def test_who_was_cut_off_has_not_left_for_others_but_who_left_has() -> None:
    lesson = live(QINGSHAN, HONGYA)
    loses(lesson, NINE + 10)
    lesson.handle(Leave(by=HONGYA), NINE + 10)

    lesson.handle(Tick(), NINE + 60)  # its place was given up meanwhile

    seen = [lesson.record.seat(each).seen_as for each in (QINGSHAN, HONGYA)]  # type: ignore[union-attr]
    assert seen == [Presence.LOST, Presence.LEFT]


def test_who_leaves_on_purpose_misses_nothing() -> None:
    lesson = live(QINGSHAN)

    events = lesson.handle(Leave(by=QINGSHAN), NINE + 10)
    events += is_back(lesson, NINE + 60)
    events += lesson.handle(Enter(by=QINGSHAN), NINE + 61)

    assert missed(events) == []


def test_who_never_came_back_missed_the_rest() -> None:
    lesson = live(QINGSHAN)
    loses(lesson, NINE + 10)

    events = lesson.handle(EndLesson(by=LECTURER), NINE + 600)

    assert missed(events) == [(NINE + 10, NINE + 600)]


def test_a_classroom_catches_up_what_was_recorded_and_is_live_again() -> None:
    lesson = recorded()
    loses(lesson, NINE + 10)
    is_back(lesson, NINE + 50)

    began = lesson.handle(CatchUp(by=QINGSHAN, on=True), NINE + 52)
    again = lesson.handle(CatchUp(by=QINGSHAN, on=True), NINE + 53)
    ended = lesson.handle(CatchUp(by=QINGSHAN, on=False), NINE + 200)

    assert began == [CatchingUp(at=NINE + 52, classroom=QINGSHAN, since=NINE + 10)]
    assert again == [], "a page that was loaded anew goes on"
    assert ended == [CaughtUp(at=NINE + 200, classroom=QINGSHAN)]
    with pytest.raises(Refused, match="nothing_missed"):
        lesson.handle(CatchUp(by=QINGSHAN, on=True), NINE + 201)


def test_what_was_not_recorded_or_was_hardly_missed_is_not_offered() -> None:
    unrecorded, short = live(QINGSHAN), recorded()
    for lesson, seconds in ((unrecorded, 60), (short, 5)):
        loses(lesson, NINE + 10)
        is_back(lesson, NINE + 10 + seconds)
        seat = lesson.record.seat(QINGSHAN)
        assert seat is not None

        assert offered(lesson.record, seat) is None
        with pytest.raises(Refused, match="nothing_missed"):
            lesson.handle(CatchUp(by=QINGSHAN, on=True), NINE + 100)


def test_whoever_is_lost_while_catching_up_is_not_behind_but_away() -> None:
    lesson = recorded()
    loses(lesson, NINE + 10)
    is_back(lesson, NINE + 50)
    lesson.handle(CatchUp(by=QINGSHAN, on=True), NINE + 52)

    loses(lesson, NINE + 60)
    is_back(lesson, NINE + 80)

    seat = lesson.record.seat(QINGSHAN)
    assert seat is not None
    assert seat.catching_up is None
    assert seat.gap is not None
    assert seat.gap.since == NINE + 20, "what it had not caught up is still missing"
