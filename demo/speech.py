"""The demo film's sound: words by espeak-ng, and a few plucked notes made by arithmetic.

Rule: sound is float32 mono at 48 kHz, -1…1, and the same every time it is made.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float32]

# Gong, shang, jue, zhi, yu on G: the five notes of an old tune never quarrel with one another.
_GONG, _SHANG, _JUE, _ZHI, _YU = 392.0, 440.0, 493.88, 587.33, 659.25
MELODY = (_ZHI, _YU, _ZHI, _JUE, _SHANG, _JUE, _GONG, _SHANG, _JUE, _ZHI, _JUE, _SHANG, _GONG)


def say(text: str, *, speed: int = 170, pitch: int = 58) -> Sound:
    """Read `text` in Mandarin.

    Raises:
        FileNotFoundError: espeak-ng is not installed.
        subprocess.CalledProcessError: espeak-ng has no such voice.
    """
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "speech.wav"
        subprocess.run(
            ["espeak-ng", "-v", "cmn", "-s", str(speed), "-p", str(pitch), "-w", str(wave), text],
            check=True,
            capture_output=True,
            timeout=60,
        )
        sound = _read(wave)
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    if loud.size:
        sound = sound[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20]
    sound *= 0.5 / max(float(np.abs(sound).max(initial=0)), 0.01)
    return sound


def _read(path: Path) -> Sound:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32)


def pluck(frequency: float, seconds: float, seed: int = 0) -> Sound:
    """Return one plucked string (Karplus and Strong, 1983)."""
    period = round(RATE / frequency)
    string = np.random.default_rng(seed).uniform(-1, 1, period)
    rounds = []
    for _ in range(int(seconds * RATE / period) + 1):
        rounds.append(string)
        string = 0.497 * (string + np.roll(string, -1))
    return np.concatenate(rounds)[: int(seconds * RATE)].astype(np.float32)


def tune(seconds: float, *, beat: float = 0.62, notes: Sequence[float] = MELODY) -> Sound:
    """Return a slow tune of that length, fading out at its end."""
    sound = np.zeros(int(seconds * RATE), np.float32)
    for index in range(int(seconds / beat)):
        note = pluck(notes[index % len(notes)], 2.0, seed=index)
        start = int(index * beat * RATE)
        piece = note[: sound.size - start]
        sound[start : start + piece.size] += piece
    fade = min(sound.size, RATE)
    sound[sound.size - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    quiet: Sound = (sound * 0.16).astype(np.float32)
    return quiet


def loudness(sound: Sound, fps: int) -> NDArray[np.float32]:
    """Return the sound's level in each picture of a film, 0…1."""
    size = RATE // fps
    frames = sound[: sound.size // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1))
    levels: Sound = np.minimum(1, level / 0.14).astype(np.float32)
    return levels
