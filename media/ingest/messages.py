"""What an ingest process and its media worker say to each other over a Unix stream socket.

Rule 1: a message is a msgpack array `[kind, field, ...]` (fields in the order below), one a frame
of `classroom.framing`: a 4-byte big-endian length, then the bytes.
Rule 2: the process speaks first, and its first message is Hello; packets of tracks that Hello did
not name are dropped. A second Hello (a source that came back different) replaces the tracks.
Rule 3: the process has decided everything about time: `rtp` is a whole RTP packet (RFC 3550,
fixed header, no extensions, no CSRC) with its final timestamp, a steady SSRC and gapless sequence
numbers a track, sent at the pace at which it plays.
Rule 4: when the socket closes, the process ends; when the process ends, the ingest is over.

Payload types: H.264 102 (packetization-mode 1, 90 kHz), VP8 96 (90 kHz), Opus 100 (48 kHz).
The process is started as `python -m media.ingest.process --fd N --url URL [--loop]`, where N is its
inherited end of the socket.
"""

from enum import StrEnum

import msgspec

from classroom.media_messages import IngestState


class VideoCodec(StrEnum):
    """How the picture is coded."""

    H264 = "h264"
    VP8 = "vp8"


class Track(StrEnum):
    """Which of the two tracks a packet belongs to."""

    VIDEO = "video"
    AUDIO = "audio"


VIDEO_PAYLOAD_TYPE = {VideoCodec.H264: 102, VideoCodec.VP8: 96}
AUDIO_PAYLOAD_TYPE = 100


class _Message(msgspec.Struct, frozen=True, array_like=True, tag=str.lower):
    pass


# ------------------------------------------------------------------ from the process


class Hello(_Message, frozen=True):
    """Which tracks will come; also again when the source came back with others."""

    video: VideoCodec | None
    audio: bool
    profile_level_id: str = "42e01f"  # of the H.264 as it is, for the consumers' parameters


class Packet(_Message, frozen=True):
    """One RTP packet. `ntp` is when this sample is to be heard or seen: seconds since the epoch on
    the one clock that both tracks share, so that lips and sound stay together. `level` is how loud
    an audio packet is, as in RFC 6464: 0 (loudest) … 127 (silence) -dBov; None where not measured.
    """

    track: Track
    rtp: bytes
    ntp: float
    level: int | None = None


class State(_Message, frozen=True):
    """How the source is doing; `detail` is plain English for the log, without the URL's secrets.

    After ENDED or FAILED the process ends by itself and is not started again.
    """

    state: IngestState
    detail: str = ""


FromProcess = Hello | Packet | State


# ------------------------------------------------------------------ to the process


class Keyframe(_Message, frozen=True):
    """Somebody needs a keyframe; a source that cannot make one on request ignores it."""


class Stop(_Message, frozen=True):
    """End in good order."""


ToProcess = Keyframe | Stop
