from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ingest.opus import FRAME, RATE, SILENT, OpusEncoder, Resampler, level_of, packet_seconds


@pytest.mark.parametrize(
    ("packet", "seconds"),
    [
        (bytes([0 << 3]), 0.010),
        (bytes([3 << 3]), 0.060),
        (bytes([13 << 3]), 0.020),
        (bytes([31 << 3 | 1]), 0.040),
        (bytes([16 << 3 | 3, 4]), 0.010),
        (bytes([3 << 3 | 1]), 0.120),
        (bytes([3 << 3 | 3, 63]), None),
        (bytes([16 << 3 | 3]), None),
        (b"", None),
    ],
)
def test_the_first_byte_says_how_long_a_packet_sounds(packet: bytes, seconds: float | None) -> None:
    assert packet_seconds(packet) == seconds


@given(st.binary(max_size=20))
def test_any_bytes_are_measured_without_an_error(data: bytes) -> None:
    seconds = packet_seconds(data)

    assert seconds is None or 0 < seconds <= 0.120


@pytest.mark.parametrize(("amplitude", "level"), [(1.0, 0), (0.1, 20), (0.001, 60), (0.0, SILENT)])
def test_loudness_is_told_as_rfc_6464_does(amplitude: float, level: int) -> None:
    assert level_of(np.full(FRAME, amplitude, np.float32)) == level


def frame_at(seconds: float, samples: int = 1024, rate: int = 44_100) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(
        np.full((2, samples), 0.25, np.float32), format="fltp", layout="stereo"
    )
    frame.sample_rate = rate
    frame.pts = round(seconds * rate)
    frame.time_base = Fraction(1, rate)
    return frame


def test_any_rate_and_layout_becomes_mono_frames_of_20_ms_in_step() -> None:
    resampler = Resampler()

    frames = [out for n in range(100) for out in resampler.feed(frame_at(n * 1024 / 44_100))]

    assert all(samples.shape == (FRAME,) for _, samples in frames)
    assert [round(time, 3) for time, _ in frames] == [
        round(n * 0.02, 3) for n in range(len(frames))
    ]
    assert len(frames) >= 100 * 1024 / 44_100 / 0.02 - 2


def test_a_short_gap_is_filled_with_silence_and_a_long_one_is_jumped() -> None:
    resampler = Resampler()
    before = [*resampler.feed(frame_at(0.0, samples=44_100))]

    filled = [*resampler.feed(frame_at(1.5, samples=44_100))]
    jumped = [*resampler.feed(frame_at(60.0, samples=44_100))]

    assert filled[0][0] == pytest.approx(before[-1][0] + 0.02)
    assert min(float(np.abs(samples).max()) for _, samples in filled) == 0.0
    assert jumped[0][0] == pytest.approx(60.0, abs=0.1)


def test_what_is_encoded_decodes_to_as_much_sound() -> None:
    encoder = OpusEncoder()
    decoder = av.CodecContext.create("libopus", "r")
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)

    packets = [p for start in range(0, RATE, FRAME) for p in encoder.encode(tone[start:][:FRAME])]

    assert {packet_seconds(packet) for packet in packets} == {0.020}
    decoded = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    assert sum(frame.samples for frame in decoded) == pytest.approx(RATE, abs=2 * FRAME)
