"""What is wrong with a recording stands in the lesson: stored, told to all, kept as evidence."""

from classroom.commands import ClearAlarm, EndLesson, RaiseAlarm, TurnRecording, WithholdClassrooms
from classroom.events import (
    RecordingAlarmed,
    RecordingRecovered,
    RecordingTurned,
    RecordingWithheld,
)
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.recording.now import MOST_ALARMS
from classroom.recording.values import Alarm
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live


def silent(classroom: str = LECTURER) -> RaiseAlarm:
    return RaiseAlarm(
        alarm=Alarm.SILENT, since=NINE + 50, classroom=classroom, source=Source.MICROPHONE
    )


def recording() -> Lesson:
    lesson = live(QINGSHAN)
    lesson.handle(TurnRecording(on=True), NINE)
    return lesson


def test_an_alarm_stands_until_it_is_cleared() -> None:
    lesson = recording()

    raised = lesson.handle(silent(), NINE + 60)
    assert raised == [
        RecordingAlarmed(
            at=NINE + 60,
            alarm=Alarm.SILENT,
            since=NINE + 50,
            classroom=LECTURER,
            source=Source.MICROPHONE,
        )
    ]
    assert len(lesson.record.recording.alarms) == 1

    cleared = lesson.handle(
        ClearAlarm(alarm=Alarm.SILENT, classroom=LECTURER, source=Source.MICROPHONE), NINE + 70
    )
    assert [type(event) for event in cleared] == [RecordingRecovered]
    assert not lesson.record.recording.alarms


def test_what_is_said_twice_changes_nothing() -> None:
    lesson = recording()
    lesson.handle(silent(), NINE + 60)

    assert lesson.handle(silent(), NINE + 61) == []
    assert lesson.handle(TurnRecording(on=True), NINE + 61) == []
    assert lesson.handle(ClearAlarm(alarm=Alarm.DISK_LOW), NINE + 61) == []


def test_alarms_have_an_end() -> None:
    lesson = recording()
    for number in range(MOST_ALARMS + 5):
        lesson.handle(silent(f"room {number}"), NINE + 60)

    assert len(lesson.record.recording.alarms) == MOST_ALARMS


def test_when_it_is_over_nothing_is_wrong_with_it_any_more() -> None:
    lesson = recording()
    lesson.handle(silent(), NINE + 60)
    lesson.handle(EndLesson(by=LECTURER), NINE + 90)

    events = lesson.handle(TurnRecording(on=False), NINE + 91)

    assert [type(event) for event in events] == [RecordingRecovered, RecordingTurned]
    assert not lesson.record.recording.on


def test_who_is_not_recorded_is_known() -> None:
    lesson = recording()

    events = lesson.handle(WithholdClassrooms(classrooms=(QINGSHAN,)), NINE + 5)

    assert events == [RecordingWithheld(at=NINE + 5, classrooms=(QINGSHAN,))]
    assert lesson.record.recording.withheld == (QINGSHAN,)
