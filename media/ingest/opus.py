"""Opus: how long a packet is, how loud it is, and making it out of any other sound.

Rule: what leaves here is 48 kHz Opus in packets of at most 60 ms, which every browser plays
(RFC 6716, RFC 7587); our own encoder makes 20 ms, mono.
"""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

RATE = 48_000
FRAME = 960
"""Samples in each packet that we encode: 20 ms."""
LONGEST = 0.060
LARGEST = 1275
"""Bytes of the largest Opus frame (RFC 6716, 3.4); more would not fit one datagram."""
SILENT = 127
_GAP = 0.060
_LONGEST_GAP = 1.0


def packet_seconds(packet: bytes) -> float | None:
    """Return how long a packet sounds (RFC 6716, 3.1 and 3.2), or None when it is malformed."""
    if not packet:
        return None
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = (0.010, 0.020, 0.040, 0.060)[config & 3]
    elif config < 16:
        frame = (0.010, 0.020)[config & 1]
    else:
        frame = (0.0025, 0.005, 0.010, 0.020)[config & 3]
    if code == 3 and len(packet) < 2:
        return None
    count = (1, 2, 2, packet[1] & 0x3F if code == 3 else 0)[code]
    seconds = frame * count
    return seconds if 0 < seconds <= 0.120 else None


def level_of(samples: NDArray[np.float32]) -> int:
    """Return the loudness of samples (-1…1) in -dBov: 0 loudest … 127 silence (RFC 6464)."""
    if samples.size == 0:
        return SILENT
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    if power < 1e-12:
        return SILENT
    return min(SILENT, max(0, round(-10 * float(np.log10(power)))))


class Resampler:
    """Any sound as mono samples at 48 kHz, cut into frames of 20 ms that carry their time."""

    def __init__(self) -> None:
        """Start empty."""
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        self._waiting: NDArray[np.float32] = np.zeros(0, np.float32)
        self._time: float | None = None  # of the first sample waiting

    def feed(self, frame: av.AudioFrame) -> Iterator[tuple[float, NDArray[np.float32]]]:
        """Yield (seconds on the source's clock, 960 samples).

        A gap is filled with silence up to a second, and jumped over beyond; sound that comes twice
        is left out.
        """
        time = frame.time
        pieces = [piece.to_ndarray().reshape(-1) for piece in self._resampler.resample(frame)]
        samples = np.concatenate([np.zeros(0, np.float32), *pieces]).astype(np.float32)
        if time is not None:
            samples = self._align(time, samples)
        self._waiting = np.concatenate([self._waiting, samples])
        while self._waiting.size >= FRAME and self._time is not None:
            yield self._time, self._waiting[:FRAME]
            self._waiting = self._waiting[FRAME:]
            self._time += FRAME / RATE

    def _align(self, time: float, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        if self._time is None:
            self._time = time
            return samples
        gap = time - (self._time + self._waiting.size / RATE)
        if abs(gap) < _GAP:
            return samples
        if 0 < gap <= _LONGEST_GAP:
            return np.concatenate([np.zeros(int(gap * RATE), np.float32), samples])
        if -_LONGEST_GAP <= gap < 0:
            return samples[int(-gap * RATE) :]
        self._time, self._waiting = time, np.zeros(0, np.float32)
        return samples


class OpusEncoder:
    """Frames of 960 samples into Opus packets, one for one."""

    def __init__(self) -> None:
        """Open libopus for speech and music alike, with in-band FEC for thin lines."""
        encoder = av.CodecContext.create("libopus", "w")
        assert isinstance(encoder, AudioCodecContext)  # Opus is sound
        encoder.sample_rate = RATE
        encoder.layout = "mono"
        encoder.format = "flt"
        encoder.bit_rate = 40_000
        encoder.time_base = Fraction(1, RATE)
        encoder.options = {
            "application": "audio",
            "frame_duration": "20",
            "fec": "1",
            "packet_loss": "10",
        }
        self._encoder = encoder
        self._sample = 0

    def encode(self, samples: NDArray[np.float32]) -> list[bytes]:
        """Return the packets that are ready."""
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = RATE
        frame.pts = self._sample
        frame.time_base = Fraction(1, RATE)
        self._sample += samples.size
        return [bytes(packet) for packet in self._encoder.encode(frame)]
