"""Sound and picture to record: encoded here, and packed for RTP as browsers do."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext

from media import rtp
from media.ingest.h264 import packetise, split_annex_b
from recording.containers.open import Writer
from recording.tracks.open import Track
from recording.tracks.samples import Sample

FRAME = 3600
"""Ticks of a picture at 25 a second."""
PACKET = 960
"""Ticks of a sound packet."""
KEYFRAMES = 25
"""Pictures from one keyframe to the next."""


@dataclass(frozen=True)
class Sent:
    """One packet as it is sent; `packed` makes the bytes."""

    sequence: int
    timestamp: int
    payload: bytes
    marker: bool
    ssrc: int = 1000

    def packed(self) -> bytes:
        return rtp.build(
            payload_type=100,
            sequence=self.sequence,
            timestamp=self.timestamp,
            ssrc=self.ssrc,
            payload=self.payload,
            marker=self.marker,
        )


def sent(
    frames: Iterable[Sequence[bytes]], step: int, sequence: int = 1, timestamp: int = 9000
) -> list[Sent]:
    """Number the payloads of each frame on; the last one of each carries the marker."""
    packets: list[Sent] = []
    for index, payloads in enumerate(frames):
        for payload in payloads:
            last = payload is payloads[-1]
            packets.append(Sent(sequence, timestamp + index * step, payload, last))
            sequence += 1
    return packets


def moved(packets: Iterable[Sent], sequence: int = 0, timestamp: int = 0) -> list[Sent]:
    """Return the packets with their numbers and times moved on."""
    return [
        replace(packet, sequence=packet.sequence + sequence, timestamp=packet.timestamp + timestamp)
        for packet in packets
    ]


def fed(track: Track, packets: Iterable[Sent]) -> list[Sample]:
    """Return what the track makes of these packets."""
    return [sample for packet in packets for sample in track.feed(packet.packed())]


def segments(samples: Sequence[Sample], length: int = KEYFRAMES) -> list[list[Sample]]:
    """Cut into segments of so many samples."""
    return [list(samples[at : at + length]) for at in range(0, len(samples), length)]


def part(writer: Writer, cut: Sequence[Sequence[Sample]]) -> bytes:
    """Return the whole file."""
    return writer.init() + b"".join(
        writer.segment(samples, number) for number, samples in enumerate(cut, 1)
    )


@cache
def h264(pictures: int = 75, width: int = 320, height: int = 180) -> tuple[tuple[bytes, ...], ...]:
    """Return the RTP payloads of each picture: constrained baseline, a keyframe each second."""
    options = {"profile": "baseline", "x264-params": "scenecut=0:repeat-headers=1", "crf": "20"}
    return tuple(
        tuple(packetise(list(split_annex_b(unit))))
        for unit in _encoded("libx264", pictures, width, height, options)
    )


@cache
def vp8(pictures: int = 75, width: int = 320, height: int = 180) -> tuple[tuple[bytes, ...], ...]:
    """Return the RTP payloads of each picture, with PictureIDs of 15 bits."""
    options = {"deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "0", "b": "400k"}
    return tuple(
        tuple(_vp8_payloads(number, frame))
        for number, frame in enumerate(_encoded("libvpx", pictures, width, height, options))
    )


@cache
def opus(packets: int = 150) -> tuple[tuple[bytes, ...], ...]:
    """Return packets of 20 ms of a tone, each as a frame of one payload."""
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "stereo", "flt"
    encoder.options = {"frame_duration": "20"}
    made: list[bytes] = []
    times = np.arange(PACKET, dtype=np.float32)
    while len(made) < packets:
        tone = 0.3 * np.sin((times + len(made) * PACKET) * 2 * np.pi * 440 / 48_000)
        frame = av.AudioFrame.from_ndarray(
            np.repeat(tone, 2).astype(np.float32).reshape(1, -1), format="flt", layout="stereo"
        )
        frame.sample_rate = 48_000
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple((packet,) for packet in made[:packets])


def _encoded(
    codec: str, pictures: int, width: int, height: int, options: dict[str, str]
) -> list[bytes]:
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(25), Fraction(1, 25)
    encoder.gop_size = KEYFRAMES
    encoder.options = (
        options | {"threads": "1"} | ({"tune": "zerolatency"} if "264" in codec else {})
    )
    made: list[bytes] = []
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    for number in range(pictures):
        frame = av.VideoFrame.from_ndarray(np.roll(noise, number * 4, axis=1), format="rgb24")
        frame.pts = number
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return made + [bytes(packet) for packet in encoder.encode(None)]


def _vp8_payloads(number: int, frame: bytes) -> list[bytes]:
    pieces = [frame[at : at + 1100] for at in range(0, len(frame), 1100)]
    extension = struct.pack("!BH", 0x80, 0x8000 | number)
    return [bytes((0x90 if piece is pieces[0] else 0x80,)) + extension + piece for piece in pieces]
