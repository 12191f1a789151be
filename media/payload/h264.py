"""H.264 in RTP (RFC 6184): whether a packet begins a keyframe.

Rule: a keyframe begins with its parameter sets; a bare IDR slice counts only where it is the first
packet of its frame, since otherwise the parameter sets before it were lost.
"""

IDR, SPS = 5, 7
STAP_A, FU_A = 24, 28


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
