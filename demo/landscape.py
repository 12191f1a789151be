"""What the slides show again and again: the night sky, hills, a house, a tree.

Rule: a part is drawn at the place it is given, in the slide's pixels.
"""

import numpy as np
from PIL import Image

from demo.canvas import Canvas, Point, glow, gradient, paste

WIDTH, HEIGHT = 936, 576
"""A slide's size, pixels."""
MOON = (255, 246, 214)
NIGHT, DUSK = (24, 36, 76), (78, 104, 156)


def lay(image: Image.Image, canvas: Canvas) -> None:
    """Lay the whole drawing over the picture."""
    """Lay the whole drawing over the picture."""
    drawn = canvas.image()
    image.paste(drawn, (0, 0), drawn)


def sky(moon: Point, radius: int, height: int = HEIGHT) -> Image.Image:
    """Return a night sky with stars and a full moon."""
    """Return a night sky with stars and a full moon."""
    image = gradient(WIDTH, height, NIGHT, DUSK)
    c = Canvas(WIDTH, height)
    random = np.random.default_rng(7)
    for _ in range(60):
        x, y, r = (
            random.uniform(0, WIDTH),
            random.uniform(0, height * 0.7),
            random.uniform(0.6, 1.7),
        )
        c.ellipse((x, y), r, r, (232, 238, 255, 200))
    lay(image, c)
    paste(image, glow(radius * 6, (190, 206, 255), 110), moon)
    c = Canvas(WIDTH, height)
    c.ellipse(moon, radius, radius, MOON)
    for dx, dy, r in ((-0.3, -0.2, 0.2), (0.25, 0.3, 0.26), (0.35, -0.35, 0.12)):
        c.ellipse(
            (moon[0] + dx * radius, moon[1] + dy * radius), r * radius, r * radius, (248, 234, 192)
        )
    lay(image, c)
    return image


def hills(c: Canvas, base: float) -> None:
    """Draw three ridges, one before the other, whose feet stand at `base`."""
    """Draw three ridges, one before the other, whose feet stand at `base`."""
    for colour, lift, wave, shift in (
        ((52, 72, 120), 120.0, 260.0, 0.0),
        ((40, 56, 100), 70.0, 180.0, 90.0),
        ((28, 42, 80), 34.0, 320.0, 200.0),
    ):
        ridge = [
            (float(x), base - lift - 0.32 * lift * np.sin((x + shift) / wave * 2 * np.pi))
            for x in range(0, WIDTH + 1, 6)
        ]
        c.polygon([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], colour)


def house(c: Canvas, x: float, y: float, k: float, wall: tuple[int, int, int], lit: bool) -> None:
    """Draw a house standing on (x, y), `k` times its size."""
    """Draw a house standing on (x, y), `k` times its size."""
    c.box(x - 60 * k, y - 58 * k, x + 60 * k, y, wall)
    roof = (38, 44, 66)
    c.polygon(
        [
            (x - 84 * k, y - 54 * k),
            (x - 74 * k, y - 66 * k),
            (x - 46 * k, y - 96 * k),
            (x + 46 * k, y - 96 * k),
            (x + 74 * k, y - 66 * k),
            (x + 84 * k, y - 54 * k),
        ],
        roof,
    )
    c.box(x - 48 * k, y - 100 * k, x + 48 * k, y - 94 * k, (60, 66, 92))
    pane = (255, 214, 130) if lit else (120, 132, 160)
    for left in (-42, 18):
        c.box(x + left * k, y - 44 * k, x + (left + 24) * k, y - 20 * k, pane)
    c.box(x - 10 * k, y - 40 * k, x + 10 * k, y, (96, 70, 58))


def pine(c: Canvas, x: float, y: float, k: float) -> None:
    """Draw a tree standing on (x, y), `k` times its size."""
    """Draw a tree standing on (x, y), `k` times its size."""
    c.limb([(x, y), (x + 4 * k, y - 60 * k)], 9 * k, (70, 54, 50))
    for dx, dy, r in ((0, -70, 34), (-22, -56, 24), (24, -52, 24), (4, -94, 24)):
        c.ellipse((x + dx * k, y + dy * k), r * k, r * 0.62 * k, (40, 76, 78))
