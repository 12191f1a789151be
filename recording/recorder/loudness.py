"""How loud a microphone is: one packet in ten decoded, in a thread.

Rule: this is the only thing in the recorder that decodes, and what it decodes is thrown away. A
decoder that is given every tenth packet is wrong in detail, and right about silence.
"""

from collections.abc import Sequence

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.error import FFmpegError

EVERY = 10
"""Packets: five a second of 20 ms each, which costs 0.02 % of a core a microphone."""
MOST_WAITING = 16


class Listener:
    """One microphone. `offer` is the event loop's, `peak` a thread's, one call at a time."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._decoder: AudioCodecContext | None = None
        self._count = 0
        self._waiting: list[bytes] = []

    def offer(self, packet: bytes) -> None:
        """Take one Opus packet; most are left out."""
        self._count += 1
        if self._count % EVERY == 0 and len(self._waiting) < MOST_WAITING:
            self._waiting.append(packet)

    @property
    def waiting(self) -> bool:
        """Whether there is something to listen to."""
        return bool(self._waiting)

    def peak(self) -> float:
        """Decode what waits, and return its loudest sample, 0…1; packets of rubbish are silent."""
        waiting, self._waiting = self._waiting, []
        if self._decoder is None:
            decoder = av.CodecContext.create("opus", "r")
            assert isinstance(decoder, AudioCodecContext)  # Opus is sound
            decoder.sample_rate, decoder.layout = 48_000, "stereo"
            self._decoder = decoder
        loudest = 0.0
        for packet in waiting:
            try:
                for frame in self._decoder.decode(av.Packet(packet)):
                    loudest = max(loudest, float(np.abs(frame.to_ndarray()).max(initial=0.0)))
            except FFmpegError:
                continue
        return loudest


def peaks_of(listeners: Sequence[Listener]) -> list[float]:
    """Return the loudest sample of each."""
    return [listener.peak() for listener in listeners]
