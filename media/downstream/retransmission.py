"""Sending again what one receiver misses (RFC 4588), within its budget; and padding for probes.

Rule: nothing is kept for it here: numbers lead through the receiver's line to the one copy in the
stream's history. Nobody can make us send more than `RATE` by asking.
"""

import struct
from collections.abc import Iterator, Sequence

from media.downstream.continuation import Continuation, Span
from media.payload import vp8
from media.upstream.history import StoredPacket

RATE = 125_000  # bytes a second, on average
BURST = 96_000
MAX_ASKED = 256  # numbers looked for in one request; more missing than that wants a keyframe
REMEMBERED = 512  # numbers sent again lately

OSN = struct.Struct("!H")  # the original sequence number, before the payload
LEAST_REPEATED = 300  # bytes; smaller packets make no probe, padding is better
REPEATS = 16  # of the newest packets, one after another
PADDING = bytes(254) + b"\xff"  # RFC 3550 §5.1: the last byte says how many


def payload_of(packet: StoredPacket, span: Span) -> bytes:
    """Return the payload as it went out in `span`."""
    if span.picture_shift or span.tl0_shift:
        return vp8.renumbered(
            packet.payload, packet.picture + span.picture_shift, packet.tl0 + span.tl0_shift
        )
    return packet.payload


class Retransmission:
    """The budget of one consumer, and what it has had again lately."""

    __slots__ = ("_at", "_budget", "_lately", "_padded", "sequence")

    def __init__(self) -> None:
        """Start with a full budget."""
        self._budget = float(BURST)
        self._at = 0.0
        self._lately: dict[int, float] = {}
        self._padded = 0
        self.sequence = 0  # the next retransmission's own number, not wrapped

    def padding(self, span: Span | None) -> tuple[int, int, bytes] | None:
        """Return marker, timestamp and payload of one of the newest packets, to be sent again.

        None when there is none that is worth it.
        """
        self._padded = (self._padded + 1) % REPEATS
        if span is None or span.last is not None or span.source.history is None:
            return None
        packet = span.source.history.get(span.source.highest - self._padded)
        if packet is None or packet.number < span.first or len(packet.payload) < LEAST_REPEATED:
            return None
        number = packet.number + span.seq_shift & 0xFFFF
        payload = OSN.pack(number) + payload_of(packet, span)
        return packet.marker, span.timestamp(packet.number, packet.timestamp), payload

    def find(
        self, line: Continuation, sequences: Sequence[int], round_trip: float, now: float
    ) -> Iterator[tuple[int, int, StoredPacket, bytes]]:
        """Yield (sequence, timestamp, packet, payload) for each that may be sent again now.

        One that went out again less than a round trip ago is still under way.
        """
        self._budget = min(BURST, self._budget + (now - self._at) * RATE)
        self._at = now
        patience = max(0.02, round_trip * 0.8)
        if len(self._lately) > REMEMBERED:
            self._lately.clear()
        for sequence in sequences[:MAX_ASKED]:
            if now - self._lately.get(sequence, float("-inf")) < patience:
                continue
            found = line.find(sequence)
            if found is None:
                continue
            span, number = found
            packet = span.source.history.get(number) if span.source.history else None
            if packet is None:
                continue
            payload = payload_of(packet, span)
            if self._budget < len(payload):
                return
            self._budget -= len(payload)
            self._lately[sequence] = now
            yield sequence, span.timestamp(number, packet.timestamp), packet, payload
