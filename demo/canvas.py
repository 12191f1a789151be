"""Drawing for the demo's films: a canvas with smooth edges, fonts, pinyin over characters.

Rule: shapes are drawn at `SCALE` times their size and shrunk once, since Pillow's own edges are
jagged; coordinates are those of the finished picture.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SCALE = 3
Colour = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]
CLEAR = (0, 0, 0, 0)

KAI = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
KAI_BOLD = "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf"
SANS = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SANS_BOLD = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
SIMPLIFIED = 2  # the face in Noto's collections that draws the characters as mainland China does


@cache
def font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a font by its file.

    Raises:
        OSError: it is not installed (Debian: fonts-lxgw-wenkai, fonts-noto-cjk).
    """
    return ImageFont.truetype(path, size, index=SIMPLIFIED if Path(path).suffix == ".ttc" else 0)


def write(
    image: Image.Image,
    at: Point,
    text: str,
    face: ImageFont.FreeTypeFont,
    colour: Colour,
    anchor: str = "mm",
) -> None:
    """Write text; `anchor` as in Pillow, the middle by default."""
    ImageDraw.Draw(image).text(at, text, font=face, fill=colour, anchor=anchor)


def write_with_pinyin(
    image: Image.Image,
    at: Point,
    text: str,
    pinyin: Sequence[str],
    size: int,
    *,
    colour: Colour,
    above: Colour,
    step: float = 1.45,
) -> list[Point]:
    """Write characters in a row centred on `at`, each under its syllable.

    Returns the characters' centres.
    """
    left = at[0] - (len(text) - 1) * size * step / 2
    centres = [(left + index * size * step, at[1]) for index in range(len(text))]
    for centre, character, syllable in zip(centres, text, pinyin, strict=True):
        write(image, centre, character, font(KAI, size), colour)
        over = (centre[0], centre[1] - size * 0.82)
        write(image, over, syllable, font(KAI, round(size * 0.4)), above)
    return centres


class Canvas:
    """A transparent drawing of a given size, in finished pixels; `image()` gives it smooth."""

    def __init__(self, width: int, height: int, origin: Point = (0, 0)) -> None:
        """Start empty; `origin` is where the coordinates (0, 0) lie in the picture."""
        self._size = (width, height)
        self._origin = origin
        self._image = Image.new("RGBA", (width * SCALE, height * SCALE), CLEAR)
        self._draw = ImageDraw.Draw(self._image)

    def _at(self, x: float, y: float) -> Point:
        return (x + self._origin[0]) * SCALE, (y + self._origin[1]) * SCALE

    def _around(self, centre: Point, rx: float, ry: float) -> list[Point]:
        x, y = centre
        return [self._at(x - rx, y - ry), self._at(x + rx, y + ry)]

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon."""
        self._draw.polygon([self._at(x, y) for x, y in points], fill=colour)

    def ellipse(self, centre: Point, rx: float, ry: float, colour: Colour) -> None:
        """Fill an ellipse."""
        self._draw.ellipse(self._around(centre, rx, ry), fill=colour)

    def arc(
        self,
        centre: Point,
        rx: float,
        ry: float,
        start: float,
        end: float,
        colour: Colour,
        w: float,
    ) -> None:
        """Draw part of an ellipse's edge; angles in degrees, clockwise from three o'clock."""
        box = self._around(centre, rx, ry)
        self._draw.arc(box, start, end, fill=colour, width=round(w * SCALE))

    def pie(self, centre: Point, r: float, start: float, end: float, colour: Colour) -> None:
        """Fill a slice of a circle."""
        self._draw.pieslice(self._around(centre, r, r), start, end, fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([self._at(left, top), self._at(right, bottom)], fill=colour)

    def rounded(
        self, left: float, top: float, right: float, bottom: float, radius: float, colour: Colour
    ) -> None:
        """Fill a rectangle with round corners."""
        corners = [self._at(left, top), self._at(right, bottom)]
        self._draw.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def limb(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line of that width with round joints and ends."""
        scaled = [self._at(x, y) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in points:
            self.ellipse((x, y), width / 2, width / 2, colour)

    def image(self) -> Image.Image:
        """Return the drawing at its finished size."""
        return self._image.resize(self._size, Image.Resampling.LANCZOS)


def gradient(width: int, height: int, top: Colour, bottom: Colour) -> Image.Image:
    """Return a picture whose colour goes evenly from top to bottom."""
    mix = np.linspace(0, 1, height)[:, None, None]
    rows = np.asarray(top[:3]) * (1 - mix) + np.asarray(bottom[:3]) * mix
    pixels = np.broadcast_to(rows, (height, width, 3)).round().astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(pixels), "RGB").convert("RGBA")


def glow(size: int, colour: Colour, strength: int = 255) -> Image.Image:
    """Return a soft round light of that diameter."""
    light = Image.new("L", (size, size), 0)
    inner = size // 4
    ImageDraw.Draw(light).ellipse([inner, inner, size - inner, size - inner], fill=strength)
    light = light.filter(ImageFilter.GaussianBlur(size / 9))
    image = Image.new("RGBA", (size, size), (*colour[:3], 0))
    image.putalpha(light)
    return image


def paste(image: Image.Image, part: Image.Image, centre: Point) -> None:
    """Lay a part over the picture, centred there."""
    x, y = round(centre[0] - part.width / 2), round(centre[1] - part.height / 2)
    image.paste(part, (x, y), part)
