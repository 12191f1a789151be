"""The demo lesson's film: `python -m demo.film OUT` draws, speaks and encodes it.

Rule: what it writes is what ingest passes untouched: H.264 constrained baseline, 1280×720, 25
pictures a second, no B-frames, an IDR every second; Opus 48 kHz mono. The result is committed as
`demo/lesson.mp4`, so Pillow, espeak-ng and the fonts are needed by nobody who runs the demo.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from demo import frame_number, poem
from demo.canvas import KAI, SANS, Canvas, Point, font, glow, paste, write
from demo.figures import TEACHER_SIZE, teacher
from demo.film_file import FilmFile
from demo.landscape import HEIGHT, WIDTH
from demo.scenes import SCENES, Slide
from demo.speech import RATE, Sound, loudness, say, tune

FPS = 25
FADE = 12  # pictures that a change of slide takes
BOARD = (30, 76)  # the slide's top left corner in the picture
TEACHER_AT = (1034, 434)  # the middle of her picture
TEACHER_SCALE = 0.94
TALK, SLOW = 176, 126  # words a minute, to espeak-ng: talking, and reading the poem aloud
MUSIC = {"title": 1.0, "together": 0.45, "goodbye": 1.0}
BAR, BAR_INK = (22, 32, 58), (214, 222, 240)


@dataclass(frozen=True, slots=True)
class Reading:
    """One cue on the film's clock, seconds: `start` … `spoken` … `end`."""

    cue: poem.Cue
    index: int  # of this cue in its scene
    start: float
    spoken: float
    end: float


def read_all() -> tuple[list[Reading], Sound]:
    """Speak every cue and lay them one after the other."""
    readings: list[Reading] = []
    pieces: list[Sound] = []
    now = 0.0
    for cue in poem.CUES:
        slow = any(line.text in cue.speech for line in poem.LINES) or cue.scene == "together"
        words = (
            say(cue.speech, speed=SLOW if slow else TALK) if cue.speech else np.zeros(0, np.float32)
        )
        pause = np.zeros(int(cue.after * RATE), np.float32)
        index = sum(reading.cue.scene == cue.scene for reading in readings)
        spoken = now + words.size / RATE
        end = spoken + pause.size / RATE
        readings.append(Reading(cue, index, now, spoken, end))
        pieces += [words, pause]
        now = end
    rest = -now % 1  # whole seconds, so that the loop is whole groups of pictures
    pieces.append(np.zeros(round(rest * RATE), np.float32))
    sound = np.concatenate(pieces)
    for scene, strength in MUSIC.items():
        own = [reading for reading in readings if reading.cue.scene == scene]
        first, last = int(own[0].start * RATE), int(own[-1].end * RATE)
        sound[first:last] += strength * tune((last - first) / RATE)[: last - first]
    return readings, np.clip(sound, -0.98, 0.98)


def _room() -> Image.Image:
    """The wall, the floor, the board's frame and the bar at the top."""
    c = Canvas(1280, 720)
    c.box(0, 0, 1280, 720, (236, 229, 214))
    c.box(0, 662, 1280, 720, (206, 180, 142))
    c.box(0, 656, 1280, 664, (188, 160, 122))
    c.box(0, 0, 1280, 48, BAR)
    c.rounded(
        BOARD[0] - 10,
        BOARD[1] - 10,
        BOARD[0] + WIDTH + 10,
        BOARD[1] + HEIGHT + 10,
        8,
        (122, 92, 66),
    )
    c.rounded(1150, 62, 1256, 172, 8, (122, 92, 66))
    c.box(1157, 69, 1249, 165, (250, 246, 236))
    image = c.image()
    for row, text in enumerate(("静以", "修身")):
        write(image, (1203, 97 + row * 40), text, font(KAI, 34), (96, 78, 62))
    write(image, (812, 24), poem.SCHOOL, font(SANS, 19), BAR_INK, "lm")
    return image.convert("RGB")


class Film:
    """Draws any picture of the film by its number."""

    def __init__(self, readings: list[Reading], sound: Sound) -> None:
        """Draw every slide once."""
        self._readings = readings
        self._levels = loudness(sound, FPS)
        self._slides: dict[str, Slide] = {name: draw() for name, draw in SCENES.items()}
        room = _room()
        self._stills: dict[str, Image.Image] = {}
        for name, slide in self._slides.items():
            still = room.copy()
            still.paste(slide.image, BOARD, slide.image)
            self._stills[name] = still
        self._light = glow(132, (255, 190, 70), 150)
        self._angle = 20.0
        self._teachers: dict[tuple[int, int, bool], Image.Image] = {}
        self.count = self._levels.size

    def pictures(self) -> Iterator[Image.Image]:
        """Draw them all, in order."""
        scene, changed = self._readings[0].cue.scene, -FADE
        before = scene
        for number in range(self.count):
            reading = self._reading_at(number / FPS)
            if reading.cue.scene != scene:
                before, scene, changed = scene, reading.cue.scene, number
            image = self._still(before, scene, number - changed)
            spot = self._spot(reading, number / FPS)
            if spot is not None and number - changed >= FADE:
                paste(image, self._light, (BOARD[0] + spot[0], BOARD[1] + spot[1]))
            self._place_teacher(image, number, spot)
            stamp(image, number)
            yield image

    def _reading_at(self, now: float) -> Reading:
        return next((r for r in self._readings if now < r.end), self._readings[-1])

    def _still(self, before: str, scene: str, age: int) -> Image.Image:
        if age >= FADE:
            return self._stills[scene].copy()
        return Image.blend(self._stills[before], self._stills[scene], (age + 1) / (FADE + 1))

    def _spot(self, reading: Reading, now: float) -> Point | None:
        """Where the light is: it goes evenly along the reading's spots while they are spoken."""
        slide = self._slides[reading.cue.scene]
        spots = slide.spots[reading.index] if reading.index < len(slide.spots) else []
        if not spots or now > reading.spoken:
            return None
        done = (now - reading.start) / max(reading.spoken - reading.start, 0.1)
        return spots[min(len(spots) - 1, int(done * len(spots)))]

    def _place_teacher(self, image: Image.Image, number: int, spot: Point | None) -> None:
        goal = 8.0 + 5 * sin(number / FPS * 0.9) if spot is None else 46 - spot[1] / HEIGHT * 52
        self._angle += (goal - self._angle) * 0.12
        mouth = min(3, int(self._levels[number] * 4)) if self._speaks(number) else 0
        pose = (round(self._angle / 2) * 2, mouth, number % 93 < 4)
        if pose not in self._teachers:
            size = (round(TEACHER_SIZE[0] * TEACHER_SCALE), round(TEACHER_SIZE[1] * TEACHER_SCALE))
            self._teachers[pose] = teacher(*pose).resize(size, Image.Resampling.LANCZOS)
        sway = 3 * sin(number / FPS * 2 * pi / 5.2)
        paste(image, self._teachers[pose], (TEACHER_AT[0] + sway, TEACHER_AT[1]))

    def _speaks(self, number: int) -> bool:
        reading = self._reading_at(number / FPS)
        return bool(reading.cue.speech) and number / FPS < reading.spoken


def stamp(image: Image.Image, number: int) -> None:
    """Burn in the clock, the frame number, and the strip of `demo.frame_number`."""
    draw = ImageDraw.Draw(image)
    for block, white in enumerate(frame_number.blocks_of(number)):
        left = frame_number.LEFT + block * frame_number.BLOCK_WIDTH
        draw.rectangle(
            [
                left,
                frame_number.TOP,
                left + frame_number.BLOCK_WIDTH - 1,
                frame_number.TOP + frame_number.BLOCK_HEIGHT - 1,
            ],
            fill=(255, 255, 255) if white else (0, 0, 0),
        )
    minutes, seconds = divmod(number // FPS, 60)
    face = font(SANS, 22)
    write(image, (1148, 24), f"{minutes:02}:{seconds:02}", face, (255, 255, 255), "rm")
    write(image, (1264, 24), f"{number:06}", face, BAR_INK, "rm")


def main() -> None:
    """Make the film."""
    parser = argparse.ArgumentParser(prog="python -m demo.film", description=main.__doc__)
    parser.add_argument("out", type=Path, help="the file to write, such as demo/lesson.mp4")
    parser.add_argument("--quality", type=int, default=33, help="x264's CRF (lower is larger)")
    parser.add_argument("--only", type=float, help="stop after so many seconds, to have a look")
    arguments = parser.parse_args()
    readings, sound = read_all()
    film = Film(readings, sound)
    seconds = film.count / FPS if arguments.only is None else arguments.only
    with FilmFile(arguments.out, 1280, 720, FPS, arguments.quality) as file:
        file.write_sound(sound[: int(seconds * RATE)])
        for picture, _ in zip(film.pictures(), range(int(seconds * FPS)), strict=False):
            file.write_picture(picture)
    print(f"{arguments.out}: {seconds:.1f} s, {arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
