import pytest

from classroom.commands import (
    Arrive,
    Disconnect,
    Leave,
    PauseLesson,
    Recover,
    ReportIngest,
    Tick,
)
from classroom.media_messages import IngestState
from classroom.seats import Ingest
from classroom.states import Phase, Presence
from tests.classroom.school import (
    LECTURER,
    NINE,
    QINGSHAN,
    live,
    phase,
    scheduled,
    session,
    walk_in,
)


def test_the_lesson_holds_and_goes_on_when_the_line_is_back() -> None:
    lesson = live(QINGSHAN)

    lesson.handle(Disconnect(by=LECTURER, session=session(LECTURER)), NINE + 10)
    assert phase(lesson) is Phase.HOLD
    assert lesson.record.hold_until == NINE + 190

    lesson.handle(Arrive(by=LECTURER, session=session(LECTURER)), NINE + 20)
    assert phase(lesson) is Phase.LIVE
    assert lesson.record.hold_until is None


def test_a_paused_lesson_is_still_paused_when_the_lecturer_is_back() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(PauseLesson(by=LECTURER), NINE)

    lesson.handle(Disconnect(by=LECTURER, session=session(LECTURER)), NINE + 10)
    assert lesson.record.paused
    lesson.handle(Arrive(by=LECTURER, session=session(LECTURER)), NINE + 20)

    assert phase(lesson) is Phase.PAUSED


def test_a_lesson_whose_lecturer_does_not_come_back_ends() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(Leave(by=LECTURER), NINE)

    lesson.handle(Tick(), NINE + 179)
    assert phase(lesson) is Phase.HOLD
    lesson.handle(Tick(), NINE + 180)
    assert phase(lesson) is Phase.ENDED


def test_a_lecturer_who_reloads_the_page_is_back_after_entering_again() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(Disconnect(by=LECTURER, session=session(LECTURER)), NINE)

    lesson.handle(Arrive(by=LECTURER, session=session(LECTURER, 2)), NINE + 1)
    assert phase(lesson) is Phase.HOLD
    walk_in(lesson, LECTURER, at=NINE + 5, load=2)

    assert phase(lesson) is Phase.LIVE


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (IngestState.PLAYING, Phase.LIVE),
        (IngestState.LOST, Phase.HOLD),
        (IngestState.ENDED, Phase.HOLD),
    ],
)
def test_a_recording_box_that_plays_counts_as_the_lecturer(
    state: IngestState, expected: Phase
) -> None:
    lesson = scheduled(ingest=Ingest(url="rtsp://192.0.2.1/main"))
    lesson.handle(ReportIngest(classroom=LECTURER, state=IngestState.PLAYING), NINE)

    lesson.handle(ReportIngest(classroom=LECTURER, state=state), NINE + 1)

    assert phase(lesson) is expected


def test_a_restarted_server_waits_for_everybody_to_come_back() -> None:
    lesson = live(QINGSHAN)

    lesson.handle(Recover(), NINE + 60)
    assert phase(lesson) is Phase.HOLD
    assert [seat.presence for seat in lesson.record.seats[:2]] == [Presence.LOST] * 2
    assert lesson.record.streams == ()

    lesson.handle(Arrive(by=LECTURER, session=session(LECTURER)), NINE + 61)
    lesson.handle(Arrive(by=QINGSHAN, session=session(QINGSHAN)), NINE + 62)
    assert phase(lesson) is Phase.LIVE
    assert [seat.presence for seat in lesson.record.seats[:2]] == [Presence.PRESENT] * 2
