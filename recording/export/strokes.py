"""Strokes onto a picture, as the pages draw them (`web/client/src/board/strokes.ts`).

Rule: Pillow's edges are jagged, so the picture is drawn larger than it will be seen.
"""

import math
from itertools import pairwise

from PIL import Image, ImageDraw

from classroom.failures import BadMessage
from classroom.ink import points
from classroom.ink.points import FORCE, SIDE
from classroom.ink.strokes import POINTS, Colour, Stroke, Tool
from recording.export.lettering import font

_COLOURS = {
    Colour.BLACK: (22, 32, 31),
    Colour.RED: (196, 22, 28),
    Colour.BLUE: (11, 87, 183),
    Colour.GREEN: (23, 112, 58),
    Colour.PURPLE: (122, 47, 168),
}
_HEAD = 0.45  # half an arrow's point, radians
_MARKER = 0.35  # how much of what is below a marker takes
Place = tuple[float, float]


def draw(image: Image.Image, stroke: Stroke) -> Image.Image:
    """Return the picture with the stroke; what cannot be read is left out."""
    try:
        told = points.read(stroke.points, pressed=stroke.pressed, most=POINTS)
    except BadMessage:
        return image
    width, height = image.size
    places = [(x / SIDE * width, y / SIDE * height) for x, y, *_ in told]
    wide = max(2.0, stroke.width / 1000 * width)
    colour = _COLOURS[stroke.colour]
    if stroke.tool is Tool.MARKER:
        over = image.copy()
        _line(ImageDraw.Draw(over), places, colour, wide)
        return Image.blend(image, over, _MARKER)
    pen = ImageDraw.Draw(image)
    (x, y), (to_x, to_y) = places[0], places[-1]
    corners = (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
    match stroke.tool:
        case Tool.TEXT:
            pen.text((x, y), stroke.text, font=font(max(8, round(wide))), fill=colour)
        case Tool.RECTANGLE:
            pen.rectangle(corners, outline=colour, width=round(wide))
        case Tool.ELLIPSE:
            pen.ellipse(corners, outline=colour, width=round(wide))
        case Tool.LINE | Tool.ARROW:
            _line(pen, [places[0], places[-1]], colour, wide)
            if stroke.tool is Tool.ARROW:
                _arrow_head(pen, places[0], places[-1], colour, wide)
        case Tool.PEN if stroke.pressed:
            for n, (before, after) in enumerate(pairwise(places)):
                force = (told[n][2] + told[n + 1][2]) / 2 / FORCE
                _line(pen, [before, after], colour, max(1.0, wide * (0.3 + 1.2 * force)))
        case _:
            _line(pen, places, colour, wide)
    return image


def _line(
    pen: ImageDraw.ImageDraw, places: list[Place], colour: tuple[int, int, int], wide: float
) -> None:
    half = wide / 2
    if len(places) > 1:
        pen.line(places, fill=colour, width=max(1, round(wide)), joint="curve")
    for x, y in (places[0], places[-1]):
        pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def _arrow_head(
    pen: ImageDraw.ImageDraw, start: Place, end: Place, colour: tuple[int, int, int], wide: float
) -> None:
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    length = max(20.0, wide * 4)
    for side in (angle - _HEAD, angle + _HEAD):
        to = (end[0] - length * math.cos(side), end[1] - length * math.sin(side))
        _line(pen, [end, to], colour, wide)
