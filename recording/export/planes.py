"""The film's picture as planes of bytes (yuv420p), and pasting into it.

Rule: every place and every size is even, so that a pixel of colour never straddles an edge.
"""

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from recording.export.plan import Box

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
GROUND = (27, 131, 124)  # what is behind everything: a dark blue grey, as on the review page


class Canvas:
    """One picture that is painted on again and again."""

    def __init__(self, width: int, height: int) -> None:
        """Begin with the ground."""
        self.width, self.height = width, height
        self._all = np.empty((height * 3 // 2, width), np.uint8)
        flat = self._all.reshape(-1)
        luma, chroma = width * height, width * height // 4
        self.planes: Planes = (
            flat[:luma].reshape(height, width),
            flat[luma : luma + chroma].reshape(height // 2, width // 2),
            flat[luma + chroma :].reshape(height // 2, width // 2),
        )
        self.clear(Box(0, 0, width, height))

    def clear(self, box: Box) -> None:
        """Let the ground show there."""
        for plane, value, by in zip(self.planes, GROUND, (1, 2, 2), strict=True):
            plane[
                box.y // by : (box.y + box.height) // by, box.x // by : (box.x + box.width) // by
            ] = value

    def paste(self, picture: Planes, x: int, y: int) -> None:
        """Lay a picture with its top left corner there."""
        for plane, part, by in zip(self.planes, picture, (1, 2, 2), strict=True):
            height, width = part.shape
            plane[y // by : y // by + height, x // by : x // by + width] = part

    def frame(self, number: int, rate: int) -> VideoFrame:
        """Return the picture as it is now, the film's `number`th from 0."""
        frame = VideoFrame.from_ndarray(self._all, format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, rate)
        return frame


def fitted(width: int, height: int, box: Box) -> Box:
    """Return where a picture of this shape lies in the box: whole, in its middle.

    >>> fitted(640, 480, Box(0, 0, 320, 180))
    Box(x=40, y=0, width=240, height=180)
    """
    by = min(box.width / width, box.height / height)
    wide, tall = max(2, round(width * by) & ~1), max(2, round(height * by) & ~1)
    x = box.x + ((box.width - wide) // 2 & ~1)
    return Box(x, box.y + ((box.height - tall) // 2 & ~1), wide, tall)


class Scaler:
    """Scales the pictures of one tile; what it set up for the last serves the next."""

    def __init__(self) -> None:
        """Set nothing up yet."""
        self._reformatter = VideoReformatter()

    def scaled(self, frame: VideoFrame, width: int, height: int) -> Planes:
        """Return the frame in this size."""
        small = self._reformatter.reformat(
            frame, width, height, "yuv420p", interpolation=Interpolation.BILINEAR, threads=1
        )
        return planes_of(small)


def planes_of(frame: VideoFrame) -> Planes:
    """Return a yuv420p frame's planes; they are its own memory."""
    made = []
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        made.append(rows[:, : plane.width])
    return made[0], made[1], made[2]


def painted(image: Image.Image) -> Planes:
    """Return a drawing of even size as planes."""
    frame = VideoFrame.from_ndarray(np.asarray(image.convert("RGB")), format="rgb24")
    return planes_of(frame.reformat(format="yuv420p"))
