"""What is written into the film: a font that knows Chinese, names, cards, the watermark.

Rule: without a font nothing is made: a film whose watermark is missing must not exist.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recording.export.planes import Planes, painted

# Debian and Ubuntu: fonts-noto-cjk, fonts-wqy-zenhei; openEuler and others: google-noto-sans-cjk.
_FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-sans-cjk-ttc/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
)
CARD, INK, PALE = (36, 44, 58), (226, 232, 240), (148, 163, 184)
Mask = NDArray[np.uint8]


class NoFont(Exception):
    """None of the fonts that know Chinese is installed."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font in this size, pixels.

    Raises:
        NoFont: install one, such as fonts-noto-cjk.
    """
    for path, index in _FONTS:
        if Path(path).is_file():
            return ImageFont.truetype(path, size, index=index)
    raise NoFont("install a font that knows Chinese, such as fonts-noto-cjk")


def written(text: str, size: int) -> Mask:
    """Return the text as a mask, shape height × width, even."""
    face = font(size)
    left, top, right, bottom = face.getbbox(text)
    width, height = (int(right - left) + 3) & ~1, (int(bottom - top) + 3) & ~1
    image = Image.new("L", (max(2, width), max(2, height)), 0)
    ImageDraw.Draw(image).text((1 - left, 1 - top), text, font=face, fill=255)
    return np.asarray(image).copy()


def card(width: int, height: int, lines: tuple[str, ...]) -> Planes:
    """Return a plain card with lines of text in its middle, the first one larger."""
    image = Image.new("RGB", (width, height), CARD)
    draw = ImageDraw.Draw(image)
    size = max(14, min(height // 9, 44))
    step = round(size * 1.5)
    y = height / 2 - step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        face = _fitting(line, size if not number else round(size * 0.72), width * 0.9)
        draw.text((width / 2, y), line, font=face, fill=PALE if number else INK, anchor="mm")
        y += step
    return painted(image)


def label(name: str, most: int) -> Planes:
    """Return a name on a small dark strip."""
    face = font(16)
    while name and face.getlength(name) > most - 20:
        name = name[:-2] + "…" if len(name) > 2 else ""
    width = (int(face.getlength(name)) + 21) & ~1
    image = Image.new("RGB", (width, 26), (22, 28, 38))
    ImageDraw.Draw(image).text((10, 12), name, font=face, fill=INK, anchor="lm")
    return painted(image)


def _fitting(line: str, size: int, most: float) -> ImageFont.FreeTypeFont:
    face = font(size)
    while size > 10 and face.getlength(line) > most:
        size -= 2
        face = font(size)
    return face
