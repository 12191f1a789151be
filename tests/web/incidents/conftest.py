"""A county whose clock stands at nine, and a real picture."""

from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from aiortc.codecs.vpx import Vp8Encoder

from media.payload import vp8
from tests.web.api.county import County
from tests.web.api.shut_lesson import Clock, running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def county(tmp_path: Path, clock: Clock) -> AsyncIterator[County]:
    async with running(tmp_path, clock) as made:
        yield made


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A keyframe, VP8."""
    shown = np.full((180, 320, 3), 90, np.uint8)
    frame = av.VideoFrame.from_ndarray(shown, format="rgb24").reformat(format="yuv420p")
    frame.pts, frame.time_base = 0, Fraction(1, 90000)
    packed, _ = Vp8Encoder().encode(frame, force_keyframe=True)
    return vp8.frame(packed)
