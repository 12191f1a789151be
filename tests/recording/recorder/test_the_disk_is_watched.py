"""The room on the disk is measured while lessons are recorded, and what it means is told."""

import asyncio
from pathlib import Path

import pytest

from classroom.recorder_messages import (
    AlarmCleared,
    AlarmRaised,
    BeginRecording,
    EndRecording,
    RecorderEvent,
)
from classroom.recording.values import Alarm
from recording.manifest.lines import read
from recording.recorder import recorder as recorders
from recording.recorder.disk import Disk
from recording.recorder.recorder import Recorder
from recording.recorder.settings import RecorderSettings
from tests.recording.recorder.manifests import MANIFEST, marks
from tests.recording.recorder.plane import LESSON, WALL


class Filling(Disk):
    free_mb = 5000

    def free(self, folder: Path) -> int:
        assert folder.exists()
        return self.free_mb * 1_000_000


async def test_a_disk_that_fills_up_is_told_of_and_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorders, "ROOM_SECONDS", 0.005)
    told: asyncio.Queue[RecorderEvent] = asyncio.Queue()
    disk = Filling()
    settings = RecorderSettings(folder=str(tmp_path / "made" / "later"), low_mb=2048)
    recorder = Recorder(settings, "nowhere", told.put_nowait, disk=disk)
    await recorder.answer(BeginRecording(lesson=LESSON, at=WALL))

    events = []
    for free in (2000, 100, 3000):
        disk.free_mb = free
        events.append(await told.get())
        while not told.empty():
            events.append(told.get_nowait())
        await asyncio.sleep(0)
    await recorder.answer(EndRecording(lesson=LESSON, at=WALL))
    await recorder.close()

    alarms = [event for event in events if isinstance(event, AlarmRaised | AlarmCleared)]
    assert [(type(event), event.alarm) for event in alarms] == [
        (AlarmRaised, Alarm.DISK_LOW),
        (AlarmCleared, Alarm.DISK_LOW),
        (AlarmRaised, Alarm.DISK_FULL),
        (AlarmCleared, Alarm.DISK_FULL),
    ]
    assert (
        marks(read(tmp_path / "made" / "later" / LESSON / MANIFEST))
        == [("alarm", None), ("cleared", None)] * 2
    )
