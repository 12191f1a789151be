"""The slides of the demo lesson, one function a scene: what stays still in them.

Rule: a scene is drawn once, at `WIDTH` × `HEIGHT`, and returned with the spots that the film lights
up while it is read (the centre of each character, line by line).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from demo import poem
from demo.canvas import (
    KAI,
    KAI_BOLD,
    SANS,
    SANS_BOLD,
    Canvas,
    Point,
    font,
    gradient,
    write,
    write_with_pinyin,
)
from demo.figures import poet
from demo.landscape import HEIGHT, WIDTH, hills, house, lay, pine, sky

PAPER, PAPER_LOW = (250, 245, 232), (243, 234, 214)
INK, FADED, RED = (54, 46, 42), (140, 122, 100), (186, 72, 54)


@dataclass
class Slide:
    """A drawn scene; `spots[i]` are the places that its i-th reading goes over."""

    image: Image.Image
    spots: list[list[Point]] = field(default_factory=list)
    glow: tuple[int, int, int] = (255, 196, 84)


def _paper() -> Image.Image:
    return gradient(WIDTH, HEIGHT, PAPER, PAPER_LOW)


def title() -> Slide:
    """The poem's name under the moon."""
    image = sky((746, 140), 62)
    c = Canvas(WIDTH, HEIGHT)
    hills(c, 560)
    house(c, 720, 552, 1.0, (92, 98, 122), True)
    pine(c, 836, 556, 1.2)
    lay(image, c)
    write(image, (360, 92), poem.SUBJECT, font(SANS, 24), (206, 216, 240))
    spots = write_with_pinyin(
        image,
        (360, 262),
        poem.TITLE,
        poem.TITLE_PINYIN,
        112,
        colour=(255, 252, 240),
        above=(206, 216, 240),
        step=1.25,
    )
    write(image, (360, 388), poem.AUTHOR, font(KAI, 42), (238, 226, 190))
    return Slide(image, [[], spots, [(360, 388)]])


def author() -> Slide:
    """Who Li Bai was."""
    image = _paper()
    inset = sky((100, 96), 34, 440).crop((0, 0, 330, 440))
    c = Canvas(330, 440)
    c.polygon([(0, 440), (0, 380), (110, 356), (230, 372), (330, 348), (330, 440)], (28, 42, 80))
    poet(c, (190, 404), 1.18, looks="up", faces=-1)
    drawn = c.image()
    inset.paste(drawn, (0, 0), drawn)
    mask = Canvas(330, 440)
    mask.rounded(0, 0, 329, 439, 26, (255, 255, 255))
    image.paste(inset, (64, 68), mask.image().getchannel("A"))
    write(image, (452, 118), "李白", font(KAI_BOLD, 76), INK, "lm")
    write(image, (624, 132), "701—762", font(SANS, 30), FADED, "lm")
    rows = (
        "唐代大诗人，人称“诗仙”",
        "一个秋夜，他离家在外，",
        "住在客店里，望着窗外的",
        "明月，写下了《静夜思》。",
    )
    spots = []
    for index, row in enumerate(rows):
        y = 222 + index * 72
        c = Canvas(WIDTH, HEIGHT)
        if index in (0, 1):
            c.ellipse((462, y), 6, 6, RED)
        lay(image, c)
        write(image, (486, y), row, font(KAI, 38), INK, "lm")
        spots.append([(500.0 + 37 * step, float(y)) for step in range(len(row))])
    return Slide(image, [spots[0], spots[1], spots[2] + spots[3]])


def whole_poem() -> Slide:
    """All four lines with pinyin."""
    image = _paper()
    write(image, (WIDTH / 2 - 66, 52), poem.TITLE, font(KAI_BOLD, 50), INK)
    write(image, (WIDTH / 2 + 84, 60), poem.AUTHOR, font(KAI, 26), FADED)
    spots = [
        write_with_pinyin(
            image,
            (WIDTH / 2, 168 + index * 112),
            line.text,
            line.pinyin,
            60,
            colour=INK,
            above=RED,
            step=1.75,
        )
        for index, line in enumerate(poem.LINES)
    ]
    return Slide(image, [[], *spots])


def _room(image: Image.Image, window: tuple[float, float, float, float]) -> None:
    """The inn's room around a window that shows the sky behind it."""
    left, top, right, bottom = window
    wall, beam = (66, 70, 104), (44, 46, 72)
    c = Canvas(WIDTH, HEIGHT)
    c.box(0, 0, WIDTH, top, wall)
    c.box(0, top, left, bottom, wall)
    c.box(right, top, WIDTH, bottom, wall)
    c.box(0, bottom, WIDTH, 330, wall)
    c.box(0, 330, WIDTH, HEIGHT, (84, 82, 108))
    c.box(0, 324, WIDTH, 332, beam)
    c.box(0, 0, WIDTH, 16, beam)
    for x in (left, (left + right) / 2, right):
        c.box(x - 5, top - 5, x + 5, bottom + 5, beam)
    for y in (top, bottom):
        c.box(left - 5, y - 5, right + 5, y + 5, beam)
    lay(image, c)


def _moonbeam(image: Image.Image, beam: list[Point], pool: list[Point]) -> None:
    c = Canvas(WIDTH, HEIGHT)
    c.polygon(beam, (214, 226, 255, 34))
    c.polygon(pool, (226, 234, 255, 120))
    lay(image, c)


def _bed(c: Canvas, x: float, y: float) -> None:
    wood, cloth = (112, 78, 62), (132, 92, 104)
    c.rounded(x, y - 96, x + 16, y + 46, 6, wood)
    c.rounded(x + 276, y - 70, x + 292, y + 46, 6, wood)
    c.box(x, y, x + 290, y + 26, wood)
    c.rounded(x + 10, y - 26, x + 284, y + 8, 14, (206, 200, 190))
    c.rounded(x + 96, y - 34, x + 282, y + 14, 14, cloth)
    c.rounded(x + 20, y - 44, x + 84, y - 18, 12, (236, 228, 210))


def _caption(image: Image.Image, index: int) -> Slide:
    line = poem.LINES[index]
    c = Canvas(WIDTH, HEIGHT)
    c.box(0, 404, WIDTH, HEIGHT, PAPER)
    c.box(0, 404, WIDTH, 407, (214, 190, 140))
    c.rounded(40, 444, 78, 536, 10, RED)
    lay(image, c)
    for row, character in enumerate("一二三四"[index] + "句"):
        write(image, (59, 471 + row * 38), character, font(KAI_BOLD, 28), (255, 250, 238))
    spots = write_with_pinyin(
        image, (312, 508), line.text, line.pinyin, 60, colour=INK, above=RED, step=1.42
    )
    write(image, (572, 472), "意思", font(SANS_BOLD, 20), FADED, "lm")
    write(image, (572, 512), line.meaning, font(KAI, 29), INK, "lm")
    return Slide(image, [spots, [(586.0 + 29 * i, 512.0) for i in range(len(line.meaning))]])


def line1() -> Slide:
    """Moonlight before the bed."""
    image = sky((300, 118), 44)
    _room(image, (200, 60, 420, 230))
    _moonbeam(
        image,
        [(205, 65), (415, 65), (560, 396), (220, 396)],
        [(252, 340), (500, 340), (566, 398), (214, 398)],
    )
    c = Canvas(WIDTH, HEIGHT)
    _bed(c, 590, 326)
    lay(image, c)
    return _caption(image, 0)


def line2() -> Slide:
    """Is it frost on the ground?"""
    image = sky((170, 96), 36)
    _room(image, (90, 50, 270, 200))
    _moonbeam(
        image,
        [(95, 55), (265, 55), (640, 400), (180, 400)],
        [(180, 336), (560, 336), (660, 402), (130, 402)],
    )
    c = Canvas(WIDTH, HEIGHT)
    random = np.random.default_rng(3)
    for _ in range(46):
        x, y = random.uniform(196, 590), random.uniform(344, 396)
        for dx, dy in ((4, 0), (2, 3.4), (2, -3.4)):
            c.limb([(x - dx, y - dy), (x + dx, y + dy)], 1.2, (255, 255, 255))
    _bed(c, 640, 316)
    poet(c, (590, 388), 1.12, looks="down", faces=-1)
    lay(image, c)
    return _caption(image, 1)


def line3() -> Slide:
    """He lifts his head to the moon."""
    image = sky((250, 130), 66)
    c = Canvas(WIDTH, HEIGHT)
    hills(c, 430)
    c.polygon([(0, 404), (0, 392), (WIDTH, 372), (WIDTH, 404)], (26, 36, 66))
    for x in (520, 900):
        c.box(x, 0, x + 22, 404, (74, 52, 52))
    c.box(500, 0, WIDTH, 18, (74, 52, 52))
    c.box(500, 318, WIDTH, 330, (96, 68, 62))
    for x in range(548, 900, 44):
        c.box(x, 326, x + 8, 396, (86, 60, 58))
    c.box(500, 392, WIDTH, 404, (96, 68, 62))
    poet(c, (690, 392), 1.24, looks="up", faces=-1)
    lay(image, c)
    return _caption(image, 2)


def line4() -> Slide:
    """He lowers it and thinks of home."""
    image = sky((96, 90), 30)
    _room(image, (40, 44, 180, 190))
    _moonbeam(
        image,
        [(45, 50), (175, 50), (330, 400), (120, 400)],
        [(110, 340), (300, 340), (344, 402), (90, 402)],
    )
    c = Canvas(WIDTH, HEIGHT)
    poet(c, (270, 392), 1.2, looks="down")
    for x, y, r in ((372, 190, 10), (408, 172, 15)):
        c.ellipse((x, y), r, r, (250, 246, 236))
    for x, y, rx, ry in (
        (650, 176, 226, 130),
        (520, 206, 110, 88),
        (792, 200, 104, 92),
        (650, 116, 150, 92),
        (600, 250, 130, 84),
        (730, 250, 120, 80),
    ):
        c.ellipse((x, y), rx, ry, (250, 246, 236))
    c.polygon([(470, 196), (560, 110), (624, 176), (706, 92), (830, 196)], (170, 196, 186))
    c.ellipse((776, 108), 22, 22, (244, 206, 120))
    c.rounded(470, 190, 840, 272, 40, (156, 190, 130))
    c.polygon(
        [(600, 272), (640, 220), (616, 196), (634, 196), (664, 222), (654, 272)], (150, 198, 222)
    )
    house(c, 560, 236, 0.72, (240, 228, 206), False)
    house(c, 742, 246, 0.8, (240, 228, 206), False)
    pine(c, 822, 250, 0.6)
    pine(c, 494, 244, 0.55)
    lay(image, c)
    return _caption(image, 3)


def characters() -> Slide:
    """The new characters in their squares (田字格)."""
    image = _paper()
    write(image, (WIDTH / 2, 46), "我会认", font(KAI_BOLD, 44), INK)
    spots: list[list[Point]] = [[]]
    size = 136
    for index, (character, syllable, word) in enumerate(poem.CHARACTERS):
        x = 150 + index % 4 * 212
        y = 190 + index // 4 * 246
        c = Canvas(WIDTH, HEIGHT)
        c.rounded(x - 70, y - 70, x + 70, y + 70, 4, RED)
        c.box(x - size / 2, y - size / 2, x + size / 2, y + size / 2, (255, 252, 244))
        for step in range(-60, 64, 16):
            c.limb([(x + step, y), (x + step + 6, y)], 1.2, (228, 170, 158))
            c.limb([(x, y + step), (x, y + step + 6)], 1.2, (228, 170, 158))
        lay(image, c)
        write(image, (x, y), character, font(KAI, 112), INK)
        write(image, (x, y - 94), syllable, font(KAI, 32), RED)
        write(image, (x, y + 96), word, font(KAI, 28), FADED)
        spots.append([(float(x), float(y))])
    return Slide(image, spots)


def together() -> Slide:
    """The poem written as it used to be: downwards, from the right."""
    image = sky((150, 130), 56)
    c = Canvas(WIDTH, HEIGHT)
    hills(c, 590)
    pine(c, 90, 566, 1.5)
    lay(image, c)
    write(image, (150, 250), "一起读", font(KAI_BOLD, 44), (255, 246, 220))
    spots: list[list[Point]] = [[]]
    for column, line in enumerate(poem.LINES):
        x = 720 - column * 118
        spots.append([(float(x), 112.0 + row * 88) for row in range(5)])
        for centre, character in zip(spots[-1], line.text, strict=True):
            write(image, centre, character, font(KAI, 66), (255, 252, 240))
    for row, character in enumerate(poem.TITLE):
        write(image, (850, 130 + row * 56), character, font(KAI_BOLD, 44), (240, 210, 140))
    return Slide(image, spots)


def question() -> Slide:
    """What the classrooms are asked."""
    image = _paper()
    c = Canvas(WIDTH, HEIGHT)
    c.ellipse((140, 150), 62, 62, (244, 206, 120))
    c.ellipse((164, 134), 56, 56, (249, 242, 226))
    lay(image, c)
    write(image, (240, 150), "想一想，说一说", font(KAI_BOLD, 54), RED, "lm")
    rows = ("诗人为什么会思念家乡呢？", "你看到的月亮是什么样子的？")
    spots = []
    for index, row in enumerate(rows):
        y = 290 + index * 116
        write(image, (120, y), f"{index + 1}.", font(KAI, 46), RED, "lm")
        write(image, (180, y), row, font(KAI, 50), INK, "lm")
        spots.append([(205.0 + 50 * step, float(y)) for step in range(len(row))])
    return Slide(image, spots)


def goodbye() -> Slide:
    """The end of the lesson."""
    image = sky((WIDTH / 2, 168), 84)
    c = Canvas(WIDTH, HEIGHT)
    hills(c, 570)
    house(c, 180, 560, 0.9, (92, 98, 122), True)
    house(c, 780, 566, 0.8, (92, 98, 122), True)
    pine(c, 290, 566, 1.2)
    lay(image, c)
    write(image, (WIDTH / 2, 336), "同学们，再见！", font(KAI_BOLD, 64), (255, 252, 240))
    write(image, (WIDTH / 2, 416), "课后：把《静夜思》背给家里人听", font(KAI, 32), (220, 226, 244))
    return Slide(image, [[(300.0 + 56 * step, 336.0) for step in range(7)]])


SCENES: dict[str, Callable[[], Slide]] = {
    "title": title,
    "author": author,
    "poem": whole_poem,
    "line1": line1,
    "line2": line2,
    "line3": line3,
    "line4": line4,
    "characters": characters,
    "together": together,
    "question": question,
    "goodbye": goodbye,
}
