import pytest

from classroom.commands import (
    Arrive,
    Disconnect,
    Enter,
    Evict,
    Leave,
    Publish,
    ReportDevices,
    Tick,
)
from classroom.events import DevicesReported
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.states import DeviceState, Presence
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    NINE,
    QINGSHAN,
    live,
    peer,
    send,
    session,
    walk_in,
)


def presence(lesson: object, classroom: str) -> Presence:
    seat = lesson.record.seat(classroom)  # type: ignore[attr-defined]
    assert seat is not None
    return Presence(seat.presence)


def test_a_page_waits_in_the_device_check_until_it_enters() -> None:
    lesson = live()

    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE)
    assert presence(lesson, QINGSHAN) is Presence.WAITING
    lesson.handle(Enter(by=QINGSHAN), NINE)
    assert presence(lesson, QINGSHAN) is Presence.PRESENT
    assert lesson.handle(Enter(by=QINGSHAN), NINE) == []


def test_what_the_device_check_found_is_kept_once() -> None:
    lesson = live(QINGSHAN)
    report = ReportDevices(
        by=QINGSHAN,
        camera=DeviceState.BUSY,
        microphone=DeviceState.OK,
        loudspeaker=DeviceState.OK,
    )

    assert [type(event) for event in lesson.handle(report, NINE)] == [DevicesReported]
    assert lesson.handle(report, NINE) == []


def test_a_full_lesson_takes_nobody_more_until_somebody_leaves() -> None:
    lesson = live(QINGSHAN, cap=1)
    lesson.handle(Arrive(by=BAISHUI, session=session(BAISHUI)), NINE)

    with pytest.raises(Refused) as refused:
        lesson.handle(Enter(by=BAISHUI), NINE)
    assert refused.value.code == "lesson_full"

    lesson.handle(Leave(by=QINGSHAN), NINE)
    lesson.handle(Enter(by=BAISHUI), NINE)
    assert presence(lesson, BAISHUI) is Presence.PRESENT


def test_a_lost_classroom_keeps_its_place_for_half_a_minute() -> None:
    lesson = live(QINGSHAN, cap=1)
    lesson.handle(Arrive(by=BAISHUI, session=session(BAISHUI)), NINE)
    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE)

    with pytest.raises(Refused):
        lesson.handle(Enter(by=BAISHUI), NINE + 29)
    assert lesson.next_due() == NINE + 30
    lesson.handle(Tick(), NINE + 30)
    assert presence(lesson, QINGSHAN) is Presence.LEFT
    lesson.handle(Enter(by=BAISHUI), NINE + 30)


def test_the_same_page_comes_back_into_the_lesson_and_its_tracks_go_on() -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, Source.CAMERA)
    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE)

    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE + 20)

    assert presence(lesson, QINGSHAN) is Presence.PRESENT
    assert [stream.producer for stream in lesson.record.streams] == ["r1/camera"]


def test_a_page_loaded_anew_starts_with_the_device_check_and_without_tracks() -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, Source.CAMERA)

    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN, 2)), NINE)

    assert presence(lesson, QINGSHAN) is Presence.WAITING
    assert lesson.record.streams == ()


def test_a_page_that_was_replaced_neither_sends_nor_takes_the_seat_away() -> None:
    lesson = live(QINGSHAN)
    walk_in(lesson, QINGSHAN, load=2)

    with pytest.raises(Refused) as refused:
        lesson.handle(
            Publish(classroom=QINGSHAN, peer=peer(QINGSHAN, 1), producer="p", source=Source.CAMERA),
            NINE,
        )
    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN, 1)), NINE)

    assert refused.value.code == "opened_elsewhere"
    assert presence(lesson, QINGSHAN) is Presence.PRESENT


def test_a_page_that_comes_back_too_late_waits_when_its_place_is_taken() -> None:
    lesson = live(QINGSHAN, cap=1)
    lesson.handle(Disconnect(by=QINGSHAN, session=session(QINGSHAN)), NINE)
    lesson.handle(Tick(), NINE + 30)
    walk_in(lesson, HONGYA, at=NINE + 31)

    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE + 60)

    assert presence(lesson, QINGSHAN) is Presence.WAITING


def test_a_page_that_is_put_out_loses_its_seat_and_its_tracks_at_once() -> None:
    lesson = live(QINGSHAN)
    send(lesson, QINGSHAN, Source.CAMERA)

    lesson.handle(Evict(by=QINGSHAN, session=session(QINGSHAN)), NINE)

    assert presence(lesson, QINGSHAN) is Presence.LEFT
    assert lesson.record.streams == ()


def test_whoever_took_the_seat_over_meanwhile_is_not_put_out() -> None:
    lesson = live(QINGSHAN)
    walk_in(lesson, QINGSHAN, load=2)

    assert lesson.handle(Evict(by=QINGSHAN, session=session(QINGSHAN)), NINE) == []

    assert presence(lesson, QINGSHAN) is Presence.PRESENT
