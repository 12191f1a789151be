"""kill -9, again and again: what was closed stays, and it is one recording."""

import asyncio
import os
import random
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeVar

import av
import pytest

from classroom.failures import Unavailable
from classroom.media_messages import Source
from classroom.recorder_messages import (
    AlarmCleared,
    AlarmRaised,
    BeginRecording,
    EndRecording,
    MarkRecording,
    RecorderEvent,
    RecordingBegun,
    RecordingEnded,
    RecordingLost,
)
from classroom.recording.values import Alarm, Marked
from recording.folder import lesson_folder
from recording.manifest.entries import Begun, Ended, Mark, Resumed, Segment
from recording.manifest.lines import read
from recording.recorder import socket_folder
from recording.recorder.settings import RecorderSettings
from recording.recorder.supervisor import RecorderSupervisor
from tests.recording.recorder.films import SOUND, VIDEO, Line, pictures, sounds, together
from tests.recording.recorder.manifests import MANIFEST, assert_intact, parts, read_until
from tests.recording.recorder.plane import LESSON, WALL, Plane, take

Event = TypeVar("Event")
KILLS = 10
BEGIN = BeginRecording(lesson=LESSON, at=WALL)


async def next_of(events: AsyncIterator[RecorderEvent], kind: type[Event]) -> Event:
    async with asyncio.timeout(20):
        async for event in events:
            if isinstance(event, kind):
                return event
    raise AssertionError("events never end")


async def send_some(
    recorder: RecorderSupervisor, folder: Path, picks: random.Random, later: float
) -> None:
    """Begin, send a stretch of the film, and kill the process in the middle of writing it."""
    began = await recorder.ask(BEGIN)
    assert isinstance(began, RecordingBegun)
    camera, microphone = Line("c1", VIDEO, began=WALL), Line("c2", SOUND, began=WALL)
    film = together((camera, pictures(6.0)), (microphone, sounds(6.0)))
    last = picks.randrange(len(film) // 3, len(film))
    async with Plane(began) as plane:
        await recorder.ask(take("c1"))
        await recorder.ask(take("c2", Source.MICROPHONE))
        for line, sent in film[:last]:
            await plane.send(line, sent, later)
        before = sum(isinstance(each, Segment) for each in await read_until(folder, Begun, 1))
        await read_until(folder, Segment, before + picks.randrange(3))
        assert recorder.pid is not None
        os.kill(recorder.pid, signal.SIGKILL)
        await plane.hung_up.wait()


async def test_ten_kills_leave_one_recording_of_which_every_segment_is_intact(
    recorder: RecorderSupervisor, tmp_path: Path
) -> None:
    folder, picks, events = lesson_folder(tmp_path, LESSON), random.Random(5), recorder.events()
    for kill in range(KILLS):
        await send_some(recorder, folder, picks, later=10.0 * kill)
        down = await next_of(events, AlarmRaised)
        assert down.alarm is Alarm.RECORDER_DOWN
        assert await next_of(events, RecordingLost) == RecordingLost(lesson=LESSON)

    again = await recorder.ask(BEGIN)
    cleared = await next_of(events, AlarmCleared)
    ended = await recorder.ask(EndRecording(lesson=LESSON, at=WALL))

    assert isinstance(again, RecordingBegun)
    assert again.resumed
    assert cleared.alarm is Alarm.RECORDER_DOWN
    assert ended == RecordingEnded(lesson=LESSON, tracks=2)
    entries = read(folder / MANIFEST)
    assert_intact(folder, entries)
    assert sum(isinstance(each, Begun) for each in entries) == 1
    assert isinstance(entries[-1], Ended)
    resumed = [each for each in entries if isinstance(each, Resumed)]
    gaps = [each for each in entries if isinstance(each, Mark) and each.what is Marked.GAP]
    assert len(resumed) == KILLS
    assert [each.detail["since"] for each in gaps if each.track is None] == [
        each.since for each in resumed
    ]
    known = {part.file for part in parts(entries)}
    assert {path.name for path in folder.iterdir()} == known | {MANIFEST}
    for part in parts(entries):
        with av.open(str(folder / part.file)) as film:
            shown = sum(1 for packet in film.demux() if packet.size)
        lines = [each for each in entries if isinstance(each, Segment)]
        assert shown == sum(
            each.samples for each in lines if (each.track, each.part) == (part.track, part.part)
        )


async def test_a_hung_process_is_ended_and_the_lesson_told(recorder: RecorderSupervisor) -> None:
    await recorder.ask(BEGIN)
    assert recorder.pid is not None

    os.kill(recorder.pid, signal.SIGSTOP)

    down = await next_of(recorder.events(), AlarmRaised)
    assert down.alarm is Alarm.RECORDER_DOWN
    again = await recorder.ask(BEGIN)
    assert isinstance(again, RecordingBegun)
    assert recorder.starts == 2


async def test_whoever_did_not_begin_is_told_that_nothing_is_recorded(
    recorder: RecorderSupervisor,
) -> None:
    with pytest.raises(Unavailable, match="recorder_down"):
        await recorder.ask(take("c1"))


async def test_a_server_that_ends_leaves_everything_on_the_disk(tmp_path: Path) -> None:
    folder = lesson_folder(tmp_path, LESSON)
    settings = RecorderSettings(folder=str(tmp_path), low_mb=1)
    camera = Line("c1", VIDEO, began=WALL)
    async with RecorderSupervisor(settings) as first:
        began = await first.ask(BEGIN)
        assert isinstance(began, RecordingBegun)
        async with Plane(began) as plane:
            await first.ask(take("c1"))
            for sent in pictures(3.0):
                await plane.send(camera, sent)
            await read_until(folder, Segment, 1)

    async with RecorderSupervisor(settings) as second:
        again = await second.ask(BEGIN)
        await second.ask(
            MarkRecording(lesson=LESSON, at=WALL, what=Marked.PHASE, detail={"phase": "live"})
        )
        await second.ask(EndRecording(lesson=LESSON, at=WALL))

    assert isinstance(again, RecordingBegun)
    assert again.resumed
    entries = read(folder / MANIFEST)
    assert_intact(folder, entries)
    assert sum(each.samples for each in entries if isinstance(each, Segment)) == 75


def test_the_folder_of_a_killed_server_s_socket_goes_and_one_that_is_held_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    held, killed, young = socket_folder.make(), socket_folder.make(), socket_folder.make()
    (killed.path / "recorder").touch()
    for each in (killed, young):
        os.close(each.held)  # as the end of a process does
    for each in (held, killed):
        os.utime(each.path, (0.0, 0.0))

    again = socket_folder.make()

    assert {path.name for path in tmp_path.iterdir()} == {
        each.path.name for each in (held, young, again)
    }
    for each in (held, again):
        each.remove()
