"""Push to talk, and which microphones share the word."""

from collections.abc import Callable

import pytest

from classroom.commands import (
    CallOn,
    Disconnect,
    EndLesson,
    PauseLesson,
    PressToTalk,
    Recover,
    ReleaseTalk,
    SetHalfDuplex,
    SetPaused,
    SetPushToTalk,
    SetRight,
    TakeDown,
    Tick,
)
from classroom.events import TalkPressed, TalkReleased
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.microphones import Sharing, sharing
from classroom.rights import forwarded
from classroom.states import Right
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live, send, session


def with_keys() -> Lesson:
    """Qingshan is on stage, Baishui is not, and all are to hold a key to be heard."""
    lesson = live(QINGSHAN, BAISHUI)
    for classroom in (LECTURER, QINGSHAN, BAISHUI):
        send(lesson, classroom, Source.CAMERA, Source.MICROPHONE)
    lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)
    lesson.handle(SetPushToTalk(by=LECTURER, on=True, classroom=None), NINE)
    return lesson


def heard(lesson: Lesson) -> set[str]:
    return {
        seat.id
        for seat in lesson.record.seats
        if forwarded(lesson.record, seat.id, Source.MICROPHONE)
    }


def test_a_classroom_on_stage_is_heard_only_while_it_holds_its_key() -> None:
    lesson = with_keys()
    assert heard(lesson) == {LECTURER}

    lesson.handle(PressToTalk(by=QINGSHAN), NINE)
    assert heard(lesson) == {LECTURER, QINGSHAN}

    lesson.handle(ReleaseTalk(by=QINGSHAN), NINE + 1)
    assert heard(lesson) == {LECTURER}


def test_its_picture_needs_no_key() -> None:
    assert forwarded(with_keys().record, QINGSHAN, Source.CAMERA)


def test_while_nobody_is_on_stage_a_key_is_heard_by_the_lecturer() -> None:
    lesson = with_keys()
    lesson.handle(TakeDown(by=LECTURER, classroom=QINGSHAN), NINE)

    lesson.handle(PressToTalk(by=BAISHUI), NINE)

    assert heard(lesson) == {LECTURER, BAISHUI}


Do = Callable[[Lesson], object]


@pytest.mark.parametrize(
    ("by", "before", "code"),
    [
        (BAISHUI, None, "not_on_stage"),
        ("r3", None, "not_entered"),
        (LECTURER, None, "not_receiving"),
        (
            QINGSHAN,
            SetPushToTalk(by=LECTURER, on=False, classroom=QINGSHAN),
            "not_push_to_talk",
        ),
        (
            QINGSHAN,
            SetRight(by=LECTURER, right=Right.AUDIO, on=False, classroom=None),
            "right_off",
        ),
    ],
)
def test_who_may_not_be_heard_presses_in_vain(
    by: str, before: SetPushToTalk | SetRight | None, code: str
) -> None:
    lesson = with_keys()
    if before is not None:
        lesson.handle(before, NINE)

    with pytest.raises(Refused) as refused:
        lesson.handle(PressToTalk(by=by), NINE)

    assert refused.value.code == code
    assert lesson.record.staging.pressing == ()


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (lambda x: x.handle(Tick(), NINE + 60), "expired"),
        (lambda x: x.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE), "gone"),
        (lambda x: x.handle(PauseLesson(by=LECTURER), NINE), "right_off"),
        (lambda x: x.handle(TakeDown(by=LECTURER, classroom=QINGSHAN), NINE), "own turn goes on"),
        (lambda x: x.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE), "own turn goes on"),
        (
            lambda x: x.handle(SetPushToTalk(by=LECTURER, on=False, classroom=None), NINE),
            "not_its_turn",
        ),
        (lambda x: x.handle(EndLesson(by=LECTURER), NINE), "over"),
        (lambda x: x.handle(Recover(), NINE), "over"),
    ],
)
def test_a_key_goes_up_by_itself(what: Do, reason: str) -> None:
    lesson = with_keys()
    lesson.handle(PressToTalk(by=QINGSHAN), NINE)

    events = what(lesson)

    assert isinstance(events, list)
    released = [e.reason for e in events if isinstance(e, TalkReleased)]
    if reason == "own turn goes on":
        assert released == []
        assert lesson.record.pressing(QINGSHAN)
    else:
        assert released == [reason]
        assert not lesson.record.pressing(QINGSHAN)


def test_another_classroom_that_is_called_instead_takes_the_key_out_of_its_hand() -> None:
    lesson = with_keys()
    lesson.handle(PressToTalk(by=QINGSHAN), NINE)
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    events = lesson.handle(TakeDown(by=LECTURER, classroom=QINGSHAN), NINE)

    assert TalkReleased(at=NINE, classroom=QINGSHAN, reason="not_its_turn") in events


def test_pressing_again_gains_no_time_and_is_no_event() -> None:
    lesson = with_keys()
    assert lesson.next_due() is not None

    first = lesson.handle(PressToTalk(by=QINGSHAN), NINE)
    again = lesson.handle(PressToTalk(by=QINGSHAN), NINE + 50)

    assert first == [TalkPressed(at=NINE, classroom=QINGSHAN)]
    assert again == []
    assert lesson.next_due() == NINE + 60


def test_one_classroom_is_set_apart_until_all_are_switched() -> None:
    lesson = with_keys()

    lesson.handle(SetPushToTalk(by=LECTURER, on=False, classroom=QINGSHAN), NINE)
    assert heard(lesson) == {LECTURER, QINGSHAN}
    lesson.handle(SetPushToTalk(by=LECTURER, on=True, classroom=None), NINE)

    assert heard(lesson) == {LECTURER}


def test_in_half_duplex_the_lecturer_and_who_is_heard_share_the_word() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    for classroom in (LECTURER, QINGSHAN, BAISHUI):
        send(lesson, classroom, Source.CAMERA, Source.MICROPHONE)
    lesson.handle(CallOn(by=LECTURER, classroom=QINGSHAN), NINE)
    assert sharing(lesson.record) == Sharing()

    lesson.handle(SetHalfDuplex(by=LECTURER, on=True), NINE)

    shared = Sharing(leading=("d/microphone",), others=("r1/microphone",))
    assert sharing(lesson.record) == shared


def test_a_microphone_that_is_off_and_a_paused_lesson_share_nothing() -> None:
    lesson = live(QINGSHAN)
    for classroom in (LECTURER, QINGSHAN):
        send(lesson, classroom, Source.MICROPHONE)
    lesson.handle(SetHalfDuplex(by=LECTURER, on=True), NINE)

    lesson.handle(SetPaused(producer="r1/microphone", paused=True), NINE)
    assert sharing(lesson.record) == Sharing(leading=("d/microphone",))

    lesson.handle(PauseLesson(by=LECTURER), NINE)
    assert sharing(lesson.record) == Sharing()
