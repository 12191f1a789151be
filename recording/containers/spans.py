"""How long each sample of a segment stands: until the next one begins.

Rule: the sum of the durations never drifts from the ticks, whatever is missing between samples.
"""

from collections.abc import Sequence
from itertools import pairwise

from recording.tracks.samples import Sample

_MOST = 0xFFFF_FFFF


class Spans:
    """The durations of one part's samples, and where its time begins."""

    __slots__ = ("_usual", "origin")

    def __init__(self, origin: int | None, usual: int) -> None:
        """Take the ticks that are 0 in the part, and a duration for when nothing else is known."""
        self.origin = origin
        self._usual = usual

    def begin(self, samples: Sequence[Sample]) -> int:
        """Return where the segment begins in the part's time, in ticks.

        Raises:
            ValueError: no samples, or older ones than the part begins with.
        """
        if not samples:
            raise ValueError("a segment has at least one sample")
        if self.origin is None:
            self.origin = samples[0].ticks
        if samples[0].ticks < self.origin:
            raise ValueError("samples from before the part began")
        return samples[0].ticks - self.origin

    def durations(self, samples: Sequence[Sample], until: int | None) -> list[int]:
        """Return each sample's duration in ticks, the last one's until `until` if that is given."""
        durations = [
            min(max(after.ticks - sample.ticks, 0), _MOST) for sample, after in pairwise(samples)
        ]
        last = samples[-1]
        if until is not None and until > last.ticks:
            durations.append(min(until - last.ticks, _MOST))
        else:
            # What comes next is late. A browser that finds it two durations later, and no keyframe,
            # leaves it out up to the next one: so the longest that was usual lately.
            durations.append(last.duration or max(durations, default=self._usual))
        self._usual = durations[0] or self._usual
        return durations
