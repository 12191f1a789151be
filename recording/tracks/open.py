"""Which track reads which codec."""

from typing import Protocol

from recording.tracks.formats import TrackFormat
from recording.tracks.h264 import H264Track
from recording.tracks.opus import OpusTrack
from recording.tracks.samples import Counts, Sample
from recording.tracks.vp8 import Vp8Track


class Track(Protocol):
    """RTP packets of one codec into samples."""

    counts: Counts

    @property
    def format(self) -> TrackFormat | None:
        """That of the newest sample; None before the first."""

    @property
    def needs_keyframe(self) -> bool:
        """Whether nothing can be kept until a keyframe comes."""

    @property
    def lost(self) -> int:
        """Packets that never came."""

    def ticks_at(self, timestamp: int) -> int | None:
        """Return the ticks of an RTP timestamp near the last one; None before the first."""

    def feed(self, packet: bytes) -> list[Sample]:
        """Take a whole RTP packet; return the samples that are complete with it, in order."""

    def finish(self) -> list[Sample]:
        """Return what was waited with."""


_TRACKS: dict[str, type[H264Track] | type[Vp8Track] | type[OpusTrack]] = {
    "video/h264": H264Track,
    "video/vp8": Vp8Track,
    "audio/opus": OpusTrack,
}


def track_for(mime_type: str) -> Track:
    """Return a track for this codec, named as in RTP ("video/H264"; case does not matter).

    Raises:
        ValueError: nothing here reads it.
    """
    try:
        return _TRACKS[mime_type.lower()]()
    except KeyError:
        raise ValueError(f"{mime_type} is not recorded") from None
