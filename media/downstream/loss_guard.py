"""What a receiver's losses say about its line: how many layers of picture it may be sent.

A thin line loses sound and picture alike; so whoever loses much is sent less picture, down to none,
and sound gets through. Rule: one step at a time, each given time to show; up again only after calm,
and later each time it proved too much. A receiver decides for itself only, never for another.

This goes by loss reports alone (RFC 3550 §6.4.1), as the loss-based half of Google Congestion
Control (draft-ietf-rmcat-gcc-02 §6: under 2 % is calm). Too much is where a light says "poor".
"""

from collections.abc import Iterable

TOO_MUCH = 0.08
CALM = 0.02
WEIGHT = 0.3  # of a new report in the smoothed loss
SETTLE = 3.0  # seconds from one step down to the next
FIRST_CALM = 10.0  # seconds of calm before a step up …
LONGEST_CALM = 80.0  # … doubled up to this each time a step up had to be taken back
TOP = 2  # the highest simulcast layer
NO_PICTURE = -1


class LossGuard:
    """One receiver's limit; feed it the reports, read `limit`."""

    __slots__ = ("_calm", "_calm_since", "_changed_at", "_climbed", "_loss", "limit")

    def __init__(self) -> None:
        """Allow everything."""
        self.limit = TOP
        self._loss = 0.0
        self._calm = FIRST_CALM
        self._calm_since: float | None = None
        self._changed_at = float("-inf")
        self._climbed = False

    def reported(self, fractions: Iterable[float], now: float) -> bool:
        """Take what one compound says was lost of each track, 0…1; tell whether the limit moved."""
        told = list(fractions)
        if not told:
            return False
        self._loss += WEIGHT * (sum(told) / len(told) - self._loss)
        if self._loss >= CALM:
            self._calm_since = None
        elif self._calm_since is None:
            self._calm_since = now
        if self._loss >= TOO_MUCH:
            return self._down(now)
        if self._calm_since is not None and now - self._calm_since >= self._calm:
            return self._up(now)
        return False

    def _down(self, now: float) -> bool:
        if self.limit == NO_PICTURE or now - self._changed_at < SETTLE:
            return False
        if self._climbed and now - self._changed_at < self._calm:
            self._calm = min(LONGEST_CALM, self._calm * 2)
        self.limit -= 1
        self._changed_at, self._climbed = now, False
        return True

    def _up(self, now: float) -> bool:
        if self.limit == TOP:
            self._calm = FIRST_CALM  # calm at the top: what was is forgiven
            return False
        self.limit += 1
        self._changed_at, self._climbed, self._calm_since = now, True, now
        return True
