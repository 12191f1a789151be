"""VP8 in RTP (RFC 7741): keyframes, and the picture numbers that must run on across a switch.

Rule: malformed descriptors are read as "not a keyframe, no numbers" and go through unchanged; the
receiver's decoder is the judge of them.
"""

import struct
from collections.abc import Iterable

_TWO = struct.Struct("!H")


def begins_keyframe(payload: bytes) -> bool:
    """Whether this packet is the first of a keyframe (S=1, PID=0, P=0 in the frame's header)."""
    if not payload or payload[0] & 0x17 != 0x10:
        return False
    at = _descriptor_size(payload)
    return 0 < at < len(payload) and not payload[at] & 1


def _descriptor_size(payload: bytes) -> int:
    """Return the payload descriptor's size in bytes, 0 when it is cut off."""
    if not payload[0] & 0x80:
        return 1
    size = len(payload)
    if size < 2:
        return 0
    flags = payload[1]
    at = 2
    if flags & 0x80:
        if at >= size:
            return 0
        at += 2 if payload[at] & 0x80 else 1
    at += (flags >> 6 & 1) + (1 if flags & 0x30 else 0)
    return at if at <= size else 0


def picture_numbers(payload: bytes) -> tuple[int, int, int]:
    """Return PictureID, its width in bits (7, 15) and TL0PICIDX; -1, 0 and -1 where absent."""
    if len(payload) < 4 or not payload[0] & 0x80:
        return -1, 0, -1
    flags = payload[1]
    at, picture, bits = 2, -1, 0
    if flags & 0x80:
        if payload[2] & 0x80:
            picture, bits, at = (payload[2] & 0x7F) << 8 | payload[3], 15, 4
        else:
            picture, bits, at = payload[2], 7, 3
    tl0 = payload[at] if flags & 0x40 and at < len(payload) else -1
    return picture, bits, tl0


def renumbered(payload: bytes, picture: int, tl0: int) -> bytes:
    """Return the payload with PictureID `picture` (15 bits) and TL0PICIDX `tl0`, where it has them.

    A 7-bit PictureID becomes a 15-bit one: senders mix both widths, receivers count in one.
    """
    if len(payload) < 4 or not payload[0] & 0x80:
        return payload
    flags = payload[1]
    head = payload[:2]
    at = 2
    if flags & 0x80:
        at = 4 if payload[2] & 0x80 else 3
        head += _TWO.pack(0x8000 | picture & 0x7FFF)
    if flags & 0x40 and at < len(payload):
        head += bytes((tl0 & 0xFF,))
        at += 1
    return head + payload[at:]


def frame(payloads: Iterable[bytes]) -> bytes:
    """Return the frame of these payloads, which are all of one, in order."""
    return b"".join(payload[_descriptor_size(payload) :] for payload in payloads if payload)
