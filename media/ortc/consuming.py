"""What a consumer's browser is told: which packets will come, under which numbers.

Rule 1: one encoding, whatever the producer has: the server picks the simulcast layer.
Rule 2: `mid` is given by the server, sequential within a transport, because mediasoup-client's own
fallback (the number of consumers it has) repeats itself after one is closed.
"""

from typing import Any

import msgspec

from classroom.failures import Refused
from classroom.media_messages import Kind
from media.ortc import h264, router
from media.ortc.codecs import Codec
from media.ortc.schema import (
    RtcpFeedback,
    RtcpParameters,
    RtpCapabilities,
    RtpCodecCapability,
    RtpCodecParameters,
    RtpEncodingParameters,
    RtpHeaderExtensionParameters,
    RtpParameters,
    RtxParameters,
)

_PICTURE_FEEDBACK = [
    RtcpFeedback(type="nack"),
    RtcpFeedback(type="nack", parameter="pli"),
    RtcpFeedback(type="ccm", parameter="fir"),
]
RED_TYPE = 104
_TRANSPORT_CC = RtcpFeedback(type="transport-cc")
_REMB = RtcpFeedback(type="goog-remb")


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A consumer as the sending side needs it, and the JSON for its browser."""

    kind: Kind
    codec: Codec
    ssrc: int
    rtx_ssrc: int | None
    payload_type: int
    rtx_payload_type: int | None
    red_payload_type: int | None  # sound that may carry what was said before (RFC 2198)
    cname: str
    numbered: bool  # its packets, sent again ones too, carry transport-wide numbers
    json: dict[str, Any]


def can_consume(codec: Codec, parameters: dict[str, Any], device: RtpCapabilities) -> bool:
    """Whether `device` decodes `codec` as coded under `parameters`."""
    return _decoder(codec, parameters, device) is not None


def _decoder(
    codec: Codec, parameters: dict[str, Any], device: RtpCapabilities
) -> RtpCodecCapability | None:
    """Return what the device says of the codec, or None when it has no decoder."""
    for offered in device.codecs or ():
        if (
            offered.mime == codec.capability.mime
            and offered.clock_rate == codec.clock_rate
            and (codec is not Codec.OPUS or offered.channels == 2)
            and (codec is not Codec.H264 or h264.compatible(offered.parameters, parameters))
        ):
            return offered
    return None


def _takes_numbers(decoder: RtpCodecCapability, device: RtpCapabilities) -> bool:
    """Whether the device answers transport-wide numbers on such a track.

    mediasoup-client tells an extension that sound and pictures share as one of pictures only; so
    it is the codec's feedback that says whether it is answered for the kind.
    """
    return decoder.offers("transport-cc") and any(
        extension.uri == router.TRANSPORT_CC
        and extension.direction in (None, "sendrecv", "recvonly")
        for extension in device.header_extensions or ()
    )


def _takes_red(codec: Codec, device: RtpCapabilities) -> RtpCodecCapability | None:
    """Return the router's RED when the device takes it for such a track."""
    red = router.RED
    if codec is not Codec.OPUS or not any(
        (c.mime, c.clock_rate, c.channels) == (red.mime, red.clock_rate, red.channels)
        for c in device.codecs or ()
    ):
        return None
    return red


def outgoing(
    *,
    codec: Codec,
    parameters: dict[str, Any],
    device: RtpCapabilities,
    mid: str,
    ssrc: int,
    rtx_ssrc: int,
    cname: str,
) -> Outgoing:
    """Return the parameters under which `device` is sent a producer's track.

    `parameters` are the producer's codec parameters; the two SSRCs are fresh.

    Raises:
        Refused: `cannot_consume` when the device has no decoder for it.
    """
    decoder = _decoder(codec, parameters, device)
    if decoder is None:
        raise Refused("cannot_consume", codec.capability.mime)
    video = codec.kind is Kind.VIDEO
    payload_type = codec.payload_type
    rtx = codec.rtx_capability
    rtx_payload_type = payload_type + 1
    decoder_type = decoder.preferred_payload_type or codec.payload_type
    has_rtx = rtx is not None and any(
        c.is_rtx and c.apt == decoder_type for c in device.codecs or ()
    )
    # A picture without RTX is sent again under its own numbers, where nothing may differ (srtp.py).
    numbered = _takes_numbers(decoder, device) and (has_rtx or not video)
    feedback = [*_PICTURE_FEEDBACK] if video else []
    if numbered:
        feedback.append(_TRANSPORT_CC)
    if video and decoder.offers("goog-remb"):
        feedback.append(_REMB)
    described: dict[str, Any] = dict(codec.capability.parameters or {})
    if codec is Codec.H264 and parameters.get("profile-level-id"):
        described["profile-level-id"] = parameters["profile-level-id"]
    codecs = [
        RtpCodecParameters(
            mime_type=codec.capability.mime_type,
            payload_type=payload_type,
            clock_rate=codec.clock_rate,
            channels=codec.capability.channels,
            parameters=described,
            rtcp_feedback=feedback,
        )
    ]
    if has_rtx:
        codecs.append(
            RtpCodecParameters(
                mime_type="video/rtx",
                payload_type=rtx_payload_type,
                clock_rate=codec.clock_rate,
                parameters={"apt": payload_type},
                rtcp_feedback=[],
            )
        )
    red = _takes_red(codec, device)
    if red is not None:
        codecs.append(
            RtpCodecParameters(
                mime_type=red.mime_type,
                payload_type=RED_TYPE,
                clock_rate=red.clock_rate,
                channels=red.channels,
                parameters=red.parameters,
                rtcp_feedback=feedback,
            )
        )
    described_parameters = RtpParameters(
        mid=mid,
        codecs=codecs,
        header_extensions=[
            RtpHeaderExtensionParameters(uri=router.TRANSPORT_CC, id=router.TRANSPORT_CC_ID)
        ]
        if numbered
        else [],
        encodings=[
            RtpEncodingParameters(ssrc=ssrc, rtx=RtxParameters(ssrc=rtx_ssrc) if has_rtx else None)
        ],
        rtcp=RtcpParameters(cname=cname, reduced_size=True),
    )
    return Outgoing(
        kind=codec.kind,
        codec=codec,
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc if has_rtx else None,
        payload_type=payload_type,
        rtx_payload_type=rtx_payload_type if has_rtx else None,
        red_payload_type=RED_TYPE if red is not None else None,
        cname=cname,
        numbered=numbered,
        json=msgspec.to_builtins(described_parameters),
    )
