"""Clocks that jump, senders that start over, pictures that change, keyframes that never come."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av

from classroom.media_messages import Source
from classroom.packet_messages import Dropped, Muted
from classroom.recording.values import Alarm, Marked
from recording.manifest.entries import Mark, Segment
from tests.recording.recorder.desk import Desk
from tests.recording.recorder.films import SOUND, VIDEO, Line, Sent, pictures, sounds, together
from tests.recording.recorder.manifests import assert_intact, marks, parts, segments
from tests.recording.recorder.plane import WALL


def camera(seconds: float = 6.0) -> list[tuple[Line, Sent]]:
    return together((Line("camera", VIDEO), pictures(seconds)))


async def test_timestamps_that_jump_begin_a_new_part_in_step(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        before, after = Line("camera", VIDEO), Line("camera", VIDEO)
        before.rtp._first_timestamp = before.first = 0xFFFFF000  # and it wraps
        await desk.play(together((before, pictures(4.0))))
        after.rtp._ssrc, after.rtp._sequence = before.rtp._ssrc, before.rtp._sequence
        after.rtp._first_timestamp = after.first = 0x80000000
        await desk.play(together((after, pictures(4.0))), later=4.0)
        entries = await desk.end()

    assert [(part.track, part.part) for part in parts(entries)] == [(1, 1), (1, 2)]
    written = segments(entries, 1)
    assert sum(segment.samples for segment in written) == 200
    for before_it, segment in pairwise(written):
        assert abs(before_it.wall + before_it.duration / VIDEO - segment.wall) < 0.1
    assert_intact(desk.folder, entries)


async def test_another_sender_begins_a_new_part(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("microphone") as desk:
        await desk.play(together((Line("microphone", SOUND), sounds(3.0))))
        await desk.play(together((Line("microphone", SOUND), sounds(3.0))), later=3.0)
        entries = await desk.end()

    assert len(parts(entries)) == 2
    assert sum(segment.samples for segment in segments(entries, 1)) == 300


async def test_a_picture_of_another_size_begins_a_new_part(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        line = Line("camera", VIDEO)
        await desk.play(together((line, pictures(3.0))))
        await desk.play(together((line, pictures(3.0, "classroom_a.mp4"))), later=3.0)
        entries = await desk.end()

    first, second = parts(entries)
    assert (first.width, first.height) != (second.width, second.height)
    for part in (first, second):
        with av.open(str(desk.folder / part.file)) as film:
            shown = next(film.decode(video=0))
            assert (shown.width, shown.height) == (part.width, part.height)


async def test_without_keyframes_it_is_cut_all_the_same_and_told(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        film = [each for each in camera(24.0) if each[1].at == 0 or not each[1].keyframe]
        await desk.play(film)
        assert desk.raised(Source.CAMERA) == [Alarm.NO_KEYFRAME]
        entries = await desk.end()

    assert all(second - first > 0.9 for first, second in pairwise(desk.asked))
    written = segments(entries, 1)
    assert [segment.keyframe for segment in written] == [True] + [False] * (len(written) - 1)
    assert all(segment.duration < 2 * VIDEO for segment in written)
    assert sum(segment.samples for segment in written) == len(film)
    assert ("alarm", 1) in marks(entries)
    assert ("cleared", 1) in marks(entries)  # it is over when the recording is


async def test_keyframes_come_when_asked_and_every_other_segment_begins_with_one(
    tmp_path: Path,
) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        line = Line("camera", VIDEO)
        (keyframe, *deltas) = pictures(1.0)
        for number in range(20 * 25):
            wanted = bool(desk.asked) and number / 25 - desk.asked[-1] < 0.3
            desk.asked = [] if wanted or number == 0 else desk.asked
            picture = keyframe if wanted or number == 0 else deltas[number % len(deltas)]
            await desk.play([(line, replace(picture, at=number / 25))])
            desk.recording.tick(desk.now)
        entries = await desk.end()

    began = [segment.ticks / VIDEO for segment in segments(entries, 1) if segment.keyframe]
    assert all(after - before <= 4.0 for before, after in pairwise(began))
    assert len(segments(entries, 1)) <= 14


async def test_sound_goes_on_where_the_picture_never_comes(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera", "microphone") as desk:
        await desk.play(together((Line("microphone", SOUND), sounds(7.0))))

        assert desk.raised(Source.CAMERA) == [Alarm.STALLED]
        assert desk.raised(Source.MICROPHONE) == []
        entries = await desk.end()

    assert [part.track for part in parts(entries)] == [2]
    assert sum(segment.samples for segment in segments(entries, 2)) == 350


async def test_a_stall_is_told_and_what_came_is_on_the_disk_before(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        line = Line("camera", VIDEO)
        await desk.play(together((line, pictures(3.0))))
        desk.wait(2.0)
        await desk.recording.drained()
        assert sum(part.stat().st_size for part in desk.folder.glob("1-1*")) > 0
        desk.wait(4.0)
        assert desk.raised(Source.CAMERA) == [Alarm.STALLED]

        await desk.play(together((line, pictures(8.0))), later=10.0)
        assert desk.raised(Source.CAMERA) == []
        entries = await desk.end()

    assert sum(segment.samples for segment in segments(entries, 1)) == 275


async def test_one_that_is_muted_does_not_stall_and_both_are_marked(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("microphone") as desk:
        line = Line("microphone", SOUND)
        await desk.play(together((line, sounds(2.0))))
        desk.recording.message(Muted("microphone", True), desk.now, 0.0)
        desk.wait(60.0)
        desk.recording.message(Muted("microphone", False), desk.now, 0.0)
        await desk.play(together((line, sounds(2.0))), later=62.0)
        entries = await desk.end()

    assert desk.told == []
    assert marks(entries) == [("muted", 1), ("unmuted", 1)]
    walls = [segment.wall for segment in segments(entries, 1)]
    assert abs(walls[-1] - (WALL + 62.0)) < 2.0


async def test_what_is_lost_on_the_way_is_marked_and_a_bad_line_told(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("microphone") as desk:
        line = Line("microphone", SOUND)
        film = together((line, sounds(10.0)))
        for number, each in enumerate(film):
            if number % 10 == 5:
                list(line.packets(each[1]))  # numbered, and never seen
                continue
            await desk.play([each])
        desk.recording.message(Dropped("microphone", 7), desk.now, 0.0)
        desk.wait(1.0)
        assert set(desk.raised(Source.MICROPHONE)) == {Alarm.LOSSY, Alarm.DROPPED}
        entries = await desk.end()

    assert sum(segment.lost for segment in segments(entries, 1)) == 50
    lost = [each for each in entries if isinstance(each, Mark) and each.what is Marked.LOST]
    assert sum(int(str(mark.detail["packets"])) for mark in lost) == 50
    assert ("dropped", 1) in marks(entries)


async def test_a_machine_clock_set_back_an_hour_moves_nothing(tmp_path: Path) -> None:
    async with Desk(tmp_path).open("camera") as desk:
        line = Line("camera", VIDEO)
        await desk.play(together((line, pictures(4.0))), reports=False)
        desk.wall -= 3600
        await desk.play(together((line, pictures(4.0))), later=4.0, reports=False)
        desk.recording.mark(
            desk.clock.here(desk.wall + desk.now), Marked.PHASE, {"phase": "paused"}
        )
        entries = await desk.end()

    times = [each.at for each in entries if not isinstance(each, Mark)]
    assert times == sorted(times)
    written = segments(entries, 1)
    for before, after in pairwise(written):
        assert abs(before.wall + before.duration / VIDEO - after.wall) < 0.001
    (mark,) = (each for each in entries if isinstance(each, Mark))
    assert abs(mark.at - (WALL + desk.now)) < 0.001


async def test_six_hours_stay_in_step_and_wrap(tmp_path: Path) -> None:
    hours = 6 * 3600
    async with Desk(tmp_path).open("camera") as desk:
        line = Line("camera", VIDEO)
        line.rtp._first_timestamp = line.first = 0xFFFFFFFF - 3600 * VIDEO
        (keyframe, delta, *_) = pictures(1.0)
        small = replace(delta, payloads=delta.payloads[:1])
        film = [
            (line, replace(keyframe if number % 60 == 0 else small, at=number * 1.5))
            for number in range(hours * 2 // 3)
        ]
        await desk.play(film, every=60.0)
        entries = await desk.end()

    written = segments(entries, 1)
    assert len(parts(entries)) == 1
    assert sum(segment.samples for segment in written) == len(film)
    last = [each for each in written if isinstance(each, Segment)][-1]
    assert last.ticks + last.duration >= (hours - 2) * VIDEO
    assert all(abs(each.wall - WALL - each.ticks / VIDEO) < 0.001 for each in written)
