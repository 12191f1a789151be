"""Sending again what one receiver misses (RFC 4588), within its budget.

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


def payload_of(packet: StoredPacket, span: Span) -> bytes:
    """Return the payload as it went out in `span`."""
    if span.picture_shift or span.tl0_shift:
        return vp8.renumbered(
            packet.payload, packet.picture + span.picture_shift, packet.tl0 + span.tl0_shift
        )
    return packet.payload


class Retransmission:
    """The budget of one consumer, and what it has had again lately."""

    __slots__ = ("_at", "_budget", "_lately")

    def __init__(self) -> None:
        """Start with a full budget."""
        self._budget = float(BURST)
        self._at = 0.0
        self._lately: dict[int, float] = {}

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
