"""A short lesson that was really recorded: samples through our own tracks and containers, with a
manifest. Its pictures carry the frame number of the demo film, its sound beeps with every 25th.
"""

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from classroom.media_messages import Source
from demo import frame_number
from media.ingest.h264 import packetise, split_annex_b
from recording.containers.open import writer_for
from recording.manifest.entries import Begun, Ended, PartOpened, Segment, TrackOpened
from recording.manifest.index import Index, index
from recording.manifest.lines import Appending, read
from recording.manifest.names import MANIFEST
from recording.tracks.open import track_for
from recording.tracks.samples import Sample
from tests.recording.material import FRAME, PACKET, fed, segments, sent

BEGAN = 1_788_228_000.0  # 2026-09-01 10:00:00 in Shanghai
WIDTH, HEIGHT = 640, 360
EVERY = 25  # pictures from one beep to the next
BEEP = 0.04  # seconds
COLOURS = {"a": (70, 120, 90), "b": (190, 90, 60), "c": (60, 90, 190)}


class Filming:
    """Writes a recording."""

    def __init__(self, folder: Path, lesson: str = "l1") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.manifest = Appending.create(folder / MANIFEST)
        self.manifest.append(Begun(at=BEGAN, lesson=lesson))
        self._tracks = 0

    def camera(self, seat: str, **more: float) -> int:
        """Film a seat from `after` seconds on, for `seconds`, without those `without`."""
        number = self._open(seat, Source.CAMERA)
        self._pictures(number, 1, "video/H264", seat, **more)
        return number

    def vp8(self, seat: str, source: Source = Source.CAMERA, **more: float) -> int:
        number = self._open(seat, source)
        self._pictures(number, 1, "video/VP8", seat, **more)
        return number

    def again(self, track: int, seat: str, **more: float) -> None:
        """Let a track go on with another part."""
        self._pictures(track, 2, "video/H264", seat, **more)

    def microphone(self, seat: str, *, after: float = 0.0, seconds: float = 12.0) -> int:
        number = self._open(seat, Source.MICROPHONE)
        samples = fed(track_for("audio/opus"), sent([[each] for each in beeps(seconds)], PACKET))
        self._write(number, 1, samples, 100, 48_000, BEGAN + after)
        return number

    def ended(self, at: float = 12.0) -> Index:
        """End it, and return its index."""
        self.manifest.append(Ended(at=BEGAN + at))
        self.manifest.close()
        return index(read(self.folder / MANIFEST))

    def _open(self, seat: str, source: Source) -> int:
        self._tracks += 1
        opened = TrackOpened(
            at=BEGAN, track=self._tracks, seat=seat, classroom=f"room-{seat}", source=source,
            leading=seat == "a",
        )  # fmt: skip
        self.manifest.append(opened)
        return self._tracks

    def _pictures(
        self, track: int, part: int, codec: str, seat: str, *, after: float = 0.0,
        seconds: float = 12.0,
    ) -> None:  # fmt: skip
        first = round(after * 25)
        units = encoded(codec, seat, first, round(seconds * 25))
        if codec == "video/H264":
            payloads = [list(packetise(list(split_annex_b(unit)))) for unit in units]
        else:
            payloads = [list(_vp8(number, unit)) for number, unit in enumerate(units)]
        samples = fed(made := track_for(codec), sent(payloads, FRAME))
        self._write(track, part, [*samples, *made.finish()], 50, 90_000, BEGAN + after)

    def _write(
        self, track: int, part: int, samples: Sequence[Sample], each: int, rate: int, wall: float
    ) -> None:
        first = samples[0]
        assert first.begins is not None
        writer = writer_for(first.begins)
        init, at = writer.init(), 0
        name = f"{track}-{part}.{writer.suffix}"
        video = rate == 90_000
        lines: list[PartOpened | Segment] = [
            PartOpened(
                at=wall, track=track, part=part, file=name, mime=writer.mime, rate=rate,
                bytes=len(init), sha256=hashlib.sha256(init).hexdigest(),
                width=WIDTH if video else None, height=HEIGHT if video else None,
            )
        ]  # fmt: skip
        cut = segments(samples, each)
        with (self.folder / name).open("wb") as file:
            file.write(init)
            at = len(init)
            for number, some in enumerate(cut):
                until = cut[number + 1][0].ticks if number + 1 < len(cut) else None
                data = writer.segment(some, number + 1, until)
                file.write(data)
                end = until if until is not None else some[-1].ticks + (FRAME if video else PACKET)
                lines.append(
                    Segment(
                        at=wall + (end - first.ticks) / rate, track=track, part=part, offset=at,
                        bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
                        ticks=some[0].ticks - first.ticks, duration=end - some[0].ticks,
                        wall=wall + (some[0].ticks - first.ticks) / rate, samples=len(some),
                        keyframe=some[0].keyframe,
                    )
                )  # fmt: skip
                at += len(data)
        self.manifest.append(*lines)


def picture(seat: str, number: int) -> NDArray[np.uint8]:
    """Return a seat's picture: its colour, a bar that wanders, and the frame's number."""
    image = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    image[:] = COLOURS[seat]
    x = number * 4 % (WIDTH - 40)
    image[HEIGHT // 2 : HEIGHT // 2 + 60, x : x + 40] = 230
    by = WIDTH / frame_number.WIDTH
    top, bottom = (round(edge * by) for edge in (frame_number.TOP, 32))
    for block, white in enumerate(frame_number.blocks_of(number)):
        left = frame_number.LEFT + block * frame_number.BLOCK_WIDTH
        right = left + frame_number.BLOCK_WIDTH
        image[top:bottom, round(left * by) : round(right * by)] = 255 if white else 0
    return image


@cache
def encoded(codec: str, seat: str, first: int, count: int) -> tuple[bytes, ...]:
    name = "libx264" if codec == "video/H264" else "libvpx"
    encoder = av.CodecContext.create(name, "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.framerate, encoder.time_base, encoder.gop_size = Fraction(25), Fraction(1, 25), 100
    encoder.options = (
        {"profile": "baseline", "tune": "zerolatency", "preset": "veryfast",
         "x264-params": "scenecut=0:repeat-headers=1", "threads": "1"}
        if name == "libx264"
        else {"deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "0", "b": "800k"}
    )  # fmt: skip
    made: list[bytes] = []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(picture(seat, first + number), format="rgb24")
        frame.pts = number
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(made + [bytes(packet) for packet in encoder.encode(None)])


@cache
def beeps(seconds: float) -> tuple[bytes, ...]:
    """Return Opus packets that beep with every 25th picture."""
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "flt"
    encoder.options = {"frame_duration": "20", "application": "lowdelay"}
    at = np.arange(round(seconds * 48_000)) / 48_000
    on = (at * 25 % EVERY) < BEEP * 25
    sound = (0.5 * np.sin(2 * np.pi * 1000 * at) * on).astype(np.float32)
    made: list[bytes] = []
    for start in range(0, sound.size, PACKET):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound[None, start : start + PACKET]), format="flt", layout="mono"
        )
        frame.sample_rate = 48_000
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return tuple(made[: round(seconds * 50)])


def _vp8(number: int, frame: bytes) -> Iterator[bytes]:
    from tests.recording.material import _vp8_payloads

    yield from _vp8_payloads(number, frame)
