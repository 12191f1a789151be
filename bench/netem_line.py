"""What a bad line does to one packet: when it is through, or that it is lost. Pure: time comes in.

Rule: it is what `tc netem` with a `rate` and `tbf` would do: packets wait in one queue bounded in
bytes, are lost by chance before it, and what jitter adds is drawn for each alone, so that they
overtake one another, as netem's do.
"""

import random
from dataclasses import dataclass

LEAST_BUFFER = 6000  # bytes: no box has less than four packets

UDP = 17  # protocol numbers in an IPv4 header (RFC 791)
PROTOCOL = 9  # where


@dataclass(frozen=True, slots=True)
class Line:
    """One direction of a line, as it is until it is told otherwise."""

    rate: float = 0.0  # bit/s of IP packets; 0: as much as comes
    buffer: float = 0.25  # seconds of queue at that rate, as the box of a village's DSL has
    delay: float = 0.01  # seconds
    jitter: float = 0.0  # seconds more, at most
    loss: float = 0.0  # share, 0…1
    cut: bool = False
    udp: bool = True  # whether datagrams pass; if not, nobody is told


class Way:
    """One direction at work."""

    def __init__(self, line: Line, seed: int) -> None:
        """Draw chances from `seed`, so that runs differ by what is sent only."""
        self.line = line
        self.passed = self.lost = self.bytes = 0
        self._chance = random.Random(seed)
        self._free_at = 0.0

    def carry(self, packet: bytes, now: float) -> float | None:
        """Return when an IP packet is through; None: never."""
        line, size = self.line, len(packet)
        refused = line.cut or not (line.udp or packet[PROTOCOL] != UDP)
        if refused or self._chance.random() < line.loss or self._is_full(size, now):
            self.lost += 1
            return None
        through = now
        if line.rate:
            through = self._free_at = max(self._free_at, now) + 8 * size / line.rate
        self.passed += 1
        self.bytes += size
        return through + line.delay + self._chance.random() * line.jitter

    def _is_full(self, size: int, now: float) -> bool:
        line = self.line
        if not line.rate:
            return False
        waiting = max(0.0, self._free_at - now) * line.rate / 8
        return waiting + size > max(LEAST_BUFFER, line.buffer * line.rate / 8)
