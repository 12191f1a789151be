"""Who speaks, from the audio levels that senders write into their packets (RFC 6464).

Rule: a name comes on the list when it is clearly heard, leaves it some time after it is not, and
the order changes only for a clear difference, so that nothing flickers. Time is an input.
"""

from collections.abc import Mapping

BEGIN = 82.0  # dB above silence (127 - level): -45 dBov
END = 76.0
HOLD = 0.8  # seconds of quiet before one leaves
LEAD = 6.0  # dB by which one must be louder to pass the one before
SMOOTHING = 0.1  # a packet's share: about 0.2 s at 20 ms a packet


def smoothed(loudness: float, level: int) -> float:
    """Return the loudness after a packet of `level` -dBov (0 … 127)."""
    return loudness + (127 - (level & 0x7F) - loudness) * SMOOTHING


class Speakers:
    """The list of one room, loudest first."""

    def __init__(self) -> None:
        """Start in silence."""
        self._list: list[str] = []
        self._heard_at: dict[str, float] = {}

    def update(self, loudness: Mapping[str, float], now: float) -> list[str] | None:
        """Take every peer's loudness now; return the new list, or None when it is as before."""
        for peer, value in loudness.items():
            if value >= (END if peer in self._heard_at else BEGIN):
                self._heard_at[peer] = now
        for peer in list(self._heard_at):
            if peer not in loudness or now - self._heard_at[peer] > HOLD:
                del self._heard_at[peer]
        before = self._list
        after = [p for p in before if p in self._heard_at]
        after += [p for p in self._heard_at if p not in before]
        # Insertion by clear lead keeps the old order among the nearly equal.
        for index in range(1, len(after)):
            at = index
            while at and loudness[after[at]] > loudness[after[at - 1]] + LEAD:
                after[at - 1], after[at] = after[at], after[at - 1]
                at -= 1
        if after == before:
            return None
        self._list = after
        return list(after)
