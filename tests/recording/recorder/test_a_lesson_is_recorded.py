"""The real process, over real sockets: what passed is on the disk, in step, and whole."""

import asyncio
from itertools import pairwise
from pathlib import Path

import av
import pytest

from classroom import packet_messages
from classroom.failures import Refused
from classroom.media_messages import Source
from classroom.recorder_messages import (
    BeginRecording,
    EndRecording,
    MarkRecording,
    RecordingBegun,
    RecordingEnded,
)
from classroom.recording.values import Marked
from recording.folder import lesson_folder
from recording.manifest.entries import Ended, Mark, PartClosed
from recording.manifest.lines import read
from recording.recorder.supervisor import RecorderSupervisor
from tests.recording.recorder.films import SOUND, VIDEO, Line, pictures, sounds, together
from tests.recording.recorder.manifests import assert_intact, parts, read_until, segments
from tests.recording.recorder.plane import LESSON, WALL, Plane, take


async def test_a_camera_and_its_microphone_are_on_the_disk_in_step(
    recorder: RecorderSupervisor, tmp_path: Path
) -> None:
    folder = lesson_folder(tmp_path, LESSON)
    camera, microphone = Line("c1", VIDEO), Line("c2", SOUND)
    began = await recorder.ask(BeginRecording(lesson=LESSON, at=WALL))
    assert isinstance(began, RecordingBegun)
    async with Plane(began) as plane:
        await recorder.ask(take("c1"))
        await recorder.ask(take("c2", Source.MICROPHONE))
        camera.began = microphone.began = WALL
        for line, sent in together((camera, pictures(10.0)), (microphone, sounds(10.0))):
            await plane.send(line, sent)
        plane.say(packet_messages.Ended("c1"))
        plane.say(packet_messages.Ended("c2"))
        await read_until(folder, PartClosed, 2)
        await recorder.ask(
            MarkRecording(lesson=LESSON, at=WALL, what=Marked.STAGE, detail={"classrooms": ["r1"]})
        )
        ended = await recorder.ask(EndRecording(lesson=LESSON, at=WALL))

    assert ended == RecordingEnded(lesson=LESSON, tracks=2)
    entries = read(folder / "manifest.jsonl")
    assert_intact(folder, entries)
    assert isinstance(entries[-1], Ended)
    assert [each.file for each in parts(entries)] == ["1-1-camera.mp4", "2-1-microphone.mp4"]
    for part, sent_to_us in zip(parts(entries), (250, 500), strict=True):
        written = segments(entries, part.track)
        assert sum(segment.samples for segment in written) == sent_to_us
        assert all(segment.keyframe for segment in written)
        for before, after in pairwise(written):
            assert before.ticks + before.duration == after.ticks
            assert before.duration < 2 * part.rate
        off = [segment.wall - segment.ticks / part.rate - written[0].wall for segment in written]
        assert max(map(abs, off)) < 0.005
    first = [segments(entries, track)[-1] for track in (1, 2)]
    camera_began, sound_began = (
        segment.wall - segment.ticks / rate
        for segment, rate in zip(first, (VIDEO, SOUND), strict=True)
    )
    assert abs(camera_began - sound_began) < 0.04
    assert any(isinstance(each, Mark) and each.what is Marked.STAGE for each in entries)
    with av.open(str(folder / "1-1-camera.mp4")) as film:
        assert sum(1 for _ in film.decode(video=0)) == 250


async def test_a_camera_that_cannot_be_begun_with_is_asked_for_a_keyframe(
    recorder: RecorderSupervisor,
) -> None:
    camera = Line("c1", VIDEO)
    began = await recorder.ask(BeginRecording(lesson=LESSON, at=WALL))
    assert isinstance(began, RecordingBegun)
    async with Plane(began) as plane, asyncio.timeout(20):
        await recorder.ask(take("c1"))

        for sent in pictures(1.0)[1:]:
            await plane.send(camera, sent)
        await plane.wanted.wait()

        assert plane.asked == ["c1"]


async def test_what_was_ended_is_not_begun_again(recorder: RecorderSupervisor) -> None:
    await recorder.ask(BeginRecording(lesson=LESSON, at=WALL))
    await recorder.ask(EndRecording(lesson=LESSON, at=WALL))

    with pytest.raises(Refused, match="recording_sealed"):
        await recorder.ask(BeginRecording(lesson=LESSON, at=WALL))
    assert await recorder.ask(EndRecording(lesson=LESSON, at=WALL)) == RecordingEnded(
        lesson=LESSON, tracks=0
    )
