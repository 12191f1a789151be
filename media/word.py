"""One microphone at a time: of those that share the word, which one is forwarded.

Rule: who begins to speak while nobody does has the word, and keeps it until they have been quiet
for a moment; the lecturer comes first when both begin at once, and takes it by speaking clearly
louder. While nobody has it, all are heard, so that nothing is cut off a first word. A microphone
whose sender tells no levels (RFC 6464) is always heard and never has the word. Time is an input.
"""

from collections.abc import Collection, Mapping

BEGIN = 82.0  # dB above silence, as in `media.speakers`
END = 76.0
HANG = 0.4  # seconds of quiet after which the word is free; loudness itself falls for about as long
LEAD = 6.0  # dB by which the lecturer is louder than who has the word …
BREAK_IN = 0.6  # … for so many seconds, to take it


class Word:
    """Who has it."""

    def __init__(self) -> None:
        """Begin free."""
        self.holder: str | None = None
        self._heard_at = float("-inf")
        self._breaking_in: tuple[str, float] | None = None  # who, since when

    def update(
        self, loudness: Mapping[str, float], leading: Collection[str], now: float
    ) -> str | None:
        """Take how loud each microphone is now; return whose is heard, or None when all are."""
        self._let_go(loudness, now)
        if self.holder is not None and self.holder not in leading:
            self._break_in(loudness, leading, now)
        if self.holder is None:
            speaking = [each for each, value in loudness.items() if value >= BEGIN]
            if speaking:
                first = [each for each in speaking if each in leading] or speaking
                self._give(max(first, key=lambda each: loudness[each]), now)
        return self.holder

    def _let_go(self, loudness: Mapping[str, float], now: float) -> None:
        if self.holder is None:
            return
        if loudness.get(self.holder, 0.0) >= END:
            self._heard_at = now
        if self.holder not in loudness or now - self._heard_at > HANG:
            self.holder = None

    def _break_in(
        self, loudness: Mapping[str, float], leading: Collection[str], now: float
    ) -> None:
        assert self.holder is not None  # nobody breaks in where nobody speaks
        enough = max(BEGIN, loudness[self.holder] + LEAD)
        louder = next((each for each in leading if loudness.get(each, 0.0) >= enough), None)
        if louder is None:
            self._breaking_in = None
        elif self._breaking_in is None or self._breaking_in[0] != louder:
            self._breaking_in = louder, now
        elif now - self._breaking_in[1] >= BREAK_IN:
            self._give(louder, now)

    def _give(self, holder: str, now: float) -> None:
        self.holder, self._heard_at, self._breaking_in = holder, now, None
