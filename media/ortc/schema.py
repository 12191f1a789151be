"""The ORTC dictionaries as mediasoup-client writes them (camelCase), as structs.

Rule 1: this is the only place that reads a browser's media parameters; what passes is bounded in
every length and count, what does not is BadMessage and changes nothing.
Rule 2: fields that we do not use are ignored, because browsers and libraries add some every year.

Source: https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/
"""

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from classroom.failures import BadMessage
from classroom.media_messages import Kind

MimeType = Annotated[
    str, Meta(max_length=64, pattern=r"^([aA][uU][dD][iI][oO]|[vV][iI][dD][eE][oO])/[\w.-]{1,40}$")
]
Text = Annotated[str, Meta(max_length=256)]
Word = Annotated[str, Meta(max_length=64)]
Mid = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[\x21-\x7e]+$")]
Rid = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_-]+$")]
PayloadType = Annotated[int, Meta(ge=0, le=127)]
ExtensionId = Annotated[int, Meta(ge=1, le=255)]
Ssrc = Annotated[int, Meta(ge=0, le=0xFFFFFFFF)]
ClockRate = Annotated[int, Meta(ge=1, le=1_000_000)]
Channels = Annotated[int, Meta(ge=1, le=16)]
CodecParameters = Annotated[
    dict[Word, Annotated[int, Meta(ge=-(2**53), le=2**53)] | float | Text | None],
    Meta(max_length=32),
]


class _Struct(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    pass


class RtcpFeedback(_Struct, frozen=True, kw_only=True):
    """One `a=rtcp-fb`: `nack`, `nack pli`, `transport-cc`, ..."""

    type: Word
    parameter: Word | None = None


class _Codec(_Struct, frozen=True, kw_only=True):
    mime_type: MimeType
    clock_rate: ClockRate
    channels: Channels | None = None
    parameters: CodecParameters | None = None
    rtcp_feedback: Annotated[list[RtcpFeedback], Meta(max_length=32)] | None = None

    @property
    def mime(self) -> str:
        """The MIME type in lower case."""
        return self.mime_type.lower()

    @property
    def is_rtx(self) -> bool:
        """Whether it is the retransmission format (RFC 4588) of another payload type."""
        return self.mime.endswith("/rtx")

    @property
    def apt(self) -> int | None:
        """The payload type that an RTX payload type repeats."""
        apt = (self.parameters or {}).get("apt")
        return apt if isinstance(apt, int) else None

    def offers(self, feedback: str, parameter: str = "") -> bool:
        """Whether `feedback parameter` is among its RTCP feedback."""
        return any(
            f.type == feedback and (f.parameter or "") == parameter
            for f in self.rtcp_feedback or ()
        )


class RtpCodecParameters(_Codec, frozen=True, kw_only=True):
    """A codec in use, under a payload type."""

    payload_type: PayloadType


class RtpCodecCapability(_Codec, frozen=True, kw_only=True):
    """A codec that could be used."""

    kind: Kind
    preferred_payload_type: PayloadType | None = None


class RtpHeaderExtension(_Struct, frozen=True, kw_only=True):
    """A header extension that could be used (RFC 8285)."""

    kind: Kind | None = None
    uri: Text
    preferred_id: ExtensionId
    preferred_encrypt: bool = False
    direction: Word | None = None


class RtpHeaderExtensionParameters(_Struct, frozen=True, kw_only=True):
    """A header extension in use."""

    uri: Text
    id: ExtensionId
    encrypt: bool = False


class RtxParameters(_Struct, frozen=True, kw_only=True):
    """The SSRC of an encoding's retransmissions."""

    ssrc: Ssrc


class RtpEncodingParameters(_Struct, frozen=True, kw_only=True):
    """One encoding of a track: one simulcast stream, by SSRC or by RID."""

    ssrc: Ssrc | None = None
    rid: Rid | None = None
    rtx: RtxParameters | None = None


class RtcpParameters(_Struct, frozen=True, kw_only=True):
    """How RTCP is spoken for a track."""

    cname: Text | None = None
    reduced_size: bool | None = True


class RtpParameters(_Struct, frozen=True, kw_only=True):
    """What a track's packets look like."""

    mid: Mid | None = None
    codecs: Annotated[list[RtpCodecParameters], Meta(min_length=1, max_length=32)]
    header_extensions: Annotated[list[RtpHeaderExtensionParameters], Meta(max_length=32)] | None = (
        None
    )
    encodings: Annotated[list[RtpEncodingParameters], Meta(max_length=8)] | None = None
    rtcp: RtcpParameters | None = None


class RtpCapabilities(_Struct, frozen=True, kw_only=True):
    """What a device (or this router) can send and receive."""

    codecs: Annotated[list[RtpCodecCapability], Meta(max_length=128)] | None = None
    header_extensions: Annotated[list[RtpHeaderExtension], Meta(max_length=64)] | None = None


_T = TypeVar("_T")


def _read(value: dict[str, Any], shape: type[_T], code: str) -> _T:
    try:
        return msgspec.convert(value, shape)
    except (msgspec.ValidationError, RecursionError, OverflowError) as error:
        raise BadMessage(code, str(error)[:200]) from None


def read_rtp_parameters(value: dict[str, Any]) -> RtpParameters:
    """Return a producer's parameters.

    Raises:
        BadMessage: `bad_rtp_parameters`.
    """
    return _read(value, RtpParameters, "bad_rtp_parameters")


def read_rtp_capabilities(value: dict[str, Any]) -> RtpCapabilities:
    """Return a device's capabilities.

    Raises:
        BadMessage: `bad_rtp_capabilities`.
    """
    return _read(value, RtpCapabilities, "bad_rtp_capabilities")
