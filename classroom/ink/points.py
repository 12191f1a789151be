"""Points of a stroke as one short text, and back.

Rule: only whole numbers within the surface can be written this way: there is no NaN, no infinity
and nothing beyond the edge to be refused further in. Each number is the difference from the same
number of the point before, its sign in the lowest bit, in groups of five bits, lowest first; 32 is
added to a group that another one follows. A group is one character of base64url's alphabet. Five
thousand strokes so written are a snapshot of less than a megabyte.
"""

import string
from collections.abc import Iterable

from classroom.failures import BadMessage

SIDE = 16_383  # a surface's right and lower edge, whatever its size: finer than a wall's pixels
FORCE = 63  # how hard a pen can be pressed
_ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_DIGITS = {character: digit for digit, character in enumerate(_ALPHABET)}
_BITS, _MORE = 5, 32
_MOST_SHIFT = 15  # three groups hold any difference within a surface; a fourth is somebody's joke

Point = tuple[int, ...]  # x, y and perhaps the pen's force


def read(text: str, *, pressed: bool, most: int) -> list[Point]:
    """Return the points; `pressed`: each with the pen's force.

    Raises:
        BadMessage: `bad_stroke`, when it is none, or more than `most`, or leaves the surface.
    """
    bounds = (SIDE, SIDE, FORCE) if pressed else (SIDE, SIDE)
    numbers = _numbers(text, most * len(bounds))
    if not numbers or len(numbers) % len(bounds):
        raise BadMessage("bad_stroke", "not whole points")
    points, at = [], [0] * len(bounds)
    for start in range(0, len(numbers), len(bounds)):
        for axis, bound in enumerate(bounds):
            at[axis] += numbers[start + axis]
            if not 0 <= at[axis] <= bound:
                raise BadMessage("bad_stroke", "beyond the surface")
        points.append(tuple(at))
    return points


def write(points: Iterable[Point]) -> str:
    """Return the points as text."""
    written: list[str] = []
    before: Point = ()
    for point in points:
        for now, last in zip(point, before or (0,) * len(point), strict=True):
            difference = now - last
            number = difference << 1 if difference >= 0 else (-difference << 1) - 1
            while number >= _MORE:
                written.append(_ALPHABET[number & 31 | _MORE])
                number >>= _BITS
            written.append(_ALPHABET[number])
        before = point
    return "".join(written)


def _numbers(text: str, most: int) -> list[int]:
    numbers: list[int] = []
    number = shift = 0
    for character in text:
        digit = _DIGITS.get(character)
        if digit is None or shift > _MOST_SHIFT or len(numbers) >= most:
            raise BadMessage("bad_stroke", "not points, or too many")
        number |= (digit & 31) << shift
        if digit & _MORE:
            shift += _BITS
        else:
            numbers.append(-(number + 1 >> 1) if number & 1 else number >> 1)
            number = shift = 0
    if shift:
        raise BadMessage("bad_stroke", "it breaks off")
    return numbers
