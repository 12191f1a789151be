"""Which level a receiver is sent: the rule, with the time and all figures as its input.

Rule: down at once and as far as needed, up one step at a time after calm, and later each time a
step up proved too much. It goes by what the line takes in; where nobody knows that, by losses
alone. Sound is in every level, so nothing that happens here ever ends it.
"""

from collections.abc import Iterable, Sequence

from classroom.media_messages import Level, LevelReason

HEADROOM = 0.92  # of the estimate, what may be used
MARGIN = 1.1  # times its cost, what must fit before a level is climbed to
STEADY = 3.0  # seconds that what is sent may reach into the headroom
START = 2.0  # seconds in which an estimate is still finding out, unless something is lost
TOO_MUCH = 0.08  # lost: a level less; where a light says "poor"
CALM = 0.02  # lost: nothing (draft-ietf-rmcat-gcc-02 §6)
WEIGHT = 0.3  # of a new report in the smoothed loss
SETTLE = 3.0  # seconds from one step down for loss to the next
FIRST_CALM = 4.0  # seconds of calm before a step up …
BLIND_CALM = 10.0  # … where there is no estimate …
LONGEST_CALM = 80.0  # … doubled up to this by each step up that had to be taken back …
PROVEN = 60.0  # … within so many seconds
FORGIVEN = 180.0  # seconds without a step down after which the wait is halved again


class Ladder:
    """One receiver's level; tell it losses and figures, read `level` and `reason`."""

    __slots__ = (
        "_back_off",
        "_before_pin",
        "_blind",
        "_calm_since",
        "_changed_at",
        "_climbed_at",
        "_known_at",
        "_loss",
        "_over_since",
        "_quiet_at",
        "level",
        "pin",
        "reason",
    )

    def __init__(self) -> None:
        """Allow everything: a line is good until something says otherwise."""
        self.level = Level.HIGH
        self.reason = LevelReason.FULL
        self.pin: Level | None = None
        self._before_pin = Level.HIGH
        self._loss = 0.0
        self._back_off = 1.0
        self._blind = True
        self._known_at = float("-inf")
        self._over_since: float | None = None
        self._calm_since: float | None = None
        self._changed_at = float("-inf")
        self._climbed_at = float("-inf")
        self._quiet_at = float("-inf")

    def lost(self, fractions: Iterable[float]) -> None:
        """Take what one compound says was lost of each track, 0…1."""
        told = list(fractions)
        if told:
            self._loss += WEIGHT * (sum(told) / len(told) - self._loss)

    def look(
        self, costs: Sequence[int], estimate: int | None, now: float, *, bound: bool = True
    ) -> bool:
        """Decide anew; tell whether level or reason are others. `costs` are bits a second by level,
        none less than the one before; `estimate` is what the line takes in, and `bound` whether
        more was found to be too much: an estimate may also be low because nothing was sent.
        """
        before = self.level, self.reason
        self._learn(estimate, now)
        self._follow_pin(costs, estimate, now)
        if not (self._fall(costs, estimate, now, bound) or self._shed(now)):
            self._climb(costs, estimate, now)
        return before != (self.level, self.reason)

    def wanted(self, costs: Sequence[int]) -> int:
        """Return what the line would have to take in for the next level that costs more, in bits a
        second; at the top, for this one.
        """
        here = costs[self.level]
        more = (c for c in costs[self.level : self._ceiling + 1] if c > here)
        return round(next(more, here) * MARGIN / HEADROOM)

    @property
    def _ceiling(self) -> Level:
        return Level.HIGH if self.pin is None else self.pin

    def _learn(self, estimate: int | None, now: float) -> None:
        if self._blind and estimate is not None:
            self._known_at = now
        self._blind = estimate is None
        if self._back_off > 1 and now - max(self._changed_at, self._quiet_at) >= FORGIVEN:
            self._back_off, self._quiet_at = self._back_off / 2, now

    def _follow_pin(self, costs: Sequence[int], estimate: int | None, now: float) -> None:
        if self.level > self._ceiling:
            self._before_pin = max(self._before_pin, self.level)
            self._move(self._ceiling, LevelReason.PINNED, now)
        elif self.reason is LevelReason.PINNED and self.level < self._ceiling:
            # What was before the pin is tried at once, if nothing speaks against it.
            back = min(self._before_pin, self._ceiling)
            while back > self.level and not self._fits(costs[back], estimate):
                back = Level(back - 1)
            self.reason = LevelReason.LINE
            self._rise(back, now)
        if self.pin is None and self.level is Level.HIGH:
            self._before_pin = Level.HIGH

    def _fall(self, costs: Sequence[int], estimate: int | None, now: float, bound: bool) -> bool:
        """Go down to what the line takes in."""
        if estimate is None or self.level is Level.SOUND:
            return False
        room = estimate * HEADROOM
        if costs[self.level] <= room:
            self._over_since = None
            return False
        tried = bound or self.level < Level.HIGH  # a line that always took everything is trusted
        if self._loss < CALM and (not tried or now - self._known_at < START):
            return False
        if self._over_since is None:
            self._over_since = now
        if costs[self.level] <= estimate and now - self._over_since < STEADY:
            return False
        fitting = [level for level in Level if level < self.level and costs[level] <= room]
        self._give_way(max(fitting, default=Level.SOUND), LevelReason.LINE, now)
        return True

    def _shed(self, now: float) -> bool:
        """Go down one step for loss. Where an estimate says that there is room, what is lost is
        not ours: a small picture may stay.
        """
        least = Level.SOUND if self._blind else Level.LOW
        if self._loss < TOO_MUCH or self.level <= least or now - self._changed_at < SETTLE:
            return False
        self._give_way(Level(self.level - 1), LevelReason.LOSS, now)
        return True

    def _give_way(self, level: Level, reason: LevelReason, now: float) -> None:
        if now - self._climbed_at < PROVEN:
            self._back_off = min(self._back_off * 2, LONGEST_CALM / FIRST_CALM)
            self._climbed_at = float("-inf")
        self._before_pin = min(self._before_pin, level)
        self._move(level, reason, now)

    def _climb(self, costs: Sequence[int], estimate: int | None, now: float) -> None:
        if self.level >= self._ceiling:
            return
        if not self._fits(costs[self.level + 1], estimate):
            self._calm_since = None
            return
        if self._calm_since is None:
            self._calm_since = now
        first = BLIND_CALM if self._blind else FIRST_CALM
        calm = min(LONGEST_CALM, first * self._back_off)
        if now - max(self._calm_since, self._changed_at) < calm:
            return
        level = Level(self.level + 1)
        while level < self._ceiling and costs[level + 1] <= costs[level]:
            level = Level(level + 1)  # it is the same by another name
        self._before_pin = max(self._before_pin, level)
        self._rise(level, now)

    def _fits(self, cost: int, estimate: int | None) -> bool:
        if estimate is None:
            return self._loss < CALM
        # A line that always loses a little has been measured with that.
        return cost * MARGIN <= estimate * HEADROOM and self._loss < TOO_MUCH

    def _rise(self, level: Level, now: float) -> None:
        top = LevelReason.FULL if self._ceiling is Level.HIGH else LevelReason.PINNED
        if level > self.level:
            self._climbed_at = now
            self._move(level, top if level >= self._ceiling else self.reason, now)

    def _move(self, level: Level, reason: LevelReason, now: float) -> None:
        self.level, self.reason = level, reason
        self._changed_at = now
        self._over_since = self._calm_since = None
