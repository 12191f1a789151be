"""What this router forwards: its RTP capabilities, and the payload types it sends under.

Rule: the order is the preference (H.264 first: old machines decode it in hardware, and it is
recorded without touching a pixel). A consumer always has the router's payload types, whatever the
producer's browser called them, so that one packet suits every receiver.
"""

from typing import Any

import msgspec

from classroom.media_messages import Kind
from media.ortc.schema import RtcpFeedback, RtpCapabilities, RtpCodecCapability, RtpHeaderExtension

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
TRANSPORT_CC_ID = 5  # under which it goes down, whatever a browser calls it upwards
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

VIDEO_FEEDBACK = [
    RtcpFeedback(type="nack"),
    RtcpFeedback(type="nack", parameter="pli"),
    RtcpFeedback(type="ccm", parameter="fir"),
    RtcpFeedback(type="goog-remb"),
    RtcpFeedback(type="transport-cc"),
]
AUDIO_FEEDBACK = [RtcpFeedback(type="transport-cc")]


def _video(name: str, payload_type: int, parameters: dict[str, Any]) -> list[RtpCodecCapability]:
    return [
        RtpCodecCapability(
            kind=Kind.VIDEO,
            mime_type=f"video/{name}",
            preferred_payload_type=payload_type,
            clock_rate=90000,
            parameters=parameters,
            rtcp_feedback=VIDEO_FEEDBACK,
        ),
        RtpCodecCapability(
            kind=Kind.VIDEO,
            mime_type="video/rtx",
            preferred_payload_type=payload_type + 1,
            clock_rate=90000,
            parameters={"apt": payload_type},
            rtcp_feedback=[],
        ),
    ]


OPUS = RtpCodecCapability(
    kind=Kind.AUDIO,
    mime_type="audio/opus",
    preferred_payload_type=100,
    clock_rate=48000,
    channels=2,
    parameters={"useinbandfec": 1, "minptime": 10},
    rtcp_feedback=AUDIO_FEEDBACK,
)
RED = RtpCodecCapability(
    kind=Kind.AUDIO,
    mime_type="audio/red",
    preferred_payload_type=104,
    clock_rate=48000,
    channels=2,
    parameters={"": "100/100"},  # RFC 2198 §5 has no names: it is written "=100/100", and read
    rtcp_feedback=AUDIO_FEEDBACK,
)
H264, H264_RTX = _video(
    "H264",
    102,
    {"packetization-mode": 1, "profile-level-id": "42e01f", "level-asymmetry-allowed": 1},
)
VP8, VP8_RTX = _video("VP8", 96, {})

_EXTENSIONS = [  # id, uri, kinds
    (1, MID, (Kind.AUDIO, Kind.VIDEO)),
    (2, RID, (Kind.VIDEO,)),
    (3, REPAIRED_RID, (Kind.VIDEO,)),
    (4, ABS_SEND_TIME, (Kind.AUDIO, Kind.VIDEO)),
    (TRANSPORT_CC_ID, TRANSPORT_CC, (Kind.AUDIO, Kind.VIDEO)),
    (10, AUDIO_LEVEL, (Kind.AUDIO,)),
]

CAPABILITIES = RtpCapabilities(
    codecs=[OPUS, RED, H264, H264_RTX, VP8, VP8_RTX],
    header_extensions=[
        # Packets that go down carry transport-wide numbers only; directions are the router's.
        RtpHeaderExtension(
            kind=kind,
            uri=uri,
            preferred_id=number,
            direction="sendrecv" if uri == TRANSPORT_CC else "recvonly",
        )
        for number, uri, kinds in _EXTENSIONS
        for kind in kinds
    ],
)


def capabilities_json() -> dict[str, Any]:
    """Return the router's capabilities as mediasoup-client's `device.load` takes them."""
    built: dict[str, Any] = msgspec.to_builtins(CAPABILITIES)
    return built
