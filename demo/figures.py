"""The people of the demo's films, drawn flat: a teacher, a poet, children.

Rule: a figure is a function of its pose alone, so that it can be drawn once and kept.
"""

from functools import cache
from math import cos, radians, sin

from PIL import Image

from demo.canvas import Canvas, Colour, Point

SKIN = (247, 214, 184)
BLUSH = (240, 176, 156)
HAIR = (52, 40, 38)
INK = (58, 46, 44)

TEACHER_SIZE = (440, 600)
TEACHER_ORIGIN = (110, 0)
_SHOULDER = (170.0, 262.0)
_ARM, _POINTER = 112, 150


@cache
def teacher(angle: int, mouth: int, blink: bool) -> Image.Image:
    """A teacher with a pointer in her right hand, which is on the left of the picture.

    `angle`: of the arm, degrees above the horizontal; `mouth`: 0 shut … 3 open.
    """
    c = Canvas(*TEACHER_SIZE, TEACHER_ORIGIN)
    jacket, jacket_dark, skirt, collar = (
        (72, 128, 122),
        (58, 108, 104),
        (62, 70, 92),
        (250, 248, 240),
    )
    # legs and shoes
    for x in (205, 249):
        c.limb([(x, 500), (x, 575)], 20, SKIN)
        c.rounded(x - 16, 574, x + 14, 594, 9, (70, 54, 56))
    c.polygon([(178, 400), (276, 400), (292, 522), (160, 522)], skirt)
    # the arm at rest, behind the body
    c.limb([(282, 264), (306, 340), (270, 396)], 32, jacket_dark)
    c.ellipse((266, 400), 14, 14, SKIN)
    # body
    c.rounded(166, 228, 288, 418, 40, jacket)
    c.polygon([(206, 226), (248, 226), (227, 282)], collar)
    c.polygon([(206, 226), (190, 236), (224, 300), (228, 282)], jacket_dark)
    c.polygon([(248, 226), (264, 236), (232, 300), (228, 282)], jacket_dark)
    for y in (318, 350, 382):
        c.ellipse((228, y), 4, 4, collar)
    # neck and head
    c.limb([(227, 206), (227, 234)], 32, (238, 200, 168))
    c.ellipse((227, 66), 34, 30, HAIR)
    c.ellipse((227, 134), 84, 84, HAIR)
    c.ellipse((150, 150), 13, 17, SKIN)
    c.ellipse((304, 150), 13, 17, SKIN)
    c.ellipse((227, 148), 73, 70, SKIN)
    c.pie((227, 138), 75, 186, 354, HAIR)
    c.polygon([(153, 130), (200, 128), (262, 84), (230, 66), (172, 84)], HAIR)
    c.polygon([(301, 132), (288, 126), (256, 88), (280, 84)], HAIR)
    for x in (196, 258):
        if blink:
            c.arc((x, 158), 11, 6, 10, 170, INK, 3.5)
        else:
            c.ellipse((x, 158), 9, 11, INK)
            c.ellipse((x + 3, 154), 3, 3.5, (255, 255, 255))
        c.arc((x, 141), 15, 8, 205, 335, HAIR, 3)
        c.ellipse((x + (-16 if x < 227 else 16), 180), 13, 8, BLUSH)
    c.arc((196, 158), 23, 22, 0, 360, (120, 92, 80), 2.4)
    c.arc((258, 158), 23, 22, 0, 360, (120, 92, 80), 2.4)
    c.limb([(219, 157), (235, 157)], 2.4, (120, 92, 80))
    if mouth:
        c.ellipse((227, 194), 9 + mouth * 2, 3 + mouth * 3, (176, 76, 72))
        c.ellipse((227, 197 + mouth), 6 + mouth, 1 + mouth * 1.3, (226, 130, 120))
    else:
        c.arc((227, 186), 16, 11, 25, 155, (176, 76, 72), 3.5)
    _pointing_arm(c, angle, jacket)
    return c.image()


def _pointing_arm(c: Canvas, angle: int, sleeve: Colour) -> None:
    x, y = _SHOULDER
    dx, dy = -cos(radians(angle)), -sin(radians(angle))
    elbow = (x + dx * _ARM * 0.5 - 2, y + dy * _ARM * 0.5 + 12)
    hand = (x + dx * _ARM, y + dy * _ARM)
    tip = (hand[0] + dx * _POINTER, hand[1] + dy * _POINTER)
    c.limb([hand, tip], 5, (150, 104, 62))
    c.ellipse(tip, 5, 5, (206, 72, 60))
    c.limb([(x + 16, y + 2), elbow, (hand[0] - dx * 14, hand[1] - dy * 14)], 33, sleeve)
    c.ellipse(hand, 15, 15, SKIN)


ROBE, ROBE_DARK, SASH = (214, 222, 230), (178, 190, 204), (86, 104, 140)


def poet(c: Canvas, foot: Point, size: float, *, looks: str, faces: int = 1) -> None:
    """Li Bai in a robe, standing at `foot`; `looks`: "up", "ahead" or "down"; `faces`: 1 right."""

    def at(x: float, y: float) -> Point:
        return foot[0] + x * size * faces, foot[1] + y * size

    lean = {"up": -7.0, "ahead": 0.0, "down": 9.0}[looks]
    c.ellipse(at(0, 0), 66 * size, 9 * size, (20, 26, 46, 90))
    c.polygon(
        [at(-58, 0), at(-40, -150), at(-30, -216), at(30, -216), at(42, -150), at(60, 0)], ROBE
    )
    c.polygon(
        [at(-58, 0), at(-40, -150), at(-30, -216), at(-12, -216), at(-22, -120), at(-26, 0)],
        ROBE_DARK,
    )
    c.polygon([at(-12, -216), at(14, -216), at(-2, -150)], SASH)
    c.polygon([at(-42, -142), at(43, -142), at(44, -124), at(-45, -124)], SASH)
    c.polygon([at(4, -124), at(14, -124), at(18, -48), at(6, -48)], SASH)
    # wide sleeves, hands behind the back when looking up
    c.polygon([at(-30, -206), at(-72, -120), at(-60, -92), at(-24, -136)], ROBE_DARK)
    if looks == "down":
        c.polygon([at(28, -206), at(58, -150), at(34, -108), at(2, -128), at(16, -150)], ROBE)
        c.polygon([at(58, -150), at(34, -108), at(30, -112), at(50, -150)], ROBE_DARK)
    else:
        c.polygon([at(28, -206), at(66, -126), at(56, -92), at(24, -130)], ROBE)
    hx, hy = lean, -252 + abs(lean) * 0.5
    c.limb([at(0, -220), at(hx * 0.5, -230)], 22 * size, (236, 200, 170))
    c.ellipse(at(hx - 4, hy - 3), 35 * size, 36 * size, HAIR)
    c.ellipse(at(hx + 3, hy + 3), 32 * size, 33 * size, SKIN)
    c.polygon(
        [at(hx - 38, hy - 8), at(hx - 28, hy - 36), at(hx + 24, hy - 34), at(hx + 34, hy - 14)],
        HAIR,
    )
    c.ellipse(at(hx - 6, hy - 46), 15 * size, 14 * size, HAIR)
    c.limb([at(hx - 24, hy - 44), at(hx + 14, hy - 47)], 4 * size, (214, 182, 110))
    turn = {"up": -8.0, "ahead": 0.0, "down": 7.0}[looks]
    for x in (4, 22):
        c.ellipse(at(hx + x, hy + 2 + turn), 3.2 * size, 3.6 * size, INK)
    c.arc(at(hx + 14, hy + 12 + turn), 7 * size, 5 * size, 20, 160, (176, 92, 82), 2 * size)
    c.polygon(
        [at(hx + 6, hy + 26), at(hx + 24, hy + 26), at(hx + 19, hy + 54), at(hx + 13, hy + 50)],
        HAIR,
    )


@cache
def child(
    shirt: tuple[int, int, int], girl: bool, hand: int, mouth: int, blink: bool, scale: int
) -> Image.Image:
    """A pupil behind a desk, seen from the front, `scale` percent of 150×190 pixels.

    `hand`: 0 on the desk … 4 up.
    """
    k = scale / 100
    c = Canvas(round(150 * k), round(190 * k))

    def at(x: float, y: float) -> Point:
        return x * k, y * k

    if girl:
        for x in (30, 104):
            c.ellipse(at(x, 78), 12 * k, 22 * k, HAIR)
    c.rounded(36 * k, 106 * k, 98 * k, 200 * k, 22 * k, shirt)
    c.polygon([at(53, 107), at(81, 107), at(67, 132)], (206, 60, 52))
    c.limb([at(67, 98), at(67, 108)], 16 * k, (238, 200, 168))
    c.ellipse(at(67, 62), 42 * k, 42 * k, HAIR)
    c.ellipse(at(67, 68), 36 * k, 34 * k, SKIN)
    c.pie(at(67, 62), 38 * k, 190, 350, HAIR)
    if girl:
        c.polygon(
            [at(31, 62), at(60, 40), at(67, 52), at(74, 40), at(103, 62), at(84, 26), at(50, 26)],
            HAIR,
        )
    for x in (54, 80):
        if blink:
            c.arc(at(x, 72), 5 * k, 3 * k, 10, 170, INK, 2 * k)
        else:
            c.ellipse(at(x, 72), 4 * k, 5 * k, INK)
        c.ellipse(at(x + (-7 if x < 67 else 7), 83), 6 * k, 4 * k, BLUSH)
    if mouth:
        c.ellipse(at(67, 89), 5 * k, (2 + 2 * mouth) * k, (176, 76, 72))
    else:
        c.arc(at(67, 85), 7 * k, 5 * k, 25, 155, (176, 76, 72), 2 * k)
    dark = (round(shirt[0] * 0.85), round(shirt[1] * 0.85), round(shirt[2] * 0.85))
    c.limb([at(42, 124), at(30, 158), at(52, 178)], 17 * k, dark)
    raise_ = hand / 4
    elbow = at(104 + 14 * raise_, 156 - 14 * raise_)
    wrist = at(84 + 34 * raise_, 178 - 126 * raise_)
    c.limb([at(93, 124), elbow, wrist], 17 * k, dark)
    c.ellipse(wrist, 9 * k, 9 * k, SKIN)
    return c.image()
