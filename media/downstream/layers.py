"""Which of a producer's simulcast layers a consumer is to have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classroom.failures import BadMessage

if TYPE_CHECKING:
    from media.upstream.stream import ProducerStream

SILENT = 0.8  # seconds behind the producer's newest packet: that layer is not being sent
STEADY = 1.0  # seconds that a layer must have been there before someone leaves another for it


def sending(last_arrivals: Sequence[float]) -> list[bool]:
    """Say which layers are being sent, by when each one's last packet came.

    They are compared with each other and not with the clock: when all are silent (a still screen,
    a broken line) nothing is gained by switching.
    """
    newest = max(last_arrivals, default=float("-inf"))
    if newest == float("-inf"):
        return [False] * len(last_arrivals)
    return [newest - last <= SILENT for last in last_arrivals]


def choose(preferred: int, alive: Sequence[bool]) -> int | None:
    """Return the best layer up to `preferred`, else the lowest above it, else None."""
    top = min(preferred, len(alive) - 1)
    for layer in range(top, -1, -1):
        if alive[layer]:
            return layer
    for layer in range(top + 1, len(alive)):
        if alive[layer]:
            return layer
    return None


def check_layer(layer: int) -> None:
    """Raise BadMessage `bad_layer` unless it is 0, 1 or 2."""
    if not 0 <= layer <= 2:
        raise BadMessage("bad_layer")


def best(
    streams: "Sequence[ProducerStream]",
    preferred: int,
    current: "ProducerStream | None",
    now: float,
) -> "ProducerStream | None":
    """Return the stream to be sent to who has `current`, which may stay, at loop time `now`."""
    if len(streams) == 1:
        return streams[0]
    alive = sending([s.last_arrival for s in streams])
    if current is not None and alive[current.layer]:
        for stream in streams:
            if stream is not current and now - stream.alive_since < STEADY:
                alive[stream.layer] = False
    chosen = choose(preferred, alive)
    return current if chosen is None else streams[chosen]
