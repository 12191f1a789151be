"""What a producer's parameters mean for us: which packets are its, and what is inside them.

Rule: payload types and header extension ids are the *browser's*, from its own `rtpParameters`; two
browsers in one room number them differently.
"""

import msgspec

from classroom.failures import BadMessage, Refused
from classroom.media_messages import Kind
from media.ortc import router
from media.ortc.codecs import Codec, recognise
from media.ortc.schema import RtpEncodingParameters, RtpParameters

MAX_ENCODINGS = 3


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A producer as the receiving side needs it; extension ids are 0 where not negotiated."""

    kind: Kind
    codec: Codec
    payload_type: int
    rtx_payload_type: int | None
    parameters: dict[str, str | int | float | None]
    mid: str | None
    encodings: tuple[RtpEncodingParameters, ...]
    cname: str | None
    nack: bool
    transport_cc: bool
    remb: bool
    mid_id: int
    rid_id: int
    repaired_rid_id: int
    transport_cc_id: int
    audio_level_id: int


def incoming(parameters: RtpParameters, kind: Kind) -> Incoming:
    """Check a producer's parameters and return what they mean.

    Raises:
        Refused: `unsupported_codec` when its first codec is none that we forward.
        BadMessage: `bad_rtp_parameters` when the parts contradict each other.
    """
    media = [c for c in parameters.codecs if not c.is_rtx]
    if not media:
        raise BadMessage("bad_rtp_parameters", "no media codec")
    first = media[0]
    codec = recognise(first)
    if codec is None:
        raise Refused("unsupported_codec", first.mime)
    if codec.kind is not kind:
        raise BadMessage("bad_rtp_parameters", f"{first.mime} is not {kind}")
    types = [c.payload_type for c in parameters.codecs]
    if len(set(types)) != len(types):
        raise BadMessage("bad_rtp_parameters", "a payload type stands twice")
    rtx = next((c for c in parameters.codecs if c.is_rtx and c.apt == first.payload_type), None)
    ids = {e.uri: e.id for e in parameters.header_extensions or () if not e.encrypt}
    if len(set(ids.values())) != len(ids):
        raise BadMessage("bad_rtp_parameters", "an extension id stands twice")
    transport_cc_id = ids.get(router.TRANSPORT_CC, 0)
    return Incoming(
        kind=kind,
        codec=codec,
        payload_type=first.payload_type,
        rtx_payload_type=rtx.payload_type if rtx else None,
        parameters=dict(first.parameters or {}),
        mid=parameters.mid,
        encodings=_encodings(parameters, ids),
        cname=parameters.rtcp.cname if parameters.rtcp else None,
        nack=first.offers("nack"),
        transport_cc=bool(transport_cc_id) and first.offers("transport-cc"),
        remb=first.offers("goog-remb"),
        mid_id=ids.get(router.MID, 0),
        rid_id=ids.get(router.RID, 0),
        repaired_rid_id=ids.get(router.REPAIRED_RID, 0),
        transport_cc_id=transport_cc_id,
        audio_level_id=ids.get(router.AUDIO_LEVEL, 0),
    )


def _encodings(parameters: RtpParameters, ids: dict[str, int]) -> tuple[RtpEncodingParameters, ...]:
    encodings = tuple(parameters.encodings or (RtpEncodingParameters(),))
    if len(encodings) > MAX_ENCODINGS:
        raise BadMessage("bad_rtp_parameters", f"more than {MAX_ENCODINGS} encodings")
    ssrcs = [e.ssrc for e in encodings if e.ssrc is not None]
    ssrcs += [e.rtx.ssrc for e in encodings if e.rtx is not None]
    rids = [e.rid for e in encodings if e.rid is not None]
    if len(set(ssrcs)) != len(ssrcs) or len(set(rids)) != len(rids):
        raise BadMessage("bad_rtp_parameters", "two encodings have one name")
    for encoding in encodings:
        if encoding.ssrc is not None:
            continue
        if len(encodings) > 1 and encoding.rid is None:
            raise BadMessage("bad_rtp_parameters", "an encoding has neither SSRC nor RID")
        if encoding.rid is not None and router.RID not in ids:
            raise BadMessage("bad_rtp_parameters", "RIDs without their header extension")
        if encoding.rid is None and (parameters.mid is None or router.MID not in ids):
            raise BadMessage("bad_rtp_parameters", "nothing tells which packets are its")
    return encodings
