"""What a lesson keeps of its recording while it goes on.

Rule: said twice changes nothing, so that a recorder which was started anew may say all of it again.
"""

from collections.abc import Callable

import msgspec

from classroom.commands import ClearAlarm, RaiseAlarm, TurnRecording, WithholdClassrooms
from classroom.draft import Draft
from classroom.events import (
    RecordingAlarmed,
    RecordingRecovered,
    RecordingTurned,
    RecordingWithheld,
)
from classroom.recording.now import MOST_ALARMS, RecordingAlarm


def turn(draft: Draft, command: TurnRecording) -> None:
    """Note that it is being written, or not any more; then nothing is wrong with it either."""
    if draft.record.recording.on == command.on:
        return
    if not command.on:
        _clear(draft, lambda alarm: True)
    _set(draft, on=command.on)
    draft.events.append(RecordingTurned(at=draft.now, on=command.on))


def raise_alarm(draft: Draft, command: RaiseAlarm) -> None:
    """Note what is wrong."""
    alarms = draft.record.recording.alarms
    alarm = RecordingAlarm(
        alarm=command.alarm,
        since=command.since,
        classroom=command.classroom,
        source=command.source,
    )
    if len(alarms) >= MOST_ALARMS or any(each.about == alarm.about for each in alarms):
        return
    _set(draft, alarms=(*alarms, alarm))
    draft.events.append(
        RecordingAlarmed(
            at=draft.now,
            alarm=alarm.alarm,
            since=alarm.since,
            classroom=alarm.classroom,
            source=alarm.source,
        )
    )


def clear_alarm(draft: Draft, command: ClearAlarm) -> None:
    """Note that it is right again."""
    about = command.alarm, command.classroom, command.source
    _clear(draft, lambda alarm: alarm.about == about)


def withhold(draft: Draft, command: WithholdClassrooms) -> None:
    """Note who is not recorded for want of a consent."""
    if draft.record.recording.withheld != command.classrooms:
        _set(draft, withheld=command.classrooms)
        draft.events.append(RecordingWithheld(at=draft.now, classrooms=command.classrooms))


def _clear(draft: Draft, gone: Callable[[RecordingAlarm], bool]) -> None:
    for alarm in draft.record.recording.alarms:
        if gone(alarm):
            left = tuple(each for each in draft.record.recording.alarms if each != alarm)
            _set(draft, alarms=left)
            draft.events.append(
                RecordingRecovered(
                    at=draft.now,
                    alarm=alarm.alarm,
                    classroom=alarm.classroom,
                    source=alarm.source,
                )
            )


def _set(draft: Draft, **fields: object) -> None:
    draft.set(recording=msgspec.structs.replace(draft.record.recording, **fields))
