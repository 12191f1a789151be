import pytest

from classroom.commands import (
    Command,
    EndLesson,
    Enter,
    PauseLesson,
    ReportIngest,
    RestartLesson,
    ResumeLesson,
    StartLesson,
    Tick,
)
from classroom.events import PhaseChanged
from classroom.failures import Refused
from classroom.media_messages import IngestState
from classroom.seats import Ingest
from classroom.states import Phase
from classroom.transitions import TRANSITIONS
from tests.classroom.school import (
    LECTURER,
    MINUTE,
    NINE,
    QINGSHAN,
    live,
    phase,
    scheduled,
    walk_in,
)


def test_the_door_opens_a_quarter_of_an_hour_before() -> None:
    lesson = scheduled()

    assert lesson.handle(Tick(), NINE - 16 * MINUTE) == []
    assert lesson.next_due() == NINE - 15 * MINUTE
    assert lesson.handle(Tick(), NINE - 15 * MINUTE) == [
        PhaseChanged(at=NINE - 15 * MINUTE, phase=Phase.OPEN, reason="time")
    ]


def test_nobody_walks_in_before_the_door_opens() -> None:
    lesson = scheduled()

    with pytest.raises(Refused) as refused:
        lesson.handle(Enter(by=QINGSHAN), NINE - 20 * MINUTE)

    assert refused.value.code == "not_open"


def test_a_lesson_is_started_paused_resumed_and_ended_by_its_lecturer() -> None:
    lesson = scheduled()
    walk_in(lesson, LECTURER)
    story: list[tuple[Command, Phase]] = [
        (StartLesson(by=LECTURER), Phase.LIVE),
        (PauseLesson(by=LECTURER), Phase.PAUSED),
        (ResumeLesson(by=LECTURER), Phase.LIVE),
        (EndLesson(by=LECTURER), Phase.ENDED),
    ]

    for command, expected in story:
        lesson.handle(command, NINE)
        assert lesson.record.phase is expected


@pytest.mark.parametrize(
    "command",
    [StartLesson(by=QINGSHAN), EndLesson(by=QINGSHAN)],
    ids=lambda command: type(command).__name__,
)
def test_a_receiving_classroom_does_not_lead(command: Command) -> None:
    lesson = scheduled()
    walk_in(lesson, LECTURER, QINGSHAN)
    before = lesson.record

    with pytest.raises(Refused) as refused:
        lesson.handle(command, NINE)

    assert refused.value.code == "not_allowed"
    assert lesson.record is before


def test_an_ended_lesson_stays_ended() -> None:
    lesson = live(QINGSHAN)
    lesson.handle(EndLesson(by=LECTURER), NINE)

    with pytest.raises(Refused) as refused:
        lesson.handle(StartLesson(by=LECTURER), NINE)

    assert refused.value.code == "lesson_over"
    leaves = {kind for kind, to in TRANSITIONS[Phase.ENDED].items() if to != (Phase.ENDED,)}
    assert leaves == {RestartLesson}  # and only of one that was shut down


def test_a_lesson_that_everybody_forgot_ends_an_hour_after_its_time() -> None:
    lesson = live(QINGSHAN)

    lesson.handle(Tick(), NINE + 99 * MINUTE)
    assert phase(lesson) is Phase.LIVE
    lesson.handle(Tick(), NINE + 100 * MINUTE)
    assert phase(lesson) is Phase.ENDED


def test_a_recording_box_starts_the_lesson_on_the_bell_when_nobody_is_at_a_page() -> None:
    lesson = scheduled(ingest=Ingest(url="rtsp://192.0.2.1/main"))
    lesson.handle(Tick(), NINE - MINUTE)
    lesson.handle(
        ReportIngest(classroom=LECTURER, state=IngestState.PLAYING),
        NINE - MINUTE,
    )
    assert phase(lesson) is Phase.OPEN
    assert lesson.next_due() == NINE

    lesson.handle(Tick(), NINE)

    assert phase(lesson) is Phase.LIVE


def test_every_command_that_the_table_names_leads_only_where_it_says() -> None:
    for before, row in TRANSITIONS.items():
        for command, outcomes in row.items():
            assert outcomes
            ends = before is Phase.ENDED and command is not RestartLesson
            assert not ends or outcomes == (Phase.ENDED,)
