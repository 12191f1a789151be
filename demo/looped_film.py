"""A film in memory as RTP payloads, cut once and played for ever: no decoding, no encoding.

Rule: both tracks share one clock, and a loop is a whole number of both tracks' samples, so that
timestamps go on without a seam.
"""

from dataclasses import dataclass
from pathlib import Path

from media.ingest.messages import Track
from media.ingest.source import Source, Unplayable
from media.ingest.tracks import AudioTrack, VideoTrack

MOST_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Moment:
    """One access unit or Opus packet: `time` in seconds since the film's start."""

    time: float
    track: Track
    payloads: list[bytes]
    level: int | None


class LoopedFilm:
    """All moments of a film, in the order of their time."""

    def __init__(self, path: Path) -> None:
        """Read the whole film.

        Raises:
            Unplayable: no such film, or a part of it would have to be transcoded.
        """
        self.moments: list[Moment] = []
        self.seconds = 0.0
        with Source(str(path)) as source:
            start = source.start or 0.0
            video = None if source.video is None else VideoTrack(source.video, live=False)
            audio = None if source.audio is None else AudioTrack(source.audio)
            for packet in source.packets():
                if video is not None and packet.stream is source.video:
                    samples, track = video.feed(packet, 0.0), Track.VIDEO
                elif audio is not None:
                    samples, track = audio.feed(packet), Track.AUDIO
                else:
                    continue
                for sample in samples:
                    time = max(0.0, sample.time - start)
                    self.moments.append(Moment(time, track, sample.payloads, sample.level))
                    self.seconds = max(self.seconds, time + sample.duration)
            if (video is not None and video.transcoded) or (audio is not None and audio.transcoded):
                raise Unplayable("it would have to be transcoded")
        if not self.moments or self.seconds > MOST_SECONDS:
            raise Unplayable("it is empty or longer than ten minutes")
        self.moments.sort(key=lambda moment: moment.time)
