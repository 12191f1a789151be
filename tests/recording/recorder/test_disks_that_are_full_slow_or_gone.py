"""What stops first, what never stops, and that it goes on when it can; a disk stood in for."""

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.media_messages import Kind, Source
from classroom.recording.values import Alarm, Marked
from recording.manifest.entries import Mark
from recording.recorder import lesson
from recording.recorder.disk_room import DiskRoom, Room
from tests.recording.recorder.desk import Desk
from tests.recording.recorder.films import SOUND, VIDEO, Line, pictures, sounds, together
from tests.recording.recorder.manifests import assert_intact, marks, parts, segments

MB = 1_000_000


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, "RETRY_SECONDS", 0.01)


async def until(met: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not met():  # noqa: ASYNC110 - what is waited for is in other threads
            await asyncio.sleep(0.005)


def test_the_less_room_the_less_is_recorded_and_the_lecturers_sound_always() -> None:
    room = DiskRoom(low=1000 * MB)

    assert [room.measure(free * MB) for free in (1001, 999, 499, 99, 0)] == [
        Room.PLENTY,
        Room.LOW,
        Room.LITTLE,
        Room.NONE,
        Room.NONE,
    ]
    assert [room.measure(free * MB) for free in (105, 111, 520, 560, 1050, 1101)] == [
        Room.NONE,
        Room.LITTLE,
        Room.LITTLE,
        Room.LOW,
        Room.LOW,
        Room.PLENTY,
    ]
    stopped = {
        room: [
            (kind.value, leading)
            for kind in Kind
            for leading in (True, False)
            if room.stops(kind, leading=leading)
        ]
        for room in Room
    }
    assert stopped == {
        Room.PLENTY: [],
        Room.LOW: [("video", False)],
        Room.LITTLE: [("video", True), ("video", False)],
        Room.NONE: [("audio", False), ("video", True), ("video", False)],
    }


async def test_with_little_room_pictures_stop_and_go_on_in_a_new_part(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera", "microphone") as desk:
        camera, microphone = Line("camera", VIDEO), Line("microphone", SOUND)
        film = together((camera, pictures(4.0)), (microphone, sounds(4.0)))
        await desk.play(film)
        desk.recording.room(Room.LITTLE, desk.now)
        await desk.play(film, later=4.0)
        assert desk.raised() == [Alarm.DISK_LOW]
        assert desk.raised(Source.CAMERA) == []
        desk.recording.room(Room.PLENTY, desk.now)
        await desk.play(film, later=8.0)
        entries = await desk.end()

    assert desk.raised() == []
    assert sum(segment.samples for segment in segments(entries, 1)) == 200
    assert sum(segment.samples for segment in segments(entries, 2)) == 600
    assert [(part.track, part.part) for part in parts(entries)] == [(1, 1), (1, 2), (2, 1)]
    (gap,) = (each for each in entries if isinstance(each, Mark) and each.what is Marked.GAP)
    assert gap.detail["why"] == "disk_low"
    assert abs(gap.at - float(str(gap.detail["since"])) - 4.0) < 0.1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
async def test_a_disk_that_fails_is_told_and_nothing_is_lost_while_memory_holds_it(
    tmp_path: Path, code: int
) -> None:
    async with Desk(tmp_path).open("camera", "microphone") as desk:
        film = together(
            (Line("camera", VIDEO), pictures(6.0)), (Line("microphone", SOUND), sounds(6.0))
        )
        await desk.play(film[: len(film) // 3])
        desk.disk.error = code
        await desk.play(film[len(film) // 3 :])
        await until(lambda: desk.full > 0 or bool(desk.raised()))
        desk.disk.error = None
        await desk.recording.drained()
        desk.recording.tick(desk.now)
        entries = await desk.end()

    told = [event.alarm for event in desk.told]  # type: ignore[union-attr]
    assert told == ([] if code == errno.ENOSPC else [Alarm.DISK_FAILED, Alarm.DISK_FAILED])
    assert sum(segment.samples for segment in segments(entries, 1)) == 150
    assert sum(segment.samples for segment in segments(entries, 2)) == 300
    assert len(parts(entries)) == 2
    assert_intact(desk.folder, entries)


async def test_a_slow_disk_costs_pictures_and_no_sound(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera", "microphone") as desk:
        camera, microphone = Line("camera", VIDEO), Line("microphone", SOUND)
        film = together((camera, pictures(120.0)), (microphone, sounds(120.0)))
        desk.disk.goes.clear()
        await desk.play(film, later=0.0)
        assert all(track.waiting < 4 << 20 for track in desk.recording.tracks.values())
        assert desk.raised(Source.CAMERA) == [Alarm.DROPPED]
        assert desk.raised(Source.MICROPHONE) == []

        desk.disk.goes.set()
        await desk.recording.drained()
        await desk.play(together((camera, pictures(3.0))), later=120.0)
        entries = await desk.end()

    assert sum(segment.samples for segment in segments(entries, 2)) == 6000
    assert 0 < sum(segment.samples for segment in segments(entries, 1)) < 3000
    assert {("dropped", 1), ("gap", 1), ("alarm", 1)} <= set(marks(entries))
    assert len([part for part in parts(entries) if part.track == 1]) == 2
    assert_intact(desk.folder, entries)


async def test_a_folder_that_cannot_be_made_is_told_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "lessons").write_text("in the way")
    async with Desk(tmp_path / "lessons").open("microphone") as desk:
        assert desk.raised() == [Alarm.DISK_FAILED]
        await desk.play(together((Line("microphone", SOUND), sounds(3.0))), every=1e9)

        (tmp_path / "lessons").unlink()
        await desk.recording.drained()
        desk.recording.tick(desk.now)

        assert desk.raised() == []
        entries = await desk.end()
    assert sum(segment.samples for segment in segments(entries, 1)) == 150
