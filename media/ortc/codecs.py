"""The three codecs that are forwarded, and which of a peer's codecs is one of them.

Rule: what is not one of these is refused, never forwarded blindly: each needs its own way to find a
keyframe and to rewrite what switching breaks.
"""

from enum import StrEnum

from classroom.media_messages import Kind
from media.ortc import h264
from media.ortc.router import H264, H264_RTX, OPUS, VP8, VP8_RTX
from media.ortc.schema import RtpCodecCapability, RtpCodecParameters


class Codec(StrEnum):
    """A codec, by the name of its payload format."""

    OPUS = "opus"
    H264 = "h264"
    VP8 = "vp8"

    @property
    def kind(self) -> Kind:
        """Sound or picture."""
        return Kind.AUDIO if self is Codec.OPUS else Kind.VIDEO

    @property
    def capability(self) -> RtpCodecCapability:
        """How the router names it."""
        return {Codec.OPUS: OPUS, Codec.H264: H264, Codec.VP8: VP8}[self]

    @property
    def payload_type(self) -> int:
        """The payload type under which the router sends it."""
        return _PAYLOAD_TYPES[self]

    @property
    def rtx_capability(self) -> RtpCodecCapability | None:
        """How the router names its retransmissions."""
        return {Codec.OPUS: None, Codec.H264: H264_RTX, Codec.VP8: VP8_RTX}[self]

    @property
    def clock_rate(self) -> int:
        """RTP timestamp units a second."""
        return self.capability.clock_rate


_PAYLOAD_TYPES = {Codec.OPUS: 100, Codec.H264: 102, Codec.VP8: 96}
_BY_MIME = {c.capability.mime: c for c in Codec}


def recognise(offered: RtpCodecParameters | RtpCodecCapability) -> Codec | None:
    """Return which of our codecs `offered` is, or None.

    H.264 must be of our profile in packetization-mode 1; Opus is 48000/2 always (RFC 7587).
    """
    codec = _BY_MIME.get(offered.mime)
    if codec is None or offered.clock_rate != codec.clock_rate:
        return None
    match codec:
        case Codec.OPUS:
            return codec if offered.channels == 2 else None
        case Codec.H264:
            ours = codec.capability.parameters
            return codec if h264.compatible(offered.parameters, ours) else None
        case Codec.VP8:
            return codec
