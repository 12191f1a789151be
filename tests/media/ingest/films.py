"""Makes small films at test time, in the codecs that schools' boxes and telephones write."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

RATE = 48_000


def make_film(
    path: Path,
    *,
    seconds: float = 2.0,
    size: tuple[int, int] = (320, 180),
    fps: int = 25,
    video: str | None = "libx264",
    options: dict[str, str] | None = None,
    gop: int = 25,
    audio: str | None = "libopus",
    channels: str = "mono",
    audio_options: dict[str, str] | None = None,
) -> Path:
    """Write a film whose picture gets brighter and whose sound is a 440 Hz tone."""
    with av.open(str(path), "w") as container:
        picture: VideoStream | None = None
        sound: AudioStream | None = None
        if video is not None:
            stream = container.add_stream(video, rate=fps, options=options or {})
            assert isinstance(stream, VideoStream)
            picture = stream
            picture.width, picture.height = size
            picture.pix_fmt = "yuvj420p" if video == "mjpeg" else "yuv420p"
            picture.codec_context.gop_size = gop
        if audio is not None:
            line = container.add_stream(audio, rate=RATE, options=audio_options or {})
            assert isinstance(line, AudioStream)
            sound = line
            sound.codec_context.layout = channels
        for number in range(round(seconds * fps)):
            if picture is not None:
                luma = np.full((size[1] * 3 // 2, size[0]), 128, np.uint8)
                luma[: size[1]] = 40 + number * 3 % 180
                luma[: size[1] // 2, : size[0] // 2] = number * 7 % 255
                frame = av.VideoFrame.from_ndarray(luma, format="yuv420p")
                frame.pts = number
                frame.time_base = Fraction(1, fps)
                container.mux(picture.encode(frame))
            if sound is not None:
                _tone(container, sound, number * RATE // fps, (number + 1) * RATE // fps)
        if picture is not None:
            container.mux(picture.encode(None))
        if sound is not None:
            container.mux(sound.encode(None))
    return path


def _tone(
    container: av.container.OutputContainer, stream: AudioStream, start: int, end: int
) -> None:
    time = np.arange(start, end) / RATE
    wave = (0.3 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    layout = stream.codec_context.layout.name
    wave = np.repeat(wave.reshape(1, -1), stream.codec_context.layout.nb_channels, axis=0)
    frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout=layout)
    frame.sample_rate = RATE
    frame.pts = start
    frame.time_base = Fraction(1, RATE)
    container.mux(stream.encode(frame))


BASELINE = {"profile": "baseline", "x264-params": "scenecut=0"}
WITH_B_FRAMES = {"profile": "high", "x264-params": "bframes=3:b-adapt=0:scenecut=0"}


def access_units(path: Path) -> tuple[bytes, list[bytes]]:
    """Return the film's extradata and its video packets, as the container keeps them."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return (
            stream.codec_context.extradata or b"",
            [bytes(packet) for packet in container.demux(stream) if packet.size],
        )
