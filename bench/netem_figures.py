"""What the rows of `netem.js` say: time at levels, sound concealed, freezes, sound back. Pure.

Rule: a figure is of what the page played, not of what the network carried; and a picture that is
not meant to move, below level 2, is never frozen.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

LIVE = 2  # the first level at which a picture moves
LEVELS = 5
PLAYED = 0.5  # of what came out between two looks was sound and no guess: it is there again
SAMPLES = 48_000  # a second; Opus' clock
UNHEARD = -1  # the level that a page shows which has not been told yet


class Look(NamedTuple):
    """One row."""

    at: float  # seconds of the page's clock
    level: int
    sounds: dict[str, list[float]]
    pictures: dict[str, list[float]]
    protocol: str | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Look":
        """Read it."""
        return cls(row["at"] / 1000, row["level"], row["sounds"], row["pictures"], row["protocol"])


def between(looks: Sequence[Look], begin: float, end: float) -> list[Look]:
    """Return those of a stretch of time."""
    return [look for look in looks if begin <= look.at <= end]


def _grown(before: dict[str, list[float]], after: dict[str, list[float]], field: int) -> float:
    # What is there for the first time counts from nothing; what is gone grows no more.
    return sum(
        max(0.0, values[field] - before.get(id, [0.0] * len(values))[field])
        for id, values in after.items()
    )


def _steps(parts: Sequence[Sequence[Look]]) -> Iterator[tuple[Look, Look]]:
    for looks in parts:
        yield from pairwise(looks)


def shares(parts: Sequence[Sequence[Look]]) -> list[float]:
    """Return the share of time at each level from 0 on."""
    spent = [0.0] * LEVELS
    for a, b in _steps(parts):
        if a.level != UNHEARD:
            spent[a.level] += b.at - a.at
    total = sum(spent) or 1.0
    return [round(seconds / total, 3) for seconds in spent]


def concealed(parts: Sequence[Sequence[Look]]) -> tuple[float, float]:
    """Return the share of sound that was made up, and of it what was made up as silence, both of
    all that was played.
    """
    total, guessed, silent = (
        sum(_grown(a.sounds, b.sounds, field) for a, b in _steps(parts)) for field in (0, 1, 2)
    )
    total = total or 1.0
    return round((guessed - silent) / total, 4), round(silent / total, 4)


def _stood(looks: Sequence[Look]) -> Iterator[float]:
    """Yield each stretch, in seconds, in which no picture moved although it was meant to.

    It begins with the last frame, or with the level at which pictures move, and ends with a frame
    or with the level that has none.
    """
    since: float | None = None
    for a, b in pairwise(looks):
        if b.level < LIVE:
            if since is not None:
                yield b.at - since
            since = None
            continue
        if since is None:
            since = a.at if a.level >= LIVE else b.at
        if _grown(a.pictures, b.pictures, 0) > 0:
            yield b.at - since
            since = b.at
    if since is not None:
        yield looks[-1].at - since


def freezes(parts: Sequence[Sequence[Look]], longer: float) -> tuple[int, float]:
    """Return how many stretches without a frame were longer than so many seconds, and the longest.

    Between two parts nobody watched.
    """
    found = [seconds for looks in parts for seconds in _stood(looks)]
    return sum(seconds > longer for seconds in found), round(max(found, default=0.0), 2)


def sounds_again(looks: Sequence[Look], since: float) -> float | None:
    """Return the seconds from `since` until sound is played and not guessed; None: never."""
    for a, b in pairwise(looks):
        if a.at < since:
            continue
        total = _grown(a.sounds, b.sounds, 0)
        guessed = _grown(a.sounds, b.sounds, 1)
        if total and _grown(a.sounds, b.sounds, 3) > 0 and guessed < total * PLAYED:
            return round(b.at - since, 2)
    return None
