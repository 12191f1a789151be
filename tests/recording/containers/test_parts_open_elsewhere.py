"""A part is read back by FFmpeg: as many samples, at their times, and all can be decoded."""

import io
from dataclasses import dataclass, replace
from fractions import Fraction

import av
import pytest
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from recording.containers.open import writer_for
from recording.tracks.h264 import H264Track
from recording.tracks.open import Track, track_for
from recording.tracks.opus import OpusTrack
from recording.tracks.samples import Sample
from recording.tracks.vp8 import Vp8Track
from tests.recording.material import (
    FRAME,
    PACKET,
    fed,
    h264,
    moved,
    opus,
    part,
    segments,
    sent,
    vp8,
)

SIX_HOURS = 6 * 3600


@dataclass(frozen=True)
class ReadBack:
    """What FFmpeg found."""

    times: list[Fraction]
    keyframes: list[bool]
    decoded: int
    size: tuple[int, int]


def read_back(data: bytes) -> ReadBack:
    with av.open(io.BytesIO(data), "r") as container:
        stream = container.streams[0]
        demuxed = list(container.demux(stream))  # the last one is empty and flushes the decoder
        frames = [frame for packet in demuxed for frame in packet.decode()]
        packets = [packet for packet in demuxed if packet.size]
        assert all(isinstance(frame, VideoFrame | AudioFrame) for frame in frames)
        first = frames[0]
        return ReadBack(
            [Fraction(packet.pts or 0) * (packet.time_base or 0) for packet in packets],
            [packet.is_keyframe for packet in packets],
            len(frames),
            (first.width, first.height) if isinstance(first, VideoFrame) else (0, 0),
        )


def recorded(track: Track, kind: str) -> list[Sample]:
    if kind == "opus":
        return fed(track, sent(opus(), PACKET, 65_500, 2**32 - 20_000))
    frames = h264() if kind == "h264" else vp8()
    return fed(track, sent(frames, FRAME, 65_500, 2**32 - 20_000))


@pytest.mark.parametrize(
    ("kind", "codec", "mime"),
    [
        ("h264", "video/H264", 'video/mp4; codecs="avc1.42c0'),
        ("vp8", "video/VP8", 'video/webm; codecs="vp8"'),
        ("opus", "audio/opus", 'audio/mp4; codecs="opus"'),
    ],
)
def test_every_sample_is_at_its_time_and_can_be_decoded(kind: str, codec: str, mime: str) -> None:
    """Numbers and timestamps wrap on the way, which nobody sees in the file."""
    track = track_for(codec)
    samples = recorded(track, kind)
    assert track.format is not None
    writer = writer_for(track.format)

    found = read_back(part(writer, segments(samples)))

    step = Fraction(1, 50) if kind == "opus" else Fraction(1, 25)
    assert writer.mime.startswith(mime)
    assert found.times == [number * step for number in range(len(samples))]
    assert found.keyframes == [sample.keyframe for sample in samples]
    assert found.decoded == len(samples) == (150 if kind == "opus" else 75)
    assert found.size == ((0, 0) if kind == "opus" else (320, 180))


@pytest.mark.parametrize(("kind", "codec"), [("h264", "video/H264"), ("vp8", "video/VP8")])
def test_a_part_that_is_cut_off_behind_a_segment_still_opens(kind: str, codec: str) -> None:
    track = track_for(codec)
    cut = segments(recorded(track, kind))
    assert track.format is not None

    found = read_back(part(writer_for(track.format), cut[:1]))

    assert found.decoded == 25


@pytest.mark.parametrize(("kind", "codec"), [("h264", "video/H264"), ("vp8", "video/VP8")])
def test_after_six_hours_the_time_is_as_exact_as_at_the_beginning(kind: str, codec: str) -> None:
    track = track_for(codec)
    frames = h264() if kind == "h264" else vp8()
    one = sent(frames[:25], FRAME)
    samples = fed(track, one)
    for second in range(9, SIX_HOURS + 1, 9):  # the sender shows itself now and then
        later = moved(one, second // 9 * len(one), second * 90_000)
        if second == SIX_HOURS:
            samples += fed(track, later)
        else:
            fed(track, moved(later[:1], 0))
            fed(track, later[1:])
    assert track.format is not None
    cut = segments(samples)

    found = read_back(part(writer_for(track.format), cut))

    assert found.times[25:] == [SIX_HOURS + number * Fraction(1, 25) for number in range(25)]
    assert track.counts.restarts == track.counts.lost == 0


@pytest.mark.parametrize("kind", ["h264", "vp8"])
def test_a_part_may_be_longer_than_32_bits_of_ticks(kind: str) -> None:
    track: Track = H264Track() if kind == "h264" else Vp8Track()
    first, *_ = samples = recorded(track, kind)[:25]
    assert track.format is not None
    late = [replace(sample, ticks=sample.ticks + 16 * 3600 * 90_000) for sample in samples]

    found = read_back(part(writer_for(track.format, origin=first.ticks), [late]))

    assert found.times[0] == 16 * 3600


def test_a_segment_that_begins_without_a_keyframe_says_so() -> None:
    track = H264Track()
    samples = recorded(track, "h264")
    assert track.format is not None

    found = read_back(part(writer_for(track.format), segments(samples, 20)))

    assert found.keyframes == [number % 25 == 0 for number in range(75)]


def test_what_is_missing_stays_a_gap_in_sound_and_a_standing_picture() -> None:
    sound, picture = OpusTrack(), Vp8Track()
    heard = fed(sound, [p for p in sent(opus(), PACKET) if not 50 <= p.sequence < 80])
    heard += sound.finish()
    seen = fed(picture, sent(vp8(), FRAME))
    assert sound.format is not None
    assert picture.format is not None
    writer = writer_for(picture.format)

    gap = read_back(part(writer_for(sound.format), segments(heard)))
    stood = writer.init() + writer.segment(seen[:5], 1, until=seen[25].ticks)
    stood += writer.segment(seen[25:50], 2)

    assert len(gap.times) == 120
    assert gap.times[48:50] == [Fraction(48, 50), Fraction(79, 50)]
    with av.open(io.BytesIO(stood), "r") as container:
        durations = [packet.duration for packet in container.demux(video=0) if packet.size]
    assert durations[4] == 840  # milliseconds until the next keyframe


def test_a_picture_that_stands_for_a_minute_is_followed_by_a_cluster_of_its_own() -> None:
    track = Vp8Track()
    first, second, third = fed(track, sent(vp8()[:3], FRAME))
    assert track.format is not None
    late = replace(third, ticks=first.ticks + 60 * 90_000)

    found = read_back(part(writer_for(track.format), [[first, second, late]]))

    assert found.times == [0, Fraction(1, 25), 60]


def test_a_writer_refuses_what_it_cannot_place() -> None:
    track = H264Track()
    samples = recorded(track, "h264")
    assert track.format is not None
    writer = writer_for(track.format, origin=samples[1].ticks)

    with pytest.raises(ValueError, match="at least one"):
        writer.segment([], 1)
    with pytest.raises(ValueError, match="before the part began"):
        writer.segment(samples[:1], 1)
