"""What a worker's work weighs: measured in the worker, compared in the pool.

Rule: a room in which nothing moves yet weighs what a lesson is expected to: rooms are opened long
before their classes come, and ten lessons of one bell are not to find each other in one worker.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from media.worker_messages import Load

if TYPE_CHECKING:
    from media.rooms import Rooms  # the pool weighs without holding any of it

BEAT_SECONDS = 0.5
WINDOW = 8  # beats
EXPECTED = 0.04  # of a core: 1 + 3 take a third of it (bench.capacity), larger lessons more
FINEST = 0.02  # of a core: less than that is no difference
QUIET_SECONDS = 5.0


class LoadMeter:
    """Measures this process; `measure` is called once a beat."""

    def __init__(self, rooms: "Rooms", cpu: Callable[[], float] = time.process_time) -> None:
        """Begin; `cpu` tells the seconds of CPU that the process has used so far."""
        self._rooms = rooms
        self._cpu = cpu
        self._past: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        self._packets: deque[float] = deque(maxlen=WINDOW)
        self._sent = 0

    def measure(self, now: float) -> Load:
        """Return the load at loop time `now`."""
        used, sent = self._cpu(), self._rooms.packets_sent
        since, before = self._past[0] if self._past else (now - BEAT_SECONDS, used)
        self._past.append((now, used))
        # A consumer that is closed takes its count along.
        self._packets.append(max(0, sent - self._sent) / BEAT_SECONDS)
        self._sent = sent
        open_ = len(self._rooms)
        return Load(
            cpu=max(0.0, used - before) / max(now - since, BEAT_SECONDS),
            packets=sum(self._packets) / len(self._packets),
            rooms=open_,
            silent=open_ - self._rooms.lively(now - QUIET_SECONDS),
        )


def weight(load: Load, pinned: int) -> float:
    """Return what a worker with so many rooms pinned to it carries, in cores.

    Rooms that its last report does not know yet count as silent.
    """
    unheard = max(0, pinned - load.rooms)
    return round((load.cpu + EXPECTED * (load.silent + unheard)) / FINEST) * FINEST
