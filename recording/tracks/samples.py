"""A picture or a packet of sound, as it goes into a file; and what became of a track's packets."""

from dataclasses import dataclass

from recording.tracks.formats import TrackFormat


@dataclass(frozen=True, slots=True)
class Sample:
    """What a container keeps as one piece.

    `begins` says where a part begins: at the first sample of a track, at another format, and
    wherever `restarted` is true. Of a picture track such a sample is a keyframe.
    """

    data: bytes
    """H.264: NAL units, each behind its length in 4 bytes (AVCC); a VP8 frame; an Opus packet."""
    ticks: int
    """RTP time, unwrapped, at 90,000 or 48,000 a second; always more than the last's."""
    duration: int | None
    """In ticks; None where only the next sample tells."""
    keyframe: bool
    """Whether a decoder may start here. Always true of sound."""
    lost_before: int = 0
    """RTP packets that are missing since the sample before."""
    restarted: bool = False
    """The sender's clock or numbers started over: `ticks` must be tied to the wall clock anew."""
    begins: TrackFormat | None = None
    """The format that holds from here on, None where the last one goes on."""


@dataclass(slots=True)
class Counts:
    """What became of a track's packets, since its beginning."""

    packets: int = 0
    """Handed in, whatever they were."""
    malformed: int = 0
    """Packets, or pictures put together from them, that are not what the format allows."""
    late: int = 0
    """Packets that came twice, or after their place was given up."""
    lost: int = 0
    """Packets that had not come when their place was given up."""
    dropped: int = 0
    """Pictures that were left out: torn, or behind a torn one and before a keyframe."""
    restarts: int = 0
    """How often the sender started over."""
