"""Which packets of one incoming stream to ask for again (RFC 4585, generic NACK), and when.

Rule: a missing packet is asked for once it is no longer likely just late, then again each round
trip, a few times; too many missing at once, or one given up, means a keyframe is wanted instead.
Time is an input.
"""

REORDER_SECONDS = 0.01
MAX_TRIES = 10
MAX_MISSING = 512
MAX_AGE = 1.0
MIN_RETRY = 0.02


class NackGenerator:
    """The missing packets of one stream, by unwrapped sequence number."""

    __slots__ = ("_missing", "given_up", "round_trip")

    def __init__(self) -> None:
        """Start with nothing missing and a cautious guess at the round trip."""
        # number -> [tries, next time to ask, when it went missing]
        self._missing: dict[int, list[float]] = {}
        self.round_trip = 0.1
        self.given_up = 0

    def __len__(self) -> int:
        """Count what is missing now."""
        return len(self._missing)

    def gap(self, first: int, end: int, now: float) -> bool:
        """Note that `first` … `end` - 1 did not come. False: hopeless, ask for a keyframe."""
        missing = self._missing
        if len(missing) + end - first > MAX_MISSING:
            self.given_up += len(missing) + end - first
            missing.clear()
            return False
        for number in range(first, end):
            missing[number] = [0, now + REORDER_SECONDS, now]
        return True

    def came(self, number: int) -> bool:
        """Note that a packet came late or repaired; return whether it was being waited for."""
        return self._missing.pop(number, None) is not None

    def keyframe_from(self, number: int) -> None:
        """Forget what is missing before a keyframe: nothing after it needs that."""
        for old in [n for n in self._missing if n < number]:
            del self._missing[old]

    def due(self, now: float) -> tuple[list[int], bool]:
        """Return the numbers to ask for now, ascending, and whether one was given up."""
        ask: list[int] = []
        hopeless: list[int] = []
        retry = max(self.round_trip, MIN_RETRY)
        for number, entry in self._missing.items():
            if entry[1] > now:
                continue
            if entry[0] >= MAX_TRIES or now - entry[2] > MAX_AGE:
                hopeless.append(number)
                continue
            entry[0] += 1
            entry[1] = now + retry
            ask.append(number)
        for number in hopeless:
            del self._missing[number]
        self.given_up += len(hopeless)
        ask.sort()
        return ask, bool(hopeless)

    def next_time(self) -> float | None:
        """Return when `due` has something to say, or None when nothing is missing."""
        return min((e[1] for e in self._missing.values()), default=None)

    def clear(self) -> None:
        """Forget everything (the stream started over)."""
        self._missing.clear()
