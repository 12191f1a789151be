"""The pure parts: what silence is, when an alarm comes and goes, where a tick is on the wall."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from classroom.failures import BadMessage
from classroom.media_messages import Source
from classroom.recording.values import Alarm
from media.ingest.opus import OpusEncoder
from recording.folder import lesson_folder
from recording.recorder.alignment import Alignment
from recording.recorder.cutting import Cutter
from recording.recorder.loudness import EVERY, Listener
from recording.recorder.watching import CLEAR_SECONDS, QUIET, TrackWatch
from tests.recording.recorder.films import sounds


def packets_of(level: float) -> list[bytes]:
    noise = np.random.default_rng(1).standard_normal((100, 960)).astype(np.float32) * level
    encoder = OpusEncoder()
    return [packet for frame in noise for packet in encoder.encode(frame)]


def peak_of(packets: list[bytes]) -> float:
    listener = Listener()
    for packet in packets[2 * EVERY :]:
        listener.offer(packet)
    return listener.peak()


def test_a_microphone_that_was_cut_is_silent_and_a_quiet_room_is_not() -> None:
    speech = [sent.payloads[0] for sent in sounds(2.0)]

    assert peak_of(packets_of(0.0)) < QUIET
    assert peak_of(packets_of(0.0003)) > QUIET  # -70 dBFS: a quiet room
    assert peak_of(speech) > 10 * QUIET
    assert peak_of([b"", b"\xff" * 3] * 100) == 0.0  # no Opus at all


def changes(watch: TrackWatch, seconds: list[float], step: float = 0.1) -> Iterator[str]:
    """Let it send for so long, its sound lasting the second figure, and say what is told."""
    until, sounding = seconds
    now = 0.0
    while now < until:
        now += step
        watch.packet(now)
        if now <= sounding:
            watch.peak(now, 0.1)
        for alarm, begins, _ in watch.changes(now):
            yield f"{alarm} {'+' if begins else '-'} {now:.0f}"


def test_a_silent_microphone_is_told_within_ten_seconds_and_cleared_when_it_speaks() -> None:
    watch = TrackWatch(Source.MICROPHONE, 0.0, muted=False)

    assert list(changes(watch, [30.0, 5.0])) == ["silent + 13"]
    watch.packet(30.1)
    watch.peak(30.1, 0.1)
    assert watch.changes(30.1) == []
    watch.packet(30.2 + CLEAR_SECONDS)
    assert watch.changes(30.2 + CLEAR_SECONDS) == [(Alarm.SILENT, False, 30.1)]


@pytest.mark.parametrize("source", [Source.SCREEN_SOUND, Source.CAMERA])
def test_only_a_microphone_can_be_silent(source: Source) -> None:
    watch = TrackWatch(source, 0.0, muted=False)

    assert list(changes(watch, [30.0, 0.0])) == []


def test_what_comes_and_goes_is_one_alarm() -> None:
    watch = TrackWatch(Source.CAMERA, 0.0, muted=False)
    told = []
    for second in range(100):
        if second % 7 == 0:
            watch.packet(float(second))
        told += watch.changes(float(second))

    assert told == [(Alarm.STALLED, True, 0.0)]


def test_a_drifting_clock_is_followed_without_a_jump_and_a_set_one_at_once() -> None:
    line = Alignment(48_000)
    line.arrived(1000.4, 0)
    line.report(1000.0, 0, exact=True)
    walls = []
    for second in range(1, 1000):
        drift = 1 + 100e-6
        line.report(1000.0 + second * drift, second * 48_000, exact=True)
        walls.append(line.wall(second * 48_000) - (1000.0 + second * drift))
    assert max(map(abs, walls)) < 0.001

    line.report(2000.0, 1_000_000, exact=False)  # a guess counts no more
    assert abs(line.wall(999 * 48_000) - 1999.0) < 0.2
    line.report(3000.0, 1000 * 48_000, exact=True)
    assert line.wall(1000 * 48_000) == 3000.0


def test_segments_end_before_they_are_two_seconds_old() -> None:
    cutter, began, ages = Cutter(), 0.0, []
    cutter.begin(0.0, keyframe=True)
    for number in range(1, 1000):
        at, keyframe = number / 25, number % 70 == 0
        if cutter.cuts(at, keyframe=keyframe):
            ages.append(at - began)
            began = at
            cutter.begin(at, keyframe=keyframe)
        else:
            assert not keyframe

    assert max(ages) < 1.8


@pytest.mark.parametrize("lesson", ["", ".", "..", "../x", "a/b", "/etc", "a\0b", "a\n", "-a"])
def test_a_path_in_a_lessons_name_is_refused(lesson: str) -> None:
    with pytest.raises(BadMessage):
        lesson_folder(Path("/recordings"), lesson)
