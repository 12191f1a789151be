"""Whether something grows: a straight line through its samples, and how sure that line is.

Rule: samples of a process that works are not independent, so the line is laid through the means of
BLOCKS stretches of equal length, and its error is that of these means.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

BLOCKS = 20
HOUR = 3600.0


def slope_an_hour(samples: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return growth an hour and its standard error, of (seconds, value) in order of time.

    Raises:
        ValueError: fewer than three samples.
    """
    points = _means(samples)
    count = len(points)
    if count < 3:
        raise ValueError(f"{len(samples)} samples are no line")
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    return slope * HOUR, math.sqrt(rest / (count - 2) / spread) * HOUR


def _means(samples: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(samples) <= BLOCKS:
        return list(samples)
    bounds = [len(samples) * block // BLOCKS for block in range(BLOCKS + 1)]
    blocks = [samples[a:b] for a, b in pairwise(bounds)]
    return [
        (sum(x for x, _ in block) / len(block), sum(y for _, y in block) / len(block))
        for block in blocks
    ]
