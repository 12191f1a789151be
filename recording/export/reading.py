"""A track's samples off the disk, decoded one after the other, each with its time.

Rule: a segment's time is the index's; within it the samples' own ticks count. So what a sender's
clock did is in the index, once, and picture and sound of a lesson meet here by the same time line.
What cannot be decoded is left out; it never ends an export.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from recording.manifest.index import IndexedPart, IndexedTrack, Piece
from recording.manifest.names import is_plain

MICRO = Fraction(1, 1_000_000)
MOST_SEGMENT = 64 << 20  # bytes; two seconds have half a megabyte
MOST_PIXELS = 4096 * 2304
RATE = 48_000
QUICK = {"probesize": "32768", "analyzeduration": "0", "fpsprobesize": "0"}
Sound = NDArray[np.float32]


class _Place(NamedTuple):
    part: IndexedPart
    wall: float
    piece: Piece


class Picture(NamedTuple):
    """A picture, and when it was taken."""

    at: float
    frame: VideoFrame


class Stretch(NamedTuple):
    """Sound of a segment, left and right, and when it began."""

    at: float
    sound: Sound  # shape 2 × n


def pictures(folder: Path, track: IndexedTrack, since: float, until: float) -> Iterator[Picture]:
    """Yield the pictures of a track in order: from the keyframe before `since` to `until`."""
    for part, places in _wanted(track, since, until, keyframes=True):
        decoder: VideoCodecContext | None = None
        for place in places:
            with _opened(folder, place) as file:
                if file is None or not file.streams.video:
                    continue
                stream = file.streams.video[0]
                if decoder is None:
                    decoder = _video_decoder(stream.codec_context)
                packets = _packets(file, stream)
            if not packets:
                continue
            first = packets[0].pts or 0
            for packet in packets:
                base = packet.time_base or Fraction(1, part.rate)
                at = place.wall + float(((packet.pts or 0) - first) * base)
                yield from _decoded(decoder, bytes(packet), at)
        if decoder is not None:
            yield from _decoded(decoder, b"", 0.0)


def stretches(folder: Path, track: IndexedTrack, since: float, until: float) -> Iterator[Stretch]:
    """Yield the sound of a track in order, a segment at a time, at `RATE`."""
    for part, places in _wanted(track, since, until, keyframes=False):
        decoder: AudioCodecContext | None = None
        resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for place in places:
            with _opened(folder, place) as file:
                if file is None or not file.streams.audio:
                    continue
                stream = file.streams.audio[0]
                if decoder is None:
                    decoder = _audio_decoder(stream.codec_context)
                packets = _packets(file, stream)
            heard: list[Sound] = []
            begin = packets[0].pts or 0 if packets else 0
            for packet in packets:
                # A hole within a segment: Opus packets that were lost stay silent.
                base = packet.time_base or Fraction(1, part.rate)
                ahead = round(((packet.pts or 0) - begin) * base * RATE)
                have = sum(each.shape[1] for each in heard)
                if ahead - have > RATE // 100:
                    heard.append(np.zeros((2, ahead - have), np.float32))
                heard += _heard(decoder, resampler, bytes(packet))
            if heard:
                yield Stretch(place.wall, np.concatenate(heard, axis=1))


def _wanted(
    track: IndexedTrack, since: float, until: float, *, keyframes: bool
) -> Iterator[tuple[IndexedPart, list[_Place]]]:
    """Yield each part with its segments that are needed; its last picture may stand for long."""
    parts = [part for part in track.parts if part.wall is not None and is_plain(part.file)]
    parts.sort(key=lambda part: (part.wall, part.part))
    begun = [number for number, part in enumerate(parts) if (part.wall or 0.0) <= since]
    for part in parts[begun[-1] if begun else 0 :]:
        places = [
            _Place(part, (part.wall or 0.0) + piece.wall / 1000, piece) for piece in part.segments
        ]
        start = 0
        for number, place in enumerate(places):
            if place.wall <= since and (place.piece.keyframe or not keyframes):
                start = number
        needed = [place for place in places[start:] if place.wall < until]
        if needed:
            yield part, needed


@contextmanager
def _opened(folder: Path, place: _Place) -> Iterator[InputContainer | None]:
    """Open one segment behind its part's init; None: it is not there, or is none."""
    part, piece = place.part, place.piece
    file: InputContainer | None = None
    with suppress(OSError, av.FFmpegError, ValueError):
        if part.init + piece.bytes <= MOST_SEGMENT:
            with (folder / part.file).open("rb") as bytes_:
                data = bytes_.read(part.init)
                bytes_.seek(piece.offset)
                data += bytes_.read(piece.bytes)
            kind = "mp4" if part.file.endswith("mp4") else "matroska"
            file = av.open(io.BytesIO(data), "r", format=kind, options=QUICK)
    try:
        yield file
    finally:
        if file is not None:
            file.close()


def _packets(file: InputContainer, stream: Stream) -> "list[av.Packet[Any]]":
    """Return the packets of a segment, as far as it can be read."""
    found: list[av.Packet[Any]] = []
    with suppress(av.FFmpegError):
        for packet in file.demux(stream):
            if packet.size:
                found.append(packet)
    return found


def _video_decoder(like: VideoCodecContext) -> VideoCodecContext:
    decoder = av.CodecContext.create(like.name, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.extradata = like.extradata
    decoder.thread_count = 1  # pictures come out as they go in
    decoder.options = {"max_pixels": str(MOST_PIXELS)}
    return decoder


def _audio_decoder(like: AudioCodecContext) -> AudioCodecContext:
    decoder = av.CodecContext.create(like.name, "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.extradata = like.extradata
    decoder.sample_rate, decoder.layout = RATE, like.layout
    return decoder


def _decoded(decoder: VideoCodecContext, data: bytes, at: float) -> Iterator[Picture]:
    packet: av.Packet[Any] | None = None
    if data:
        packet = av.Packet(data)
        packet.pts = packet.dts = round(at * 1_000_000)
        packet.time_base = MICRO
    try:
        frames = decoder.decode(packet)
    except av.FFmpegError:
        return
    for frame in frames:
        yield Picture((frame.pts or 0) / 1_000_000, frame)


def _heard(decoder: AudioCodecContext, resampler: AudioResampler, data: bytes) -> list[Sound]:
    found: list[Sound] = []
    try:
        frames: list[AudioFrame] = decoder.decode(av.Packet(data))
        for frame in frames:
            frame.pts = None
            for even in resampler.resample(frame):
                found.append(even.to_ndarray().astype(np.float32, copy=False))
    except (av.FFmpegError, ValueError):
        return found
    return found


class Held:
    """A track's pictures, asked for in order of time: what stands until the next one comes."""

    def __init__(self, folder: Path, track: IndexedTrack, since: float, until: float) -> None:
        """Begin at `since`; nothing is read before the first picture is asked for."""
        self._pictures = pictures(folder, track, since, until)
        self._now: Picture | None = None
        self._next: Picture | None = None
        self._over = False

    def at(self, at: float) -> Picture | None:
        """Return what stands then; None: there was nothing yet."""
        while not self._over:
            if self._next is None:
                self._next = next(self._pictures, None)
                self._over = self._next is None
                continue
            if self._next.at > at:
                break
            self._now, self._next = self._next, None
        return self._now
