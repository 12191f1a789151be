"""Children's eyes: how long before a screen, how long a break, how much a day, how late.

Rule: guidance, so each figure is set, with a default (《近视预防指引（更新版）》2020: 20 and 30
minutes, ten of rest, 150 and 240 a day; 双减 2021: until 21:00). Lessons in classrooms are never
cut, whatever is set; lessons from home are, where that is wanted. Time is an input.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

import msgspec

MINUTE = 60.0
LAST_PRIMARY = 6  # grade
SOON = 5 * MINUTE  # before a break is due, it is said

Minutes = Annotated[float, msgspec.Meta(gt=0, le=1440)]
Span = tuple[float, float]  # seconds since the epoch, UTC


class Stage(StrEnum):
    """Of schooling."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Doing(StrEnum):
    """What is done about it."""

    OFF = "off"
    WARN = "warn"
    ENFORCE = "enforce"


class Where(StrEnum):
    """Where children attend from."""

    CLASSROOM = "classroom"
    HOME = "home"


class Eyes(StrEnum):
    """How it stands now."""

    FINE = "fine"
    SOON = "soon"  # a break is due in a few minutes
    OVERDUE = "overdue"
    RESTING = "resting"  # nobody looks at the screen, and not yet for long enough
    RESTED = "rested"


class StageRules(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one stage of schooling."""

    stretch_minutes: Minutes  # before the screen without a break
    day_minutes: Minutes


class EyeRules(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""

    primary: StageRules = StageRules(stretch_minutes=20, day_minutes=150)
    secondary: StageRules = StageRules(stretch_minutes=30, day_minutes=240)
    break_minutes: Minutes = 10
    latest_end: Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "21:00"
    classroom: Doing = Doing.WARN
    home: Doing = Doing.ENFORCE

    def of(self, stage: Stage) -> StageRules:
        """Return the figures of a stage."""
        return self.primary if stage is Stage.PRIMARY else self.secondary

    def doing(self, where: Where) -> Doing:
        """Return what is done about lessons attended from there."""
        return self.home if where is Where.HOME else self.classroom

    @property
    def latest_seconds(self) -> float:
        """The latest end, in seconds from midnight."""
        hours, minutes = self.latest_end.split(":")
        return (int(hours) * 60 + int(minutes)) * MINUTE


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How the eyes of a class stand at one moment."""

    eyes: Eyes
    break_at: float | None = None  # when a break is due, or was
    rested_at: float | None = None  # while resting: when it was long enough


def stage_of(grades: Iterable[int]) -> Stage | None:
    """Return the stage of the youngest, or None: nobody knows who attends.

    >>> stage_of([7, 6])
    <Stage.PRIMARY: 'primary'>
    """
    youngest = min(grades, default=None)
    if youngest is None:
        return None
    return Stage.PRIMARY if youngest <= LAST_PRIMARY else Stage.SECONDARY


def stretches(screens: Sequence[Span], rules: EyeRules) -> list[Span]:
    """Return the stretches before the screen: what is not parted by a whole break is one."""
    found: list[Span] = []
    for start, end in sorted(screens):
        if found and start - found[-1][1] < rules.break_minutes * MINUTE:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def longest_minutes(screens: Sequence[Span], rules: EyeRules) -> float:
    """Return the longest stretch."""
    return max((end - start for start, end in stretches(screens, rules)), default=0.0) / MINUTE


def look(screens: Sequence[Span], now: float, stage: Stage, rules: EyeRules) -> Look:
    """Return how it stands; a screen that is still on lasts until now."""
    every = stretches([(start, min(end, now)) for start, end in screens if start <= now], rules)
    if not every:
        return Look(eyes=Eyes.RESTED)
    start, end = every[-1]
    if end < now:
        rested_at = end + rules.break_minutes * MINUTE
        if now >= rested_at:
            return Look(eyes=Eyes.RESTED)
        return Look(eyes=Eyes.RESTING, rested_at=rested_at)
    break_at = start + rules.of(stage).stretch_minutes * MINUTE
    if now >= break_at:
        return Look(eyes=Eyes.OVERDUE, break_at=break_at)
    soon = now >= break_at - SOON
    return Look(eyes=Eyes.SOON if soon else Eyes.FINE, break_at=break_at)


def stops(
    screens: Sequence[Span],
    now: float,
    *,
    midnight: float,
    day_minutes: float,
    stage: Stage,
    where: Where,
    rules: EyeRules,
) -> str | None:
    """Tell why a lesson has to stop for whoever attends from there: `break_due`, `day_full` or
    `too_late`; None: it may go on. `day_minutes` are those of the day before this lesson.
    """
    if where is Where.CLASSROOM or rules.doing(where) is not Doing.ENFORCE:
        return None
    if now >= midnight + rules.latest_seconds:
        return "too_late"
    here = sum(min(end, now) - start for start, end in screens if start < now) / MINUTE
    if day_minutes + here >= rules.of(stage).day_minutes:
        return "day_full"
    return "break_due" if look(screens, now, stage, rules).eyes is Eyes.OVERDUE else None
