"""A disk of a few megabytes, really mounted, that fills up, or is read-only: it is told, the
lecturer's sound is the last that stops, and it goes on when it can.
"""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from classroom.media_messages import Source
from classroom.packet_messages import Packet
from classroom.recorder_messages import (
    AlarmCleared,
    AlarmRaised,
    BeginRecording,
    EndRecording,
    RecorderEvent,
    RecordingBegun,
)
from classroom.recording.values import Alarm
from recording.manifest.entries import Entry, Mark
from recording.manifest.lines import read
from recording.recorder import lesson
from recording.recorder import recorder as recorders
from recording.recorder.recorder import Recorder
from recording.recorder.settings import RecorderSettings
from tests.recording.recorder.films import SOUND, VIDEO, Line, Sent, pictures, sounds, together
from tests.recording.recorder.manifests import MANIFEST, assert_intact, segments
from tests.recording.recorder.plane import LESSON, WALL, take

MOUNT = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs"]
SECONDS = 4.0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    at = tmp_path / "disk"
    at.mkdir()
    said = subprocess.run([*MOUNT, at], capture_output=True, text=True, check=False)
    if said.returncode:
        pytest.skip(f"no disk may be mounted here; as root: {' '.join(MOUNT)} …: {said.stderr}")
    yield at
    subprocess.run(["umount", at], check=True)


def mounted_anew(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(recorders, "ROOM_SECONDS", 0.02)
    monkeypatch.setattr(recorders, "FULL_SECONDS", 0.1)


class Recorded:
    """The lecturer's camera and microphone, and a classroom's microphone, on a real disk."""

    def __init__(self, recorder: Recorder, told: list[RecorderEvent], folder: Path) -> None:
        self.recorder, self.told, self.folder = recorder, told, folder
        self.camera, self.voice = Line("camera", VIDEO), Line("voice", SOUND)
        self.room = Line("room", SOUND)

    async def begin(self) -> None:
        begun = await self.recorder.answer(BeginRecording(lesson=LESSON, at=WALL))
        assert isinstance(begun, RecordingBegun)
        found = self.recorder.find(begun.ticket)
        assert found is not None
        self.recording = found
        await self.recorder.answer(take("camera"))
        await self.recorder.answer(take("voice", Source.MICROPHONE))
        await self.recorder.answer(take("room", Source.MICROPHONE, leading=False))

    async def play(self, later: float) -> None:
        film: Iterable[tuple[Line, Sent]] = together(
            (self.camera, pictures(SECONDS)),
            (self.voice, sounds(SECONDS)),
            (self.room, sounds(SECONDS)),
        )
        for line, sent in film:
            for packet in line.packets(sent, later):
                self.recorder.message(self.recording, Packet(line.consumer, packet), 0.0)
        await asyncio.sleep(0)

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not met():  # noqa: ASYNC110 - what is waited for is in threads
                await asyncio.sleep(0.005)

    @property
    def stands(self) -> set[Alarm]:
        """The alarms about all of it that stand."""
        found: set[Alarm] = set()
        for event in self.told:
            if isinstance(event, AlarmRaised) and event.source is None:
                found.add(event.alarm)
            elif isinstance(event, AlarmCleared) and event.source is None:
                found.discard(event.alarm)
        return found

    async def end(self) -> list[Entry]:
        await self.recorder.answer(EndRecording(lesson=LESSON, at=WALL))
        entries = read(self.folder / LESSON / MANIFEST)
        assert_intact(self.folder / LESSON, entries)
        return entries


@asynccontextmanager
async def recorded(folder: Path) -> AsyncIterator[Recorded]:
    told: list[RecorderEvent] = []
    settings = RecorderSettings(folder=str(folder), low_mb=1)
    recorder = Recorder(settings, "nowhere", told.append)
    try:
        yield Recorded(recorder, told, folder)
    finally:
        await recorder.close()


def fill(disk: Path) -> Path:
    """Take all the room there is."""
    ballast = disk / "ballast"
    file = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    for size in (65536, 4096):
        try:
            while True:
                os.write(file, bytes(size))
        except OSError:
            continue
    os.close(file)
    return ballast


def samples(entries: list[Entry], track: int) -> int:
    return sum(segment.samples for segment in segments(entries, track))


async def test_a_full_disk_costs_no_word_of_the_lecturer_and_it_goes_on_when_room_is_made(
    disk: Path,
) -> None:
    async with recorded(disk) as on:
        await on.begin()
        await on.play(0.0)
        await on.recording.drained()

        ballast = fill(disk)
        await on.until(lambda: Alarm.DISK_FULL in on.stands)
        await on.play(SECONDS)
        assert not {track.consumer for track in on.recording.tracks.values()} & {None}

        ballast.unlink()
        await on.until(lambda: on.stands == set())
        await on.play(2 * SECONDS)
        entries = await on.end()

    each = round(SECONDS * 50)
    camera, voice, room = 1, 2, 3
    assert samples(entries, voice) == 3 * each
    assert samples(entries, room) == 2 * each
    assert samples(entries, camera) == 2 * SECONDS * 25
    why = {m.track: m.detail["why"] for m in entries if isinstance(m, Mark) and m.what == "gap"}
    assert why == {camera: "disk_full", room: "disk_full"}


async def test_a_disk_that_is_read_only_is_told_and_what_came_meanwhile_is_written_afterwards(
    disk: Path,
) -> None:
    mounted_anew(disk, "ro")
    async with recorded(disk) as on:
        await on.begin()
        await on.play(0.0)
        await on.until(lambda: Alarm.DISK_FAILED in on.stands)
        assert os.listdir(disk) == []

        mounted_anew(disk, "rw")
        await on.until(lambda: on.stands == set())
        await on.play(SECONDS)
        entries = await on.end()

    assert [samples(entries, track) for track in (1, 2, 3)] == [200, 400, 400]
