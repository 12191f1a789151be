"""Opening and reading a film file or an RTSP source with PyAV.

Rule 1: only regular files and rtsp:// or rtsps:// are opened, and what is inside a file is never
followed elsewhere (no playlists, no other protocols).
Rule 2: every wait has a limit. What never will play is `Unplayable`; what may come back is `Lost`.
Rule 3: no error text carries the URL, which may hold a password.
"""

import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

OPEN_SECONDS = 10.0
READ_SECONDS = 8.0
"""Longest silence of an RTSP source before it counts as lost."""
MOST_PIXELS = 4096 * 2304

_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,flv,avi,asf,ogg,wav,mp3,aac,h264"
_FILE_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _CONTAINERS}
_RTSP_OPTIONS = {
    "rtsp_transport": "tcp",
    "protocol_whitelist": "rtsp,rtsps,rtp,tcp,tls",
    "analyzeduration": "1500000",
    "probesize": "1000000",
}


class Unplayable(Exception):
    """It will not play, however often it is tried; the text says why."""


class Lost(Exception):
    """It stopped or could not be reached; it may come back."""


def is_live(url: str) -> bool:
    """Whether the URL is a source that plays at its own pace."""
    return urlsplit(url).scheme.lower() in ("rtsp", "rtsps")


class Source:
    """An open film or RTSP session: at most one video and one audio stream."""

    def __init__(self, url: str) -> None:
        """Open it and find its streams.

        Raises:
            Unplayable: no such file, not a film, or nothing in it that can be seen or heard.
            Lost: the RTSP source cannot be reached or has nothing to play now.
        """
        self.live = is_live(url)
        try:
            if self.live:
                timeout = (OPEN_SECONDS, READ_SECONDS)
                self._container = av.open(url, options=_RTSP_OPTIONS, timeout=timeout)
            else:
                path = _regular_file(url)
                self._container = av.open(f"file:{path}", options=_FILE_OPTIONS)
        except (av.FFmpegError, OSError, ValueError) as error:
            if self.live:
                raise Lost(f"cannot be reached: {_words(error)}") from None
            raise Unplayable(f"cannot be opened as a film: {_words(error)}") from None
        streams = self._container.streams
        self.video: VideoStream | None = streams.video[0] if streams.video else None
        self.audio: AudioStream | None = streams.audio[0] if streams.audio else None
        try:
            self._check()
        except (Unplayable, Lost):
            self._container.close()
            raise

    def _check(self) -> None:
        # A stream of a codec that FFmpeg does not know has no codec context.
        if self.video is not None and self.video.codec_context is None:
            self.video = None
        if self.audio is not None and self.audio.codec_context is None:
            self.audio = None
        if self.video is None and self.audio is None:
            words = "it has neither picture nor sound that can be decoded"
            raise Lost(words) if self.live else Unplayable(words)
        if self.video is not None and self.video.width * self.video.height > MOST_PIXELS:
            raise Unplayable("its picture is larger than 4096×2304")

    @property
    def start(self) -> float | None:
        """The source's seconds at which its first stream begins, or None when it does not say."""
        if self.live:
            return None
        starts = [
            float(stream.start_time * stream.time_base)
            for stream in (self.video, self.audio)
            if stream is not None and stream.start_time is not None and stream.time_base
        ]
        return min(starts, default=None)

    def packets(self) -> "Iterator[av.Packet[Any]]":
        """Yield the chosen streams' packets to the end of the film.

        Raises:
            Lost: the RTSP source stopped. (A damaged film simply ends where it breaks.)
        """
        chosen = [stream for stream in (self.video, self.audio) if stream is not None]
        try:
            for packet in self._container.demux(chosen):
                if packet.size:
                    yield packet
        except (av.FFmpegError, OSError) as error:
            if self.live:
                raise Lost(f"stopped: {_words(error)}") from None
        if self.live:
            raise Lost("stopped: it ended the session")

    def close(self) -> None:
        """Free it."""
        self._container.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


def _regular_file(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme not in ("", "file"):
        raise Unplayable(f"{parts.scheme}:// is not read; only files, rtsp:// and rtsps://")
    path = Path(parts.path if parts.scheme else url)
    try:
        status = path.stat()
    except (OSError, ValueError):
        raise Unplayable("there is no such file, or it may not be read") from None
    if not stat.S_ISREG(status.st_mode):
        raise Unplayable("it is not a regular file")
    if status.st_size == 0:
        raise Unplayable("the file is empty")
    return path.resolve()


def _words(error: BaseException) -> str:
    """FFmpeg's reason without the name of what it opened."""
    reason = getattr(error, "strerror", None)
    return str(reason) if reason else type(error).__name__
