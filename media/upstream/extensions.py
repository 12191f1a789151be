"""RTP header extensions (RFC 8285): finding one by its id in a packet's bytes.

Rule: whatever a hostile sender writes, the answer is "not there"; nothing here raises.
"""

ONE_BYTE = 0xBEDE


def span(packet: bytes) -> tuple[int, int, int]:
    """Return (profile, start, end) of a packet's extension block; (0, 0, 0) without a sound one."""
    if len(packet) < 16 or not packet[0] & 0x10:
        return 0, 0, 0
    at = 12 + ((packet[0] & 15) << 2)
    if at + 4 > len(packet):
        return 0, 0, 0
    profile = packet[at] << 8 | packet[at + 1]
    start = at + 4
    end = start + ((packet[at + 2] << 8 | packet[at + 3]) << 2)
    return (profile, start, end) if end <= len(packet) else (0, 0, 0)


def find(packet: bytes, number: int) -> bytes | None:
    """Return the value of extension `number`, or None."""
    profile, at, end = span(packet)
    if not number:
        return None
    if profile == ONE_BYTE:
        while at < end:
            head = packet[at]
            if head == 0:
                at += 1
                continue
            kind, size = head >> 4, (head & 15) + 1
            if kind == 15 or at + 1 + size > end:
                return None
            if kind == number:
                return packet[at + 1 : at + 1 + size]
            at += 1 + size
    elif profile & 0xFFF0 == 0x1000:
        while at + 1 < end:
            kind, size = packet[at], packet[at + 1]
            if kind == 0:
                at += 1
                continue
            if at + 2 + size > end:
                return None
            if kind == number:
                return packet[at + 2 : at + 2 + size]
            at += 2 + size
    return None


def text(value: bytes | None) -> str | None:
    """Return a MID or RID (RFC 8852: ASCII), or None when it is absent or is none."""
    if not value or len(value) > 16:
        return None
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        return None
