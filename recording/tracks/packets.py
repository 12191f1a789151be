"""An RTP packet's header (RFC 3550, 5.1), as much of it as a recorder needs.

Rule: every length in it is hostile; a packet that does not add up is None.
"""

import struct
from dataclasses import dataclass

_FIXED = struct.Struct("!BBHII")
_WORDS = struct.Struct("!H")


@dataclass(slots=True)
class Packet:
    """One packet; `lost` and `restarted` are filled in when it is put in order."""

    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    lost: int = 0
    """Packets that are missing right before this one."""
    restarted: bool = False
    """The first of a sender that started over."""


def read(packet: bytes) -> Packet | None:
    """Return the packet without its CSRCs, extensions and padding, or None if it is malformed."""
    size = len(packet)
    if size < 12:
        return None
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    if first >> 6 != 2:
        return None
    start = 12
    if first != 0x80:
        start += 4 * (first & 15)
        if first & 16:
            if start + 4 > size:
                return None
            start += 4 + 4 * _WORDS.unpack_from(packet, start + 2)[0]
        if first & 32:
            if packet[-1] == 0:
                return None
            size -= packet[-1]
        if start > size:
            return None
    return Packet(second > 127, sequence, timestamp, ssrc, packet[start:size])
