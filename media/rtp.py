"""RTP packets as bytes (RFC 3550 §5.1, RFC 8285): where things are, without an object tree.

Rule: every length in a packet is hostile. The readers raise only BadMessage `rtp`, and look at the
contents of no extension but those asked for.
"""

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from classroom.failures import BadMessage

FIXED = struct.Struct("!BBHII")
PROFILE = struct.Struct("!HH")
ONE_BYTE = 0xBEDE  # RFC 8285 §4.2
TWO_BYTE = 0x1000  # upper 12 bits, RFC 8285 §4.3


@dataclass(slots=True)
class RtpView:
    """One packet's header fields and where its payload lies: packet[payload_start:payload_end]."""

    marker: bool
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload_start: int
    payload_end: int  # padding is behind it
    extensions: dict[int, bytes]  # only those asked for


def view(packet: bytes, wanted: Collection[int] = ()) -> RtpView:
    """Read the header and the extension elements whose ids are `wanted` (a set is quickest)."""
    size = len(packet)
    if size < 12:
        raise BadMessage("rtp", "shorter than a header")
    b0, b1, sequence, timestamp, ssrc = FIXED.unpack_from(packet)
    if b0 >> 6 != 2:
        raise BadMessage("rtp", "version")
    start = 12 + 4 * (b0 & 15)
    extensions: dict[int, bytes] = {}
    if b0 & 16:
        if start + 4 > size:
            raise BadMessage("rtp", "no room for an extension header")
        profile, words = PROFILE.unpack_from(packet, start)
        begin, start = start + 4, start + 4 + 4 * words
        if start > size:
            raise BadMessage("rtp", "extension longer than the packet")
        if wanted:
            if profile == ONE_BYTE:
                extensions = _one_byte(packet, begin, start, wanted)
            elif profile & 0xFFF0 == TWO_BYTE:
                extensions = _two_byte(packet, begin, start, wanted)
    end = size
    if b0 & 32:
        end -= packet[-1]
        if packet[-1] == 0:
            raise BadMessage("rtp", "padding of zero bytes")
    if start > end:
        raise BadMessage("rtp", "header or padding longer than the packet")
    return RtpView(b1 > 127, b1 & 127, sequence, timestamp, ssrc, start, end, extensions)


def build(
    *,
    payload_type: int,
    sequence: int,
    timestamp: int,
    ssrc: int,
    payload: bytes,
    marker: bool = False,
    extensions: Mapping[int, bytes] | None = None,
    csrcs: Collection[int] = (),
    padding: int = 0,
) -> bytes:
    """Write a packet; extension elements in the one-byte form when they fit it.

    `padding` is 0 or the number of bytes (1…255) behind the payload. Raises ValueError on a value
    that has no place in a packet.
    """
    block = _extension_block(extensions) if extensions else b""
    if len(csrcs) > 15 or not 0 <= padding <= 255 or not 0 <= payload_type <= 127:
        raise ValueError("csrcs, padding or payload type out of range")
    b0 = 0x80 | (32 if padding else 0) | (16 if block else 0) | len(csrcs)
    b1 = (128 if marker else 0) | payload_type
    header = FIXED.pack(b0, b1, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    listed = struct.pack(f"!{len(csrcs)}I", *csrcs)
    tail = bytes(padding - 1) + bytes([padding]) if padding else b""
    return header + listed + block + payload + tail


def _one_byte(packet: bytes, at: int, end: int, wanted: Collection[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        head = packet[at]
        if head == 0:  # padding between elements
            at += 1
            continue
        number = head >> 4
        if number == 15:  # RFC 8285 §4.2: stop reading here
            break
        data_end = at + 2 + (head & 15)
        if data_end > end:
            raise BadMessage("rtp", "extension element longer than its block")
        if number in wanted:
            found[number] = packet[at + 1 : data_end]
        at = data_end
    return found


def _two_byte(packet: bytes, at: int, end: int, wanted: Collection[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < end:
        number = packet[at]
        if number == 0:
            at += 1
            continue
        if at + 2 > end or (data_end := at + 2 + packet[at + 1]) > end:
            raise BadMessage("rtp", "extension element longer than its block")
        if number in wanted:
            found[number] = packet[at + 2 : data_end]
        at = data_end
    return found


def _extension_block(extensions: Mapping[int, bytes]) -> bytes:
    short = all(0 < number < 15 and 0 < len(data) <= 16 for number, data in extensions.items())
    body = bytearray()
    for number, data in extensions.items():
        if not 0 < number < 256 or len(data) > 255:
            raise ValueError(f"extension {number} of {len(data)} bytes")
        body += bytes([number << 4 | len(data) - 1]) if short else bytes([number, len(data)])
        body += data
    body += bytes(-len(body) % 4)
    return PROFILE.pack(ONE_BYTE if short else TWO_BYTE, len(body) // 4) + body
