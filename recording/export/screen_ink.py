"""What was drawn over a shared screen, laid over its pictures.

Rule: strokes are drawn once, on black and on white; what differs is how much shows through. Only
the rows and columns that have ink are blended.
"""

from collections import deque
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from classroom.ink.log import InkEntry
from classroom.ink.sheets import Ink
from classroom.ink.surfaces import SCREEN
from recording.export.plan import Box
from recording.export.planes import Planes, painted
from recording.export.strokes import draw

FINER = 2
Share = NDArray[np.float32]


class _Layer(NamedTuple):
    """Ink in planes of one size: `colour`, and how much of it there is, 0…1."""

    colour: Planes
    share: tuple[Share, Share, Share]
    top: int
    left: int


class ScreenInk:
    """The ink over the screen, asked for in order of time."""

    def __init__(self, ink: tuple[InkEntry, ...]) -> None:
        """What was drawn is followed from the beginning."""
        over = [entry for entry in ink if entry.surface == SCREEN]
        self._left = deque(sorted(over, key=lambda entry: entry.at))
        self._ink = Ink()
        self._made: tuple[int, int, int] | None = None
        self._layer: _Layer | None = None

    def turned(self, at: float) -> int:
        """Follow the log until then; return how often it has changed."""
        while self._left and self._left[0].at <= at:
            self._ink.take(self._left.popleft())
        return self._ink.entries

    def over(self, picture: Planes, place: Box) -> Planes:
        """Return the picture, which lies there, with the ink over it."""
        want = self._ink.entries, place.width, place.height
        if self._made != want:
            self._made, self._layer = want, self._drawn(place.width, place.height)
        if self._layer is None:
            return picture
        colour, share, top, left = self._layer
        made = []
        for plane, ink, much, by in zip(picture, colour, share, (1, 2, 2), strict=True):
            whole = plane.copy()
            height, width = much.shape
            part = whole[top // by : top // by + height, left // by : left // by + width]
            part[:] = part + (ink.astype(np.float32) - part) * much
            made.append(whole)
        return made[0], made[1], made[2]

    def _drawn(self, width: int, height: int) -> _Layer | None:
        strokes = self._ink.sheet(SCREEN).strokes()
        if not strokes:
            return None
        on = []
        for ground in (0, 255):
            paper = Image.new("RGB", (width * FINER, height * FINER), (ground,) * 3)
            for stroke in strokes:
                paper = draw(paper, stroke)
            small = paper.resize((width, height), Image.Resampling.BOX)
            on.append(np.asarray(small, np.float32))
        black, white = on
        share = np.clip(1 - (white - black).mean(axis=2) / 255, 0, 1)
        rows, columns = np.flatnonzero(share.any(axis=1)), np.flatnonzero(share.any(axis=0))
        if not rows.size:
            return None
        top, left = int(rows[0]) & ~1, int(columns[0]) & ~1
        bottom, right = (int(rows[-1]) + 2) & ~1, (int(columns[-1]) + 2) & ~1
        share = share[top:bottom, left:right].astype(np.float32)
        pure = black[top:bottom, left:right] / np.maximum(share, 1 / 255)[..., None]
        colour = painted(Image.fromarray(np.clip(pure, 0, 255).astype(np.uint8)))
        tall, wide = share.shape
        half = share.reshape(tall // 2, 2, wide // 2, 2).mean(axis=(1, 3))
        return _Layer(colour, (share, half, half), top, left)
