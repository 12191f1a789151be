"""RED for sound (RFC 2198): what was said just before goes along with each packet.

Rule: whoever loses a packet has it from the next, twenty milliseconds later; no packet is added.
"""

from collections.abc import Sequence

MAX_OFFSET = 0x3FFF  # timestamp units, 14 bits
MAX_LENGTH = 0x3FF  # bytes, 10 bits

Said = tuple[int, bytes]  # timestamp, payload


def packed(payload_type: int, timestamp: int, payload: bytes, earlier: Sequence[Said]) -> bytes:
    """Return one RED payload: `earlier` (oldest first) and then `payload`, all of one type.

    What lies too far back or is too long for its header is left out.
    """
    headers = bytearray()
    blocks = b""
    for said_at, said in earlier:
        offset = timestamp - said_at & 0xFFFFFFFF
        if 0 < offset <= MAX_OFFSET and len(said) <= MAX_LENGTH:
            word = 1 << 31 | payload_type << 24 | offset << 10 | len(said)
            headers += word.to_bytes(4)
            blocks += said
    headers.append(payload_type)
    return bytes(headers) + blocks + payload
