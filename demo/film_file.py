"""Writes a film the way ingest passes it untouched: constrained baseline, an IDR a second, Opus.

Rule: sound and picture are interleaved, at most a second apart, as a player reads them.
"""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image

from demo.speech import RATE, Sound

OPUS_FRAME = 960  # 20 ms


class FilmFile:
    """An MP4 being written."""

    def __init__(self, path: Path, width: int, height: int, fps: int, quality: int) -> None:
        """Open it; `quality` is x264's CRF."""
        self._fps = fps
        self._pictures = 0
        self._sound: Sound = np.zeros(0, np.float32)
        self._sent = 0
        self._container = av.open(str(path), "w", options={"movflags": "+faststart"})
        options = {
            "profile": "baseline",
            "preset": "veryslow",
            "crf": str(quality),
            "x264-params": f"keyint={fps}:min-keyint={fps}:scenecut=0:bframes=0:ref=2",
        }
        video = self._container.add_stream("libx264", rate=fps, options=options)
        assert isinstance(video, VideoStream)  # the codec decides the class
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.codec_context.time_base = Fraction(1, fps)
        self._video = video
        audio = self._container.add_stream("libopus", rate=RATE, options={"application": "voip"})
        assert isinstance(audio, AudioStream)  # the codec decides the class
        audio.codec_context.layout = "mono"
        audio.codec_context.bit_rate = 20_000
        self._audio = audio

    def write_sound(self, sound: Sound) -> None:
        """Give the whole sound; it is written along with the pictures."""
        self._sound = sound

    def write_picture(self, picture: Image.Image) -> None:
        """Append one picture, and the sound up to its end."""
        frame = av.VideoFrame.from_ndarray(np.asarray(picture.convert("RGB")), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts = self._pictures
        frame.time_base = Fraction(1, self._fps)
        self._container.mux(self._video.encode(frame))
        self._pictures += 1
        self._write_sound_until(self._pictures / self._fps)

    def _write_sound_until(self, seconds: float) -> None:
        while (self._sent + OPUS_FRAME) / RATE <= seconds:
            piece = self._sound[self._sent : self._sent + OPUS_FRAME]
            piece = np.pad(piece, (0, OPUS_FRAME - piece.size))
            samples = (piece * 32767).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = RATE
            frame.pts = self._sent
            frame.time_base = Fraction(1, RATE)
            self._container.mux(self._audio.encode(frame))
            self._sent += OPUS_FRAME

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file."""
        if error is None:
            self._container.mux(self._video.encode(None))
            self._container.mux(self._audio.encode(None))
        self._container.close()
