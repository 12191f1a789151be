"""Transport-wide feedback: which packets came, and when.

Format: draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.

Rule: arrivals are ticks of 250 µs on the receiver's clock; only their differences mean anything, as
the wire keeps them modulo 2^32. Reading raises only BadMessage `rtcp`.
"""

import struct
from dataclasses import dataclass

from classroom.failures import BadMessage

TICKS_A_SECOND = 4000
REFERENCE_TICKS = 256  # the reference time counts 64 ms
# A run of 8,191 packets takes two bytes, so a packet of 1,200 could otherwise ask for 65,535
# entries; a browser that sends 2,000 packets a second and hears from us ten times needs 200.
MAX_PACKETS = 8192
FIXED = struct.Struct("!IIHHI")

NOT_RECEIVED = 0
SMALL_DELTA = 1  # one byte, 0…255 ticks
LARGE_DELTA = 2  # two bytes, signed


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """Arrivals of consecutive transport-wide sequence numbers, from `base_sequence` on."""

    sender_ssrc: int
    media_ssrc: int
    base_sequence: int
    feedback_count: int  # 8 bits, counts feedback packets
    arrivals: tuple[int | None, ...]  # ticks modulo 2^32; None: not received

    def body(self) -> bytes:
        """Write everything behind the RTCP header; ValueError when it cannot be said."""
        if not 0 < len(self.arrivals) <= MAX_PACKETS:
            raise ValueError(f"{len(self.arrivals)} packets in one feedback")
        first = next((arrival for arrival in self.arrivals if arrival is not None), 0)
        reference = first >> 8 & 0xFFFFFF
        previous = reference * REFERENCE_TICKS
        symbols = []
        deltas = bytearray()
        for arrival in self.arrivals:
            if arrival is None:
                symbols.append(NOT_RECEIVED)
                continue
            delta = ((arrival - previous + 0x80000000) & 0xFFFFFFFF) - 0x80000000
            previous = arrival
            if 0 <= delta <= 255:
                symbols.append(SMALL_DELTA)
                deltas.append(delta)
            elif -32768 <= delta <= 32767:
                symbols.append(LARGE_DELTA)
                deltas += delta.to_bytes(2, signed=True)
            else:
                raise ValueError(f"{delta} ticks between two packets")
        fixed = FIXED.pack(
            self.sender_ssrc,
            self.media_ssrc,
            self.base_sequence & 0xFFFF,
            len(symbols),
            reference << 8 | self.feedback_count & 255,
        )
        return fixed + _chunks(symbols) + deltas

    @classmethod
    def parse(cls, body: bytes) -> "TransportFeedback":
        """Read everything behind the RTCP header, without RTCP padding."""
        size = len(body)
        if size < FIXED.size:
            raise BadMessage("rtcp", "feedback shorter than its header")
        sender_ssrc, media_ssrc, base, count, time_and_number = FIXED.unpack_from(body)
        if not 0 < count <= MAX_PACKETS:
            raise BadMessage("rtcp", f"feedback on {count} packets")
        symbols, at = _parse_chunks(body, FIXED.size, count)
        now = (time_and_number >> 8) * REFERENCE_TICKS
        arrivals: list[int | None] = []
        deltas = body + b"\0"  # the byte is read where a delta is cut off, and refused below
        for symbol in symbols:
            if symbol == SMALL_DELTA:
                now = now + deltas[at] & 0xFFFFFFFF
                at += 1
            elif symbol == NOT_RECEIVED:
                arrivals.append(None)
                continue
            else:
                if symbol > LARGE_DELTA:
                    raise BadMessage("rtcp", "feedback with a symbol that has no meaning")
                delta = int.from_bytes(deltas[at : at + 2], signed=True)
                now = now + delta & 0xFFFFFFFF
                at += 2
            if at > size:
                raise BadMessage("rtcp", "feedback without its deltas")
            arrivals.append(now)
        return cls(sender_ssrc, media_ssrc, base, time_and_number & 255, tuple(arrivals))


def _chunks(symbols: list[int]) -> bytes:
    """Say the symbols in runs of one kind, or vectors of seven (§3.1.3, §3.1.4)."""
    chunks = bytearray()
    at = 0
    while at < len(symbols):
        run = 1
        while at + run < len(symbols) and symbols[at + run] == symbols[at] and run < 8191:
            run += 1
        if run >= 7 or at + run == len(symbols):
            chunks += (symbols[at] << 13 | run).to_bytes(2)
            at += run
            continue
        vector = symbols[at : at + 7]
        packed = 0xC000
        for index, symbol in enumerate(vector):
            packed |= symbol << (12 - 2 * index)
        chunks += packed.to_bytes(2)
        at += len(vector)
    return bytes(chunks)


def _parse_chunks(body: bytes, at: int, count: int) -> tuple[list[int], int]:
    symbols: list[int] = []
    while len(symbols) < count:
        if at + 2 > len(body):
            raise BadMessage("rtcp", "feedback without its chunks")
        chunk = body[at] << 8 | body[at + 1]
        at += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13] * min(chunk & 0x1FFF, count - len(symbols))
            if not chunk & 0x1FFF:
                raise BadMessage("rtcp", "feedback with an empty run")
        elif chunk & 0x4000:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return symbols[:count], at
