"""A recorded lesson of any length, for what works on recordings: lecturer, screen, one on stage.

Rule: through our own tracks, containers and manifest. The cameras have a sensor's noise and the
field's 1.5 Mbit/s, since the demo film alone is far easier to decode and to encode than a camera.
"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from classroom.media_messages import Source
from media import rtp
from media.ingest.h264 import packetise, split_annex_b
from recording.containers.open import writer_for
from recording.manifest.entries import Begun, Ended, PartOpened, Segment, TrackOpened
from recording.manifest.index import Index, index
from recording.manifest.lines import Appending, read
from recording.manifest.names import MANIFEST
from recording.tracks.open import track_for
from recording.tracks.samples import Sample

FILM = Path(__file__).resolve().parent.parent / "demo" / "lesson.mp4"
BEGAN = 1_788_228_000.0
LOOP = 20  # seconds of each track that are encoded, and then again and again
BITRATE, NOISE = 1_500_000, 5.0


def taped(folder: Path, seconds: int) -> Index:
    """Record three cameras of 720p with two microphones for so long; return the index."""
    manifest = Appending.create(folder / MANIFEST)
    manifest.append(Begun(at=BEGAN, lesson="bench"))
    pictures = [
        ("a", Source.CAMERA, _camera(10, noise=NOISE)),
        ("a", Source.SCREEN, _camera(40, noise=0.0)),
        ("b", Source.CAMERA, _camera(70, noise=NOISE)),
    ]
    count = 0
    for seat, source, units in pictures:
        count += 1
        payloads = [packetise(list(split_annex_b(unit))) for unit in units]
        samples = _samples("video/H264", payloads, 3600, seconds * 25)
        _write(manifest, folder, count, (seat, source), samples, 50, 90_000, 3600)
    for seat in ("a", "b"):
        count += 1
        samples = _samples("audio/opus", [[each] for each in _opus()], 960, seconds * 50)
        _write(manifest, folder, count, (seat, Source.MICROPHONE), samples, 100, 48_000, 960)
    manifest.append(Ended(at=BEGAN + seconds))
    manifest.close()
    return index(read(folder / MANIFEST))


def _camera(start: int, *, noise: float) -> list[bytes]:
    """Encode a stretch of the film as a browser's camera does."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 1280, 720, "yuv420p"
    encoder.framerate, encoder.time_base, encoder.gop_size = Fraction(25), Fraction(1, 25), 100
    encoder.bit_rate = BITRATE
    encoder.options = {
        "profile": "baseline", "preset": "veryfast", "tune": "zerolatency",
        "x264-params": "scenecut=0:repeat-headers=1", "maxrate": str(BITRATE),
        "bufsize": str(BITRATE),
    }  # fmt: skip
    grains = np.random.default_rng(start).normal(0, noise, (4, 720, 1280)).astype(np.int16)
    made: list[bytes] = []
    with av.open(str(FILM)) as film:
        film.seek(start * 1_000_000)
        for number, frame in enumerate(itertools.islice(film.decode(video=0), LOOP * 25)):
            whole = frame.to_ndarray(format="yuv420p")
            if noise:
                grain = np.roll(grains[number % 4], number * 37, axis=1)
                whole[:720] = np.clip(whole[:720].astype(np.int16) + grain, 16, 235)
            noisy = av.VideoFrame.from_ndarray(whole, format="yuv420p")
            noisy.pts = number
            made += [bytes(packet) for packet in encoder.encode(noisy)]
    return made + [bytes(packet) for packet in encoder.encode(None)]


def _opus() -> list[bytes]:
    with av.open(str(FILM)) as film:
        packets = (bytes(packet) for packet in film.demux(audio=0) if packet.size)
        return list(itertools.islice(packets, LOOP * 50))


def _samples(
    codec: str, units: Sequence[Sequence[bytes]], step: int, count: int
) -> Iterator[Sample]:
    """Send the units round and round; yield what the track makes of them."""
    track, sequence = track_for(codec), 0
    for number, payloads in enumerate(itertools.islice(itertools.cycle(units), count)):
        for place, payload in enumerate(payloads):
            sequence += 1
            packet = rtp.build(
                payload_type=100, sequence=sequence & 0xFFFF,
                timestamp=(9000 + number * step) & 0xFFFF_FFFF, ssrc=1000, payload=payload,
                marker=place == len(payloads) - 1,
            )  # fmt: skip
            yield from track.feed(packet)
    yield from track.finish()


def _write(
    manifest: Appending, folder: Path, track: int, of: tuple[str, Source],
    samples: Iterable[Sample], each: int, rate: int, step: int,
) -> None:  # fmt: skip
    seat, source = of
    leading = seat == "a"
    lines: list[TrackOpened | PartOpened | Segment] = [
        TrackOpened(
            at=BEGAN, track=track, seat=seat, classroom=seat, source=source, leading=leading
        )
    ]
    samples = iter(samples)
    first = next(samples)
    assert first.begins is not None
    writer = writer_for(first.begins)
    init = writer.init()
    name = f"{track}-1.{writer.suffix}"
    lines.append(
        PartOpened(
            at=BEGAN, track=track, part=1, file=name, mime=writer.mime, rate=rate,
            bytes=len(init), sha256=hashlib.sha256(init).hexdigest(),
        )
    )  # fmt: skip
    at, left = len(init), itertools.chain([first], samples)
    with (folder / name).open("wb") as file:
        file.write(init)
        for number in itertools.count(1):
            some = list(itertools.islice(left, each))
            if not some:
                break
            until = some[-1].ticks + step
            data = writer.segment(some, number, until)
            file.write(data)
            begin = some[0].ticks - first.ticks
            lines.append(
                Segment(
                    at=BEGAN + begin / rate + 2, track=track, part=1, offset=at, bytes=len(data),
                    sha256=hashlib.sha256(data).hexdigest(), ticks=begin,
                    duration=until - some[0].ticks, wall=BEGAN + begin / rate,
                    samples=len(some), keyframe=some[0].keyframe,
                )
            )  # fmt: skip
            at += len(data)
    manifest.append(*lines)
