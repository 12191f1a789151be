"""RTCP compounds (RFC 3550 §6, RFC 4585, RFC 5104, REMB, transport-wide feedback): read and write.

Rule: `parse` yields what it understands and raises only BadMessage `rtcp`, at the first fault, so
what stood before the fault has been had. What it does not know (XR, APP, …) it skips.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from classroom.failures import BadMessage
from media.transport_feedback import MAX_PACKETS, TransportFeedback

SENDER_REPORT = 200
RECEIVER_REPORT = 201
SOURCE_DESCRIPTION = 202
GOODBYE = 203
TRANSPORT_FEEDBACK = 205  # RFC 4585 §6.2
PAYLOAD_FEEDBACK = 206  # RFC 4585 §6.3

FORMAT_NACK = 1
FORMAT_TRANSPORT_WIDE = 15
FORMAT_PLI = 1
FORMAT_FIR = 4
FORMAT_APPLICATION = 15

HEADER = struct.Struct("!BBH")
REPORT = struct.Struct("!IB3sIIII")
SENDER = struct.Struct("!IQIII")
CNAME = 1
REMB_NAME = b"REMB"


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one stream arrives (RFC 3550 §6.4.1)."""

    ssrc: int
    fraction_lost: int  # 0…255, of 256
    lost: int  # cumulative, signed 24 bits
    highest_sequence: int  # with cycles in the upper 16 bits
    jitter: int  # in timestamp units
    last_sr: int  # middle 32 bits of the NTP time of the last sender report
    delay: int  # since it, in 1/65536 s


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What one stream has sent, and which wall clock its timestamps go by."""

    ssrc: int
    ntp: int  # 64 bits: seconds since 1900 and fraction
    timestamp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """Reports of one that sends nothing."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """Canonical names: streams with the same one share a clock."""

    cnames: tuple[tuple[int, bytes], ...]  # (SSRC, CNAME)


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Streams that ended."""

    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Packets of one stream that did not come (RFC 4585 §6.2.1)."""

    sender_ssrc: int
    media_ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PictureLossIndication:
    """A decoder that needs a keyframe (RFC 4585 §6.3.1)."""

    sender_ssrc: int
    media_ssrc: int


@dataclass(frozen=True, slots=True)
class FullIntraRequest:
    """A new viewer that needs a keyframe (RFC 5104 §4.3.1): (SSRC, command number) each."""

    sender_ssrc: int
    entries: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ReceiverEstimatedMaxBitrate:
    """What the receiver thinks its line carries (draft-alvestrand-rmcat-remb)."""

    sender_ssrc: int
    bitrate: int  # bit/s
    ssrcs: tuple[int, ...]


class UnreadFeedback(NamedTuple):
    """Transport-wide feedback for whoever reads it: everything behind its header."""

    body: bytes


RtcpPacket = (
    SenderReport
    | ReceiverReport
    | SourceDescription
    | Goodbye
    | Nack
    | PictureLossIndication
    | FullIntraRequest
    | ReceiverEstimatedMaxBitrate
    | TransportFeedback
    | UnreadFeedback
)


def parse(compound: bytes, *, unread: bool = False) -> Iterator[RtcpPacket]:
    """Yield the packets of one compound, in order; `unread`: feedback as `UnreadFeedback`.

    Feedback on more than MAX_PACKETS packets in one compound is a fault: a few bytes of it speak of
    thousands, so that the work would otherwise not be bounded by what came.
    """
    at = told = 0
    while at < len(compound):
        if len(compound) - at < 4:
            raise BadMessage("rtcp", "shorter than a header")
        b0, kind, words = HEADER.unpack_from(compound, at)
        end = at + 4 + 4 * words
        if b0 >> 6 != 2 or end > len(compound):
            raise BadMessage("rtcp", "version or length")
        body = compound[at + 4 : end]
        if b0 & 32:
            if not body or not 0 < body[-1] <= len(body):
                raise BadMessage("rtcp", "padding")
            body = body[: -body[-1]]
        packet: RtcpPacket | None
        if kind == TRANSPORT_FEEDBACK and b0 & 31 == FORMAT_TRANSPORT_WIDE:
            told += int.from_bytes(body[10:12])
            if told > MAX_PACKETS:
                raise BadMessage("rtcp", f"feedback on {told} packets in one compound")
            packet = UnreadFeedback(body) if unread else TransportFeedback.parse(body)
        else:
            packet = _parse_one(kind, b0 & 31, body)
        if packet is not None:
            yield packet
        at = end


def feedback_alone(compound: bytes) -> bytes | None:
    """Return the body of transport-wide feedback if the compound is that and nothing else, as most
    are that a browser sends; without a word of `parse`, which says what is wrong with others.
    """
    if len(compound) < 8 or compound[1] != TRANSPORT_FEEDBACK:
        return None
    if compound[0] & 0xDF != 0x80 | FORMAT_TRANSPORT_WIDE:
        return None
    size = len(compound)
    if 4 + 4 * (compound[2] << 8 | compound[3]) != size:
        return None
    padding = compound[-1] if compound[0] & 32 else 0
    if compound[0] & 32 and not 0 < padding <= size - 4:
        return None
    return compound[4 : size - padding]


def sender_report(report: SenderReport) -> bytes:
    """Write an SR; put `source_description` behind it in the compound."""
    body = SENDER.pack(report.ssrc, report.ntp, report.timestamp, report.packets, report.octets)
    return _packet(SENDER_REPORT, len(report.reports), body + _blocks(report.reports))


def receiver_report(ssrc: int, reports: Sequence[ReportBlock] = ()) -> bytes:
    """Write an RR with at most 31 blocks."""
    return _packet(RECEIVER_REPORT, len(reports), struct.pack("!I", ssrc) + _blocks(reports))


def source_description(cnames: Sequence[tuple[int, bytes]]) -> bytes:
    """Write an SDES that gives each SSRC its CNAME (at most 255 bytes)."""
    body = b""
    for ssrc, cname in cnames:
        chunk = struct.pack("!IBB", ssrc, CNAME, len(cname)) + cname
        body += chunk + bytes(4 - len(chunk) % 4)  # at least one zero ends a chunk
    return _packet(SOURCE_DESCRIPTION, len(cnames), body)


def goodbye(ssrcs: Sequence[int]) -> bytes:
    """Write a BYE."""
    return _packet(GOODBYE, len(ssrcs), struct.pack(f"!{len(ssrcs)}I", *ssrcs))


def nack(sender_ssrc: int, media_ssrc: int, sequences: Sequence[int]) -> bytes:
    """Write a NACK; ascending sequences (modulo 2^16) pack best: 17 numbers in 4 bytes."""
    pairs: list[int] = []
    for sequence in sequences:
        distance = (sequence - pairs[-2] - 1) & 0xFFFF if pairs else 16
        if distance < 16:
            pairs[-1] |= 1 << distance
        else:
            pairs += (sequence & 0xFFFF, 0)
    body = struct.pack(f"!II{len(pairs)}H", sender_ssrc, media_ssrc, *pairs)
    return _packet(TRANSPORT_FEEDBACK, FORMAT_NACK, body)


def picture_loss_indication(sender_ssrc: int, media_ssrc: int) -> bytes:
    """Write a PLI."""
    return _packet(PAYLOAD_FEEDBACK, FORMAT_PLI, struct.pack("!II", sender_ssrc, media_ssrc))


def full_intra_request(sender_ssrc: int, entries: Sequence[tuple[int, int]]) -> bytes:
    """Write a FIR of (SSRC, command number) entries."""
    body = struct.pack("!II", sender_ssrc, 0)
    body += b"".join(struct.pack("!IBxxx", ssrc, number & 255) for ssrc, number in entries)
    return _packet(PAYLOAD_FEEDBACK, FORMAT_FIR, body)


def receiver_estimated_max_bitrate(sender_ssrc: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """Write a REMB; the bitrate keeps its upper 18 bits."""
    exponent = max(bitrate.bit_length() - 18, 0)
    value = len(ssrcs) << 24 | exponent << 18 | bitrate >> exponent
    body = struct.pack(f"!II4sI{len(ssrcs)}I", sender_ssrc, 0, REMB_NAME, value, *ssrcs)
    return _packet(PAYLOAD_FEEDBACK, FORMAT_APPLICATION, body)


def transport_feedback(feedback: TransportFeedback) -> bytes:
    """Write transport-wide feedback; ValueError when two arrivals lie more than 8 s apart."""
    return _packet(TRANSPORT_FEEDBACK, FORMAT_TRANSPORT_WIDE, feedback.body())


def _packet(kind: int, count: int, body: bytes) -> bytes:
    """Put a header before the body and fill it up to words, with RTCP padding if need be."""
    if count > 31:
        raise ValueError(f"{count} entries in an RTCP packet")
    padding = -len(body) % 4
    if padding:
        body += bytes(padding - 1) + bytes([padding])
    return HEADER.pack(0x80 | (32 if padding else 0) | count, kind, len(body) // 4) + body


def _blocks(reports: Sequence[ReportBlock]) -> bytes:
    return b"".join(
        REPORT.pack(
            one.ssrc,
            one.fraction_lost,
            max(-0x800000, min(one.lost, 0x7FFFFF)).to_bytes(3, signed=True),
            one.highest_sequence,
            one.jitter,
            one.last_sr,
            one.delay,
        )
        for one in reports
    )


def _parse_one(kind: int, count: int, body: bytes) -> RtcpPacket | None:
    try:
        match kind:
            case 200:  # SENDER_REPORT
                ssrc, ntp, timestamp, packets, octets = SENDER.unpack_from(body)
                blocks = _parse_blocks(body, SENDER.size, count)
                return SenderReport(ssrc, ntp, timestamp, packets, octets, blocks)
            case 201:  # RECEIVER_REPORT
                (ssrc,) = struct.unpack_from("!I", body)
                return ReceiverReport(ssrc, _parse_blocks(body, 4, count))
            case 202:  # SOURCE_DESCRIPTION
                return _parse_description(body, count)
            case 203:  # GOODBYE
                return Goodbye(struct.unpack_from(f"!{count}I", body))
            case 205 | 206:  # TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK
                return _parse_feedback(kind, count, body)
    except (struct.error, IndexError) as fault:
        raise BadMessage("rtcp", "shorter than it says") from fault
    return None


def _parse_blocks(body: bytes, at: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for index in range(count):
        ssrc, fraction, lost, highest, jitter, last_sr, delay = REPORT.unpack_from(
            body, at + index * REPORT.size
        )
        cumulative = int.from_bytes(lost, signed=True)
        blocks.append(ReportBlock(ssrc, fraction, cumulative, highest, jitter, last_sr, delay))
    return tuple(blocks)


def _parse_description(body: bytes, count: int) -> SourceDescription:
    cnames = []
    at = 0
    for _ in range(count):
        (ssrc,) = struct.unpack_from("!I", body, at)
        at += 4
        while body[at] != 0:
            end = at + 2 + body[at + 1]
            if end > len(body):
                raise BadMessage("rtcp", "SDES item longer than its packet")
            if body[at] == CNAME:
                cnames.append((ssrc, body[at + 2 : end]))
            at = end
        at += 4 - at % 4
    return SourceDescription(tuple(cnames))


def _parse_feedback(kind: int, form: int, body: bytes) -> RtcpPacket | None:
    sender_ssrc, media_ssrc = struct.unpack_from("!II", body)
    if kind == TRANSPORT_FEEDBACK and form == FORMAT_NACK:
        return Nack(sender_ssrc, media_ssrc, _parse_nack(body))
    if kind == PAYLOAD_FEEDBACK and form == FORMAT_PLI:
        return PictureLossIndication(sender_ssrc, media_ssrc)
    if kind == PAYLOAD_FEEDBACK and form == FORMAT_FIR:
        entries = body[8:]
        if len(entries) % 8:
            raise BadMessage("rtcp", "FIR length")
        return FullIntraRequest(sender_ssrc, tuple(struct.iter_unpack("!IBxxx", entries)))
    if kind == PAYLOAD_FEEDBACK and form == FORMAT_APPLICATION and body[8:12] == REMB_NAME:
        (value,) = struct.unpack_from("!I", body, 12)
        bitrate = (value & 0x3FFFF) << (value >> 18 & 63)
        ssrcs = struct.unpack_from(f"!{value >> 24}I", body, 16)
        return ReceiverEstimatedMaxBitrate(sender_ssrc, bitrate, ssrcs)
    return None


def _parse_nack(body: bytes) -> tuple[int, ...]:
    pairs = body[8:]
    if len(pairs) % 4:
        raise BadMessage("rtcp", "NACK length")
    sequences = []
    for first, following in struct.iter_unpack("!HH", pairs):
        sequences.append(first)
        for bit in range(16):
            if following >> bit & 1:
                sequences.append((first + bit + 1) & 0xFFFF)
    return tuple(sequences)
