"""H.264 in RTP (RFC 6184): whether a packet begins a keyframe.

Rule: a keyframe begins with its parameter sets; a bare IDR slice counts only where it is the first
packet of its frame, since otherwise the parameter sets before it were lost.
"""

from collections.abc import Iterable

IDR, SPS = 5, 7
STAP_A, FU_A = 24, 28
_START = b"\0\0\0\1"


def begins_keyframe(payload: bytes, first_of_frame: bool) -> bool:
    """Whether a decoder may start at this packet.

    `first_of_frame` says that the packet before it is known and belongs to another frame.
    """
    if len(payload) < 2:
        return False
    kind = payload[0] & 0x1F
    if kind == SPS:
        return True
    if kind == IDR:
        return first_of_frame
    if kind == FU_A:
        return first_of_frame and payload[1] & 0x9F == 0x80 | IDR
    if kind == STAP_A:
        return _aggregate_begins(payload, first_of_frame)
    return False


def _aggregate_begins(payload: bytes, first_of_frame: bool) -> bool:
    at, size = 1, len(payload)
    while at + 2 < size:
        kind = payload[at + 2] & 0x1F
        if kind == SPS or (kind == IDR and first_of_frame):
            return True
        at += 2 + (payload[at] << 8 | payload[at + 1])
    return False


def access_unit(payloads: Iterable[bytes]) -> bytes:
    """Return the frame of these payloads, which are all of one, in order, as Annex B.

    What does not fit together is left out; a decoder judges the rest.
    """
    unit = bytearray()
    for payload in payloads:
        kind = payload[0] & 0x1F if payload else 0
        if 0 < kind < STAP_A:
            unit += _START + payload
        elif kind == STAP_A:
            for nal in _aggregated(payload):
                unit += _START + nal
        elif kind == FU_A and len(payload) > 2:
            if payload[1] & 0x80:
                unit += _START + bytes((payload[0] & 0xE0 | payload[1] & 0x1F,))
            unit += payload[2:]
    return bytes(unit)


def _aggregated(payload: bytes) -> Iterable[bytes]:
    at = 1
    while at + 2 < len(payload):
        length = payload[at] << 8 | payload[at + 1]
        yield payload[at + 2 : at + 2 + length]
        at += 2 + length
