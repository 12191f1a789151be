import pytest

from classroom.commands import (
    Admit,
    Arrive,
    Disconnect,
    Enter,
    Leave,
    Lock,
    PauseLesson,
    Readmit,
    Recover,
    Remove,
    ResumeLesson,
    Say,
    ShutDown,
    Unlock,
)
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.rights import forwarded
from classroom.states import Audience, Phase, Presence
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    LIUHE,
    NINE,
    QINGSHAN,
    live,
    phase,
    scheduled,
    send,
    session,
    walk_in,
)


def presence(lesson: Lesson, classroom: str) -> Presence:
    seat = lesson.record.seat(classroom)
    assert seat is not None
    return seat.presence


def knocks(lesson: Lesson, classroom: str) -> bool:
    seat = lesson.record.seat(classroom)
    assert seat is not None
    return seat.knocking


def locked(*classrooms: str, cap: int = 8) -> Lesson:
    lesson = live(*classrooms, cap=cap)
    lesson.handle(Lock(by=LECTURER), NINE)
    return lesson


def test_before_the_lecturer_classrooms_walk_in_and_only_wait() -> None:
    lesson = scheduled()
    walk_in(lesson, QINGSHAN, BAISHUI)
    send(lesson, QINGSHAN, Source.MICROPHONE)

    with pytest.raises(Refused, match="wrong_phase"):
        lesson.handle(Say(by=QINGSHAN, to=Audience.EVERYBODY, text="有人吗"), NINE)
    assert presence(lesson, QINGSHAN) is Presence.PRESENT
    assert not forwarded(lesson.record, QINGSHAN, Source.MICROPHONE)
    walk_in(lesson, LECTURER)

    assert forwarded(lesson.record, QINGSHAN, Source.MICROPHONE)
    lesson.handle(Say(by=QINGSHAN, to=Audience.EVERYBODY, text="老师好"), NINE)
    lesson.handle(Leave(by=LECTURER), NINE)
    lesson.handle(Say(by=QINGSHAN, to=Audience.EVERYBODY, text="老师？"), NINE + 2)


def test_who_was_not_in_yet_knocks_until_let_in() -> None:
    lesson = locked(QINGSHAN)

    walk_in(lesson, BAISHUI)
    assert (presence(lesson, BAISHUI), knocks(lesson, BAISHUI)) == (Presence.WAITING, True)
    lesson.handle(Admit(by=LECTURER, classroom=BAISHUI), NINE)

    assert (presence(lesson, BAISHUI), knocks(lesson, BAISHUI)) == (Presence.PRESENT, False)


def test_who_was_in_already_comes_back_through_a_closed_door() -> None:
    lesson = locked(QINGSHAN)

    walk_in(lesson, QINGSHAN, load=2)
    assert presence(lesson, QINGSHAN) is Presence.PRESENT
    lesson.handle(Recover(), NINE)
    walk_in(lesson, LECTURER, QINGSHAN, load=3)

    assert presence(lesson, QINGSHAN) is Presence.PRESENT


@pytest.mark.parametrize(
    ("close", "open_"),
    [
        (Lock(by=LECTURER), Unlock(by=LECTURER)),
        (PauseLesson(by=LECTURER), ResumeLesson(by=LECTURER)),
    ],
)
def test_when_the_door_opens_whoever_knocks_walks_in(
    close: Lock | PauseLesson, open_: Unlock | ResumeLesson
) -> None:
    lesson = live(QINGSHAN)
    lesson.handle(close, NINE)
    walk_in(lesson, BAISHUI, HONGYA)
    lesson.handle(Disconnect(by=HONGYA, session=session(HONGYA)), NINE)

    lesson.handle(open_, NINE)

    assert presence(lesson, BAISHUI) is Presence.PRESENT
    assert presence(lesson, HONGYA) is Presence.LEFT


def test_more_than_there_is_room_for_are_not_let_in() -> None:
    lesson = locked(QINGSHAN, cap=2)
    walk_in(lesson, BAISHUI, HONGYA)
    lesson.handle(Admit(by=LECTURER, classroom=HONGYA), NINE)

    with pytest.raises(Refused, match="lesson_full"):
        lesson.handle(Admit(by=LECTURER, classroom=BAISHUI), NINE)
    lesson.handle(Unlock(by=LECTURER), NINE)

    assert knocks(lesson, BAISHUI)


def test_only_who_knocks_is_let_in() -> None:
    lesson = locked(QINGSHAN)

    with pytest.raises(Refused, match="not_knocking"):
        lesson.handle(Admit(by=LECTURER, classroom=LIUHE), NINE)


def test_who_was_put_out_does_not_come_back_by_any_page_until_readmitted() -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, Source.CAMERA)

    lesson.handle(Remove(by=LECTURER, classroom=QINGSHAN), NINE)

    assert lesson.record.streams == ()
    for load in (1, 2):
        with pytest.raises(Refused, match="removed"):
            lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN, load)), NINE)
    lesson.handle(Readmit(by=LECTURER, classroom=QINGSHAN), NINE)
    walk_in(lesson, QINGSHAN, load=3)
    assert presence(lesson, QINGSHAN) is Presence.PRESENT


def test_the_lecturer_cannot_be_put_out_and_nobody_else_puts_anybody_out() -> None:
    lesson = live(QINGSHAN, BAISHUI)

    with pytest.raises(Refused, match="not_receiving"):
        lesson.handle(Remove(by=LECTURER, classroom=LECTURER), NINE)
    with pytest.raises(Refused, match="not_allowed"):
        lesson.handle(Remove(by=QINGSHAN, classroom=BAISHUI), NINE)


def test_after_a_shut_down_nothing_is_left_and_nobody_comes_in() -> None:
    lesson = live(QINGSHAN, BAISHUI)
    send(lesson, LECTURER, Source.CAMERA)

    lesson.handle(ShutDown(by=LECTURER), NINE)

    assert phase(lesson) is Phase.ENDED
    assert lesson.record.shut_down
    assert lesson.record.streams == ()
    for command in (Arrive(by=QINGSHAN, session=session(QINGSHAN)), Enter(by=HONGYA)):
        with pytest.raises(Refused, match="lesson_over"):
            lesson.handle(command, NINE)
