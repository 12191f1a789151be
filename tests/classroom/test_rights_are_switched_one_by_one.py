"""The switches of what a classroom may do, and what lies over them (B6, B7)."""

import pytest

from classroom.commands import (
    AllowAgain,
    CallOn,
    Disconnect,
    ForbidAll,
    PauseLesson,
    Readmit,
    Recover,
    Remove,
    ResumeLesson,
    SetRight,
)
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.record import AT_FIRST
from classroom.rights import TO_SEND, forwarded, rights_of
from classroom.states import Right
from classroom.views import views_of
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    NINE,
    QINGSHAN,
    live,
    send,
    session,
    walk_in,
)

SOURCES = tuple(Source)


def taught() -> Lesson:
    lesson = live(QINGSHAN, BAISHUI)
    for classroom in (LECTURER, QINGSHAN, BAISHUI):
        send(lesson, classroom, *SOURCES)
    return lesson


def switch(lesson: Lesson, right: Right, *, on: bool, classroom: str | None) -> None:
    lesson.handle(SetRight(by=LECTURER, right=right, on=on, classroom=classroom), NINE)


def rights(lesson: Lesson, classroom: str) -> set[Right]:
    seat = lesson.record.seat(classroom)
    assert seat is not None
    return set(rights_of(lesson.record, seat))


def passing(lesson: Lesson, classroom: str) -> set[Source]:
    return {s for s in SOURCES if forwarded(lesson.record, classroom, s)}


@pytest.mark.parametrize("right", Right)
def test_each_right_is_switched_alone_and_for_one_classroom_alone(right: Right) -> None:
    lesson = taught()
    switch(lesson, right, on=True, classroom=None)
    before = rights(lesson, QINGSHAN)

    switch(lesson, right, on=False, classroom=QINGSHAN)

    assert before - rights(lesson, QINGSHAN) == {right}
    assert rights(lesson, BAISHUI) == before
    switch(lesson, right, on=True, classroom=QINGSHAN)
    assert rights(lesson, QINGSHAN) == before


@pytest.mark.parametrize("source", SOURCES)
def test_what_a_right_sends_is_forwarded_to_nobody_without_it(source: Source) -> None:
    lesson = taught()
    for right in Right:
        switch(lesson, right, on=True, classroom=None)
    assert passing(lesson, QINGSHAN) == set(SOURCES)

    switch(lesson, TO_SEND[source], on=False, classroom=QINGSHAN)

    assert source not in passing(lesson, QINGSHAN)
    assert passing(lesson, BAISHUI) == set(SOURCES)
    assert passing(lesson, LECTURER) == set(SOURCES)
    seen = {view.producer for view in views_of(lesson.record, LECTURER)}
    assert f"{QINGSHAN}/{source}" not in seen


def test_all_means_all_also_those_that_were_set_apart() -> None:
    lesson = taught()
    switch(lesson, Right.TEXT, on=False, classroom=QINGSHAN)
    switch(lesson, Right.SCREEN, on=True, classroom=BAISHUI)

    switch(lesson, Right.TEXT, on=True, classroom=None)
    switch(lesson, Right.SCREEN, on=False, classroom=None)

    assert rights(lesson, QINGSHAN) == rights(lesson, BAISHUI) == set(AT_FIRST)


@pytest.mark.parametrize(
    ("off", "back"),
    [
        (PauseLesson(by=LECTURER), ResumeLesson(by=LECTURER)),
        (ForbidAll(by=LECTURER), AllowAgain(by=LECTURER)),
    ],
)
def test_one_key_takes_every_right_and_the_other_gives_back_what_was_before(
    off: PauseLesson | ForbidAll, back: ResumeLesson | AllowAgain
) -> None:
    lesson = taught()
    switch(lesson, Right.AUDIO, on=False, classroom=QINGSHAN)
    before = rights(lesson, QINGSHAN), rights(lesson, BAISHUI)

    lesson.handle(off, NINE)

    assert rights(lesson, QINGSHAN) == rights(lesson, BAISHUI) == set()
    assert passing(lesson, QINGSHAN) == set()
    assert passing(lesson, LECTURER) == set(SOURCES), "the lecturer's own teaching goes on"
    lesson.handle(back, NINE)
    assert (rights(lesson, QINGSHAN), rights(lesson, BAISHUI)) == before


def test_no_way_round_another_page_load_a_broken_line_or_a_restart() -> None:
    lesson = taught()
    lesson.handle(ForbidAll(by=LECTURER), NINE)

    walk_in(lesson, QINGSHAN, load=2)
    send(lesson, QINGSHAN, Source.CAMERA, load=2)
    assert passing(lesson, QINGSHAN) == set()
    lesson.handle(Disconnect(by=BAISHUI, session=session(BAISHUI)), NINE)
    walk_in(lesson, BAISHUI)
    assert rights(lesson, BAISHUI) == set()
    lesson = Lesson(lesson.record)
    lesson.handle(Recover(), NINE)
    walk_in(lesson, LECTURER, QINGSHAN, HONGYA)
    assert rights(lesson, QINGSHAN) == rights(lesson, HONGYA) == set()


@pytest.mark.parametrize(
    ("by", "classroom", "code"),
    [
        (QINGSHAN, QINGSHAN, "not_allowed"),
        (LECTURER, LECTURER, "not_receiving"),
        (LECTURER, "nobody", "unknown_classroom"),
    ],
)
def test_only_the_lecturer_switches_and_only_receiving_classrooms(
    by: str, classroom: str, code: str
) -> None:
    lesson = taught()

    with pytest.raises(Refused) as refused:
        lesson.handle(SetRight(by=by, right=Right.TEXT, on=True, classroom=classroom), NINE)

    assert refused.value.code == code


def test_while_a_room_is_on_stage_no_other_microphone_feeds_back_its_voice() -> None:
    lesson = taught()
    assert Source.MICROPHONE in passing(lesson, QINGSHAN) & passing(lesson, BAISHUI)

    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    assert Source.MICROPHONE in passing(lesson, BAISHUI)
    assert Source.MICROPHONE not in passing(lesson, QINGSHAN)
    assert Source.CAMERA in passing(lesson, QINGSHAN)
    assert Source.MICROPHONE in passing(lesson, LECTURER)


def test_the_recording_box_of_a_room_that_was_put_out_is_neither_seen_nor_heard() -> None:
    lesson = taught()
    assert Source.CAMERA in passing(lesson, QINGSHAN)

    lesson.handle(Remove(by=LECTURER, classroom=QINGSHAN), NINE)
    assert passing(lesson, QINGSHAN) == set()

    lesson.handle(Readmit(by=LECTURER, classroom=QINGSHAN), NINE)
    assert Source.CAMERA in passing(lesson, QINGSHAN)
