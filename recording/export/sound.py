"""All sound of an export as one: each track by the wall clock, mixed, never clipped.

Rule: a track's segments follow each other without a seam as long as they are where the clock says,
within a few milliseconds; they are stretched by less than anybody hears to stay there, and set anew
where something is missing. Bounded: of each track one segment waits.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame

from classroom.media_messages import Source
from recording.export.order import Order
from recording.export.reading import RATE, Sound, Stretch, stretches
from recording.manifest.index import IndexedTrack

BLOCK = 1024 * 47  # samples mixed at a time: whole AAC frames, about a second
STEADY = RATE // 500  # samples off the clock that are left alone
ELASTIC = RATE // 20  # that are made up for by stretching; more is a hole, or a jump
LOUDEST = 0.97
BITS = 128_000


class Tape:
    """One track's sound on the film's time line, read block by block."""

    def __init__(self, sounds: Iterator[Stretch], since: float) -> None:
        """`since` is the wall-clock time of sample 0."""
        self._sounds, self._since = sounds, since
        self._end = 0  # where the last segment ended, samples
        self._wait: tuple[int, Sound] | None = None
        self._over = False

    def read(self, start: int, count: int) -> Sound | None:
        """Return the samples from `start`, silence where there are none; None: silence only."""
        block: Sound | None = None
        while self._wait is not None or not self._over:
            if self._wait is None:
                self._wait = self._next()
                continue
            at, sound = self._wait
            if at >= start + count:
                break
            first, last = max(at, start), min(at + sound.shape[1], start + count)
            if first < last:
                if block is None:
                    block = np.zeros((2, count), np.float32)
                block[:, first - start : last - start] = sound[:, first - at : last - at]
            if at + sound.shape[1] > start + count:
                break
            self._wait = None
        return block

    def _next(self) -> tuple[int, Sound] | None:
        found = next(self._sounds, None)
        if found is None:
            self._over = True
            return None
        at, sound = round((found.at - self._since) * RATE), found.sound
        off = at - self._end
        if self._end and abs(off) <= ELASTIC:
            at = self._end
            if abs(off) > STEADY:
                # Whatever is off by now is made up for until this segment's end.
                sound = _stretched(sound, sound.shape[1] + off)
        self._end = at + sound.shape[1]
        return at, sound


def mixed(tapes: list[Tape], samples: int) -> Iterator[Sound]:
    """Yield so many samples of all of them, in blocks."""
    gain = 1.0
    for start in range(0, samples, BLOCK):
        count = min(BLOCK, samples - start)
        whole = np.zeros((2, count), np.float32)
        for tape in tapes:
            block = tape.read(start, count)
            if block is not None:
                whole += block
        loud = float(np.abs(whole).max(initial=0.0))
        wanted = min(1.0, LOUDEST / loud) if loud else 1.0
        # Down at once, up slowly: no word is torn, and nothing pumps.
        after = wanted if wanted < gain else min(wanted, gain + 0.1)
        whole *= np.linspace(min(gain, wanted), min(after, wanted), count, dtype=np.float32)
        gain = after
        yield whole


def write_sound(order: Order, path: Path) -> None:
    """Write the film's sound as AAC."""
    tracks = [
        track for track in order.index.tracks if track.track in order.tracks and _heard(track)
    ]
    tapes = [
        Tape(stretches(Path(order.folder), track, order.since, order.until), order.since)
        for track in tracks
    ]
    samples = round(order.frames / order.rate * RATE)
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = BITS
        at = 0
        for block in mixed(tapes, samples):
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            file.mux(stream.encode(frame))
            at += block.shape[1]
        file.mux(stream.encode(None))


def _heard(track: IndexedTrack) -> bool:
    return track.source in (Source.MICROPHONE, Source.SCREEN_SOUND)


def _stretched(sound: Sound, length: int) -> Sound:
    have = sound.shape[1]
    if length < 2 or have < 2:
        return sound
    at = np.linspace(0, have - 1, length)
    where = np.arange(have)
    return np.stack([np.interp(at, where, side) for side in sound]).astype(np.float32)
