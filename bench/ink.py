"""Strokes like a hand's, for benches that fill a board: short, and the same each time."""

import math
import random
from typing import Any

from classroom.ink import points
from classroom.ink.points import SIDE

BOARD = "board:1"
POINTS = 30
STEP = 45  # between two points, of the surface's 16,383: some five pixels of a wall
COLOURS = ("black", "red", "blue", "green", "purple")


def stroke(seed: int, count: int = POINTS) -> list[points.Point]:
    """Return the points of a stroke, always the same for the same seed."""
    chance = random.Random(seed)
    x, y = chance.randrange(1000, SIDE - 2500), chance.randrange(1000, SIDE - 2500)
    turn, bend = chance.random() * math.tau, chance.uniform(-0.4, 0.4)
    made: list[points.Point] = [(x, y)]
    for _ in range(count - 1):
        turn += bend
        x, y = x + round(STEP * math.cos(turn)), y + round(STEP * math.sin(turn))
        made.append((min(max(x, 0), SIDE), min(max(y, 0), SIDE)))
    return made


def drawing(seed: int, *, count: int = POINTS, begin: int = 0) -> dict[str, Any]:
    """Return the fields of a `draw` request, or of a `sketch` of the points from `begin` on."""
    return {
        "surface": BOARD,
        "tag": seed,
        "tool": "pen",
        "colour": COLOURS[seed % len(COLOURS)],
        "width": 4,
        "points": points.write(stroke(seed, count)[begin:]),
        "pressed": False,
    }
