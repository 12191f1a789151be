"""The synthetic classrooms' films: `python -m demo.classroom_film OUT_A OUT_B`.

Rule: as the lesson's film, they pass untouched: constrained baseline, 640×360, 15 pictures a
second, an IDR a second, Opus mono; and the last picture leads to the
first, so that they can loop.
"""

import argparse
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path

import numpy as np
from PIL import Image

from demo.canvas import KAI, SANS_BOLD, Canvas, font, write
from demo.figures import child
from demo.film_file import FilmFile
from demo.speech import RATE, Sound, pluck, say

FPS = 15
SECONDS = 24
WIDTH, HEIGHT = 640, 360
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Room:
    """One classroom: its name, its colours, how many children in its two rows."""

    name: str
    slogan: str
    wall: Rgb
    board: Rgb
    shirts: tuple[Rgb, ...]
    rows: tuple[int, int]
    seed: int


ROOMS = (
    Room(
        "青山教学点 · 一年级",
        "好好学习 天天向上",
        (226, 234, 226),
        (58, 100, 82),
        ((92, 138, 196), (232, 184, 92), (120, 172, 128), (214, 122, 108)),
        (4, 5),
        11,
    ),
    Room(
        "柳溪小学 · 一年级",
        "书山有路勤为径",
        (240, 228, 212),
        (66, 88, 112),
        ((206, 120, 132), (126, 158, 206), (236, 198, 110), (142, 128, 186)),
        (5, 4),
        23,
    ),
)


@dataclass(frozen=True, slots=True)
class Pupil:
    """Where a child sits and when it moves; times in seconds of the loop."""

    x: int
    y: int
    scale: int
    shirt: Rgb
    girl: bool
    phase: float
    raises_at: float
    reads: bool


def seat(room: Room) -> list[Pupil]:
    """Place the children, the back row first."""
    random = np.random.default_rng(room.seed)
    pupils = []
    for row, (count, y, scale) in enumerate(
        ((room.rows[0], 226, 74), (room.rows[1], 316, 96)),
    ):
        for index in range(count):
            x = round(WIDTH * (index + 0.5) / count + random.uniform(-8, 8))
            pupils.append(
                Pupil(
                    x=x,
                    y=y,
                    scale=scale,
                    shirt=room.shirts[int(random.integers(len(room.shirts)))],
                    girl=bool((index + row + room.seed) % 2),
                    phase=float(random.uniform(0, 2 * pi)),
                    raises_at=float(random.uniform(1, SECONDS - 6)),
                    reads=bool(random.uniform() < 0.7),
                )
            )
    return pupils


def _backdrop(room: Room) -> Image.Image:
    c = Canvas(WIDTH, HEIGHT)
    c.box(0, 0, WIDTH, HEIGHT, room.wall)
    c.rounded(150, 44, 490, 150, 6, (150, 112, 78))
    c.box(157, 51, 483, 143, room.board)
    for left in (28, 528):
        c.rounded(left, 50, left + 84, 146, 4, (250, 248, 240))
        c.box(left + 5, 55, left + 79, 141, (176, 212, 236))
        c.ellipse((left + 42, 130), 32, 11, (142, 186, 142))
        c.box(left + 40, 52, left + 44, 144, (250, 248, 240))
    c.box(0, 330, WIDTH, HEIGHT, (202, 176, 140))
    image = c.image().convert("RGB")
    write(image, (320, 97), room.slogan, font(KAI, 30), (244, 244, 232))
    return image


def _front(room: Room) -> Image.Image:
    """The name card, above everything."""
    c = Canvas(WIDTH, HEIGHT)
    c.rounded(12, 10, 250, 40, 8, (22, 32, 58, 225))
    image = c.image()
    write(image, (131, 25), room.name, font(SANS_BOLD, 18), (255, 255, 255))
    return image


def _desk(width: int) -> Image.Image:
    c = Canvas(width, 46)
    c.rounded(0, 0, width, 14, 5, (190, 146, 98))
    c.box(8, 13, width - 8, 46, (166, 124, 80))
    c.polygon(
        [
            (width * 0.3, 2),
            (width * 0.5, 5),
            (width * 0.7, 2),
            (width * 0.72, 9),
            (width * 0.28, 9),
        ],
        (250, 248, 240),
    )
    return c.image()


def _hand(pupil: Pupil, now: float) -> int:
    """0 down … 4 up: up over half a second, held for three, down again."""
    since = now - pupil.raises_at
    if since < 0 or since > 4:
        return 0
    return round(4 * min(1.0, since / 0.5, (4 - since) / 0.5))


def picture(
    room: Room, pupils: list[Pupil], parts: dict[str, Image.Image], number: int
) -> Image.Image:
    """Draw one picture of the loop."""
    now = number / FPS
    image = parts["back"].copy()
    for pupil in pupils:
        beat = sin(2 * pi * now / SECONDS * 9 + pupil.phase)
        mouth = int(
            pupil.reads and now < SECONDS / 2 and sin(2 * pi * now * 2.2 + pupil.phase) > 0.2
        )
        blink = (number + round(pupil.phase * 40)) % 60 < 2
        figure = child(pupil.shirt, pupil.girl, _hand(pupil, now), mouth, blink, pupil.scale)
        left = round(pupil.x - 67 * pupil.scale / 100 + 2 * beat)
        image.paste(figure, (left, round(pupil.y - 150 * pupil.scale / 100)), figure)
        desk = parts[f"desk{pupil.scale}"]
        image.paste(desk, (round(pupil.x - desk.width / 2), pupil.y + pupil.scale // 12), desk)
    image.paste(parts["front"], (0, 0), parts["front"])
    return image


def murmur(room: Room) -> Sound:
    """Children reading together, softly, then a quiet room with a note now and then."""
    sound = np.zeros(SECONDS * RATE, np.float32)
    words = "床前明月光，疑是地上霜。举头望明月，低头思故乡。"
    for voice in range(5):
        spoken = say(words, speed=150, pitch=78 + 4 * voice)
        start = int((0.3 + 0.035 * voice) * RATE)
        piece = spoken[: sound.size - start]
        sound[start : start + piece.size] += 0.16 * piece
    for index, frequency in enumerate((523.25, 587.33, 659.25, 783.99)):
        start = int((SECONDS / 2 + 2 + 2.2 * index) * RATE)
        note = pluck(frequency, 1.8, seed=room.seed + index)[: sound.size - start]
        sound[start : start + note.size] += 0.08 * note
    hush = np.random.default_rng(room.seed).normal(0, 0.0015, sound.size).astype(np.float32)
    fade = np.ones(sound.size, np.float32)
    fade[-RATE // 2 :] = np.linspace(1, 0, RATE // 2, dtype=np.float32)
    mixed: Sound = np.clip(sound * fade + hush, -0.98, 0.98).astype(np.float32)
    return mixed


def make(room: Room, out: Path, quality: int) -> None:
    """Write one classroom's film."""
    pupils = seat(room)
    parts = {"back": _backdrop(room), "front": _front(room)}
    for scale in {pupil.scale for pupil in pupils}:
        parts[f"desk{scale}"] = _desk(round(124 * scale / 100))
    with FilmFile(out, WIDTH, HEIGHT, FPS, quality) as file:
        file.write_sound(murmur(room))
        for number in range(SECONDS * FPS):
            file.write_picture(picture(room, pupils, parts, number))
    print(f"{out}: {SECONDS} s, {out.stat().st_size / 1e3:.0f} kB")


def main() -> None:
    """Make both films."""
    parser = argparse.ArgumentParser("python -m demo.classroom_film", description=main.__doc__)
    parser.add_argument("out", type=Path, nargs=len(ROOMS), help="the files to write")
    parser.add_argument("--quality", type=int, default=30, help="x264's CRF (lower is larger)")
    arguments = parser.parse_args()
    for room, out in zip(ROOMS, arguments.out, strict=True):
        make(room, out, arguments.quality)


if __name__ == "__main__":
    main()
