"""Transport-wide congestion control feedback: when each packet of a send transport came.

Rule: one feedback covers everything since the one before it, each packet once; a packet later than
its feedback was reported lost and stays so. Time resolution is 250 µs, as the format has it.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
"""

import struct

TICKS = 4000  # a second
MAX_STATUSES = 400  # in one RTCP packet: at most 1000 bytes
MAX_JUMP = 4000  # more missing than this is a sender that started over

_HEAD = struct.Struct("!BBHIIHHI")
_CHUNK = struct.Struct("!H")
_WIDE = struct.Struct("!h")


class TransportFeedback:
    """What came on one transport since the last feedback."""

    __slots__ = ("_arrivals", "_count", "_highest", "_next", "late", "media_ssrc", "sender_ssrc")

    def __init__(self, sender_ssrc: int = 1) -> None:
        """Start with nothing received."""
        self.sender_ssrc = sender_ssrc
        self.media_ssrc = 0
        self.late = 0
        self._arrivals: dict[int, int] = {}
        self._next = -1  # the first number that no feedback has covered
        self._highest = -1
        self._count = 0

    def __bool__(self) -> bool:
        """Whether there is something to report."""
        return bool(self._arrivals)

    def record(self, number: int, arrival: float) -> None:
        """Note transport-wide sequence `number` (16 bits) at `arrival` (loop seconds)."""
        highest = self._highest
        if highest < 0:
            unwrapped = number + 0x10000
            self._next = unwrapped
        else:
            delta = (number - highest) & 0xFFFF
            unwrapped = highest + delta if delta < 0x8000 else highest + delta - 0x10000
            if unwrapped < self._next:
                self.late += 1
                return
            if unwrapped - highest > MAX_JUMP:
                self._arrivals.clear()
                self._next = unwrapped
        if unwrapped > highest:
            self._highest = unwrapped
        self._arrivals.setdefault(unwrapped, int(arrival * TICKS))

    def take(self) -> list[bytes]:
        """Return RTCP packets that report all since the last call, perhaps none."""
        packets = []
        while self._arrivals:
            packets.append(self._one())
        return packets

    def _one(self) -> bytes:
        arrivals = self._arrivals
        base, earliest = self._next, min(arrivals)
        if earliest - base >= MAX_STATUSES:
            base = earliest  # a hole longer than a whole feedback: leave it out
        end = min(self._highest + 1, base + MAX_STATUSES)
        first = arrivals[earliest]
        reference = first >> 8  # in units of 64 ms
        before = reference << 8
        symbols: list[int] = []
        deltas = bytearray()
        for number in range(base, end):
            ticks = arrivals.get(number)
            if ticks is None:
                symbols.append(0)
                continue
            delta = ticks - before
            if 0 <= delta <= 0xFF:
                symbols.append(1)
                deltas.append(delta)
            elif -0x8000 <= delta <= 0x7FFF:
                symbols.append(2)
                deltas += _WIDE.pack(delta)
            else:  # too far apart for one feedback
                break
            del arrivals[number]
            before = ticks
        self._next = base + len(symbols)
        body = _chunks(symbols) + bytes(deltas)
        body += bytes(-len(body) % 4)
        head = _HEAD.pack(
            0x80 | 15,
            205,
            (_HEAD.size + len(body)) // 4 - 1,
            self.sender_ssrc,
            self.media_ssrc,
            base & 0xFFFF,
            len(symbols),
            (reference & 0xFFFFFF) << 8 | self._count & 0xFF,
        )
        self._count += 1
        return head + body


def _chunks(symbols: list[int]) -> bytes:
    """Return packet status chunks: runs where they pay, else one- or two-bit vectors."""
    out = bytearray()
    at, size = 0, len(symbols)
    while at < size:
        symbol = symbols[at]
        run = at + 1
        while run < size and symbols[run] == symbol:
            run += 1
        if run - at >= 14 or run == size:
            out += _CHUNK.pack(symbol << 13 | run - at)
            at = run
            continue
        narrow = symbols[at : at + 14]
        if 2 not in narrow:
            bits = 0
            for index, value in enumerate(narrow):
                bits |= value << 13 - index
            out += _CHUNK.pack(0x8000 | bits)
            at += 14
            continue
        bits = 0
        for index, value in enumerate(symbols[at : at + 7]):
            bits |= value << 12 - 2 * index
        out += _CHUNK.pack(0xC000 | bits)
        at += 7
    return bytes(out)
