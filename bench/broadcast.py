"""A lecturer without a browser: real Opus and H.264 in three layers, encoded once, sent in a loop.

Rule: what a browser gets of it decodes; so what it conceals and where it freezes is the line's.
"""

import asyncio
from fractions import Fraction
from typing import Any

import av
import numpy as np

from media import rtp
from media.client import ClientTransport
from media.ingest import h264

LAYERS = ((320, 180, 150_000), (640, 360, 500_000), (1280, 720, 1_500_000))  # bit/s
FPS = 15
LOOP_SECONDS = 4
SAMPLES = 960  # of 20 ms
PICTURE, SOUND = 108, 111  # payload types
SOUND_SSRC = 900

SOUND_PARAMETERS: dict[str, Any] = {
    "codecs": [
        {
            "mimeType": "audio/opus",
            "payloadType": SOUND,
            "clockRate": 48000,
            "channels": 2,
            "parameters": {"useinbandfec": 1},
        }
    ],
    "headerExtensions": [],
    "encodings": [{"ssrc": SOUND_SSRC}],
    "rtcp": {"cname": "bench"},
}
PICTURE_PARAMETERS: dict[str, Any] = {
    "codecs": [
        {
            "mimeType": "video/H264",
            "payloadType": PICTURE,
            "clockRate": 90000,
            "parameters": {"packetization-mode": 1, "profile-level-id": "42e01f"},
            "rtcpFeedback": [],
        }
    ],
    "headerExtensions": [],
    "encodings": [{"ssrc": 1000 + layer} for layer in range(len(LAYERS))],
    "rtcp": {"cname": "bench"},
}


def spoken() -> list[bytes]:
    """Return Opus packets of 20 ms: a tone that wavers, never silent."""
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "stereo", "s16"
    encoder.bit_rate, encoder.time_base = 32_000, Fraction(1, 48000)
    packets: list[bytes] = []
    for index in range(LOOP_SECONDS * 50):
        time = np.arange(index * SAMPLES, (index + 1) * SAMPLES) / 48000
        wave = np.sin(2 * np.pi * 220 * time) + np.sin(2 * np.pi * (440 + 9 * time) * time) / 2
        pcm = np.repeat((wave * 6000).astype(np.int16), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = 48000, index * SAMPLES
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def shown(width: int, height: int, bitrate: int) -> list[list[bytes]]:
    """Return the RTP payloads of each picture of a loop, a keyframe every second."""
    encoder: Any = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate, encoder.time_base = bitrate, Fraction(1, FPS)
    encoder.framerate, encoder.gop_size = Fraction(FPS), FPS
    rate = str(bitrate)
    encoder.options = {
        "preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "nal-hrd": "cbr",
        "maxrate": rate, "minrate": rate, "bufsize": str(bitrate // 2),
    }  # fmt: skip
    noise = np.random.default_rng(1)
    still = noise.integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    pictures = []
    for index in range(LOOP_SECONDS * FPS):
        moved = np.roll(still, index, axis=1).repeat(8, 0).repeat(8, 1)[:height, :width]
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(moved), format="rgb24")
        frame = frame.reformat(width=width, height=height, format="yuv420p")
        frame.pts, frame.time_base = index, Fraction(1, FPS)
        for packet in encoder.encode(frame):
            nals = [n for n in h264.split_annex_b(bytes(packet)) if h264.nal_type(n) != h264.FILLER]
            pictures.append(h264.packetise(nals))
    return pictures


class Broadcast:
    """Sends the loop over a connected client."""

    def __init__(self, client: ClientTransport) -> None:
        """Encode; takes a second or two."""
        self._client = client
        self._sound = spoken()
        self._layers = [shown(*layer) for layer in LAYERS]
        self._sequences = [0] * len(LAYERS)

    async def run(self) -> None:
        """Send in real time until cancelled: sound every 20 ms, pictures between."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        tick = 0
        frame = 0
        while True:
            self._say(tick)
            if frame <= tick * FPS / 50:
                self._show(frame)
                frame += 1
            tick += 1
            await asyncio.sleep(max(0.0, begin + tick * 0.02 - loop.time()))

    def _say(self, tick: int) -> None:
        self._send(SOUND, tick, tick * SAMPLES, SOUND_SSRC, self._sound[tick % len(self._sound)])

    def _show(self, frame: int) -> None:
        for layer, pictures in enumerate(self._layers):
            payloads = pictures[frame % len(pictures)]
            for index, payload in enumerate(payloads):
                last = index == len(payloads) - 1
                number = self._sequences[layer]
                self._sequences[layer] += 1
                self._send(PICTURE, number, frame * 90000 // FPS, 1000 + layer, payload, last)

    def _send(
        self, kind: int, number: int, at: int, ssrc: int, payload: bytes, last: bool = False
    ) -> None:
        self._client.send_packet(
            rtp.build(
                payload_type=kind,
                sequence=number & 0xFFFF,
                timestamp=at & 0xFFFFFFFF,
                ssrc=ssrc,
                payload=payload,
                marker=last,
            )
        )
