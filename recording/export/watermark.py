"""The name of whoever asked for the film, wandering over it.

Rule: it is in every picture, in another place every few seconds, always over what there is
to be seen, so that no crop takes it off; it is light, so that what is below can be read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import numpy as np

from recording.export.lettering import written
from recording.export.plan import Box
from recording.export.planes import Canvas

STAYS = 12.0  # seconds in one place
STRENGTH = 0.34
RIM = 0.20
LIGHT, DARK, MIDDLE = np.float32(235), np.float32(16), 126


class Watermark:
    """Blends the words into pictures."""

    def __init__(self, words: str, width: int, height: int) -> None:
        """Write them once; "" blends nothing."""
        self._mask = None
        self._words = words
        if not words:
            return
        size = max(12, height // 30)
        mask = written(words, size)
        while mask.shape[1] > width - 8 and size > 8:
            size -= 2
            mask = written(words, size)
        mask = mask[:, : width - 8]
        self._mask = mask.astype(np.float32) / 255
        rim = np.zeros_like(self._mask)
        rim[1:, 1:] = self._mask[:-1, :-1]
        self._rim = np.clip(rim - self._mask, 0, 1)

    def place(self, at: float, within: Box) -> tuple[int, int]:
        """Return its top left corner, `at` seconds into the film."""
        assert self._mask is not None
        tall, wide = self._mask.shape
        chance = sha256(f"{self._words}{int(at // STAYS)}".encode()).digest()
        across, down = (int.from_bytes(chance[n : n + 4]) / 2**32 for n in (0, 4))
        x, y = within.x + 4, within.y + 4
        across, down = across * (within.width - wide - 8), down * (within.height - tall - 8)
        return int(x + across), int(y + down)

    @contextmanager
    def on(self, canvas: Canvas, at: float, picture: Box) -> Iterator[None]:
        """Let the canvas have it for as long as the block lasts, within its main picture."""
        if self._mask is None:
            yield
            return
        tall, wide = self._mask.shape
        if picture.width < wide + 8 or picture.height < tall + 8:
            picture = Box(0, 0, canvas.width, canvas.height)
        x, y = self.place(at, picture)
        luma = canvas.planes[0][y : y + tall, x : x + wide]
        below = luma.copy()
        words, rim = (DARK, LIGHT) if below.mean() > MIDDLE else (LIGHT, DARK)
        drawn = below + (words - below) * (self._mask * STRENGTH)
        luma[:] = drawn + (rim - drawn) * (self._rim * RIM)
        yield
        luma[:] = below
