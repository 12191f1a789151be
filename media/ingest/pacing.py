"""When each piece of a film is sent: one clock for sound and picture, never running backwards.

Rule 1: nothing here reads a clock, sleeps or locks; time comes in as `now` (seconds, monotonic).
Rule 2: what goes out of `Timeline` only grows, track by track, whatever the source's timestamps do.
Rule 3: `Schedule` has a bound; who fills it asks `room` first.
"""

import heapq
import random
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

LEAD = 3.0
"""Seconds that reading may be ahead of playing: films interleave that coarsely."""
MOST_WAITING = 2_000
"""Pieces in a schedule at most; a second of film is about 75."""
HEAD_START = 0.4
"""Seconds between the first piece and its playing, so that the other track is not late at once."""
SLIP = 2.0
"""Seconds behind real time at which the clock is set back, rather than sending a burst."""
JUMP = 5.0
"""A step in the source's timestamps, seconds, that is a mistake and not a pause."""
_LEAST_STEP = 0.001


class Timeline:
    """Turns the source's timestamps into seconds since the start, across loops and losses."""

    def __init__(self) -> None:
        """Start at 0."""
        self._shift: float | None = None  # added to the source's seconds
        self._start_of_take = 0.0
        self._last: dict[Hashable, float] = {}
        self._step: dict[Hashable, float] = {}

    @property
    def end(self) -> float:
        """When all that was placed so far has been played."""
        return max(
            (last + self._step[track] for track, last in self._last.items()),
            default=self._start_of_take,
        )

    def begin_take(self, source_start: float | None = None, at: float = 0.0) -> None:
        """Another pass of the film begins: at its end so far, or later, at `at`.

        `source_start`: the source's seconds at its beginning, or None: those of its first piece.
        """
        self._start_of_take = max(self.end, at)
        self._shift = None if source_start is None else self._start_of_take - source_start

    def peek(self, source_time: float) -> float:
        """Return about when a piece would play, placing nothing."""
        return self.end if self._shift is None else source_time + self._shift

    def place(self, track: Hashable, source_time: float, duration: float) -> float:
        """Return when this piece plays."""
        if self._shift is None:
            self._shift = self._start_of_take - source_time
        time = source_time + self._shift
        last = self._last.get(track)
        if last is not None:
            expected = last + self._step[track]
            if not -JUMP < time - expected < JUMP and last >= self._start_of_take:
                self._shift += expected - time
                time = expected
            time = max(time, last + _LEAST_STEP)
        self._last[track] = max(time, self._start_of_take)
        self._step[track] = min(max(duration, _LEAST_STEP), 1.0)
        return self._last[track]


@dataclass(frozen=True, slots=True, order=True)
class _Waiting(Generic[T]):
    time: float
    number: int
    piece: T = None  # type: ignore[assignment]  # excluded from order by `number`


class Schedule(Generic[T]):
    """Pieces waiting for their time. A live source is not held back: each is due as it comes."""

    def __init__(self, *, live: bool) -> None:
        """Start empty, with the clock not yet running."""
        self._live = live
        self._heap: list[_Waiting[T]] = []
        self._number = 0
        self._start: float | None = None  # `now` at which time 0 plays

    def __len__(self) -> int:
        """Pieces waiting."""
        return len(self._heap)

    def room(self, time: float, now: float) -> bool:
        """Whether a piece of that time may be put in now."""
        if len(self._heap) >= MOST_WAITING:
            return False
        return self._live or self._start is None or time - (now - self._start) <= LEAD

    def put(self, time: float, piece: T, now: float) -> None:
        """Add a piece; the first starts the clock. A live clock follows its source: nothing comes
        before its time, so that the piece that came quickest tells the time best.
        """
        if self._start is None:
            self._start = now - time + (0.0 if self._live else HEAD_START)
        elif self._live and not 0.0 <= now - self._start - time <= SLIP:
            self._start = now - time
        self._number += 1
        heapq.heappush(self._heap, _Waiting(time, self._number, piece))

    def take(self, now: float) -> tuple[float, T] | None:
        """Return the next piece that is due, with `now` at which it was to be sent, or None."""
        if not self._heap or self._start is None:
            return None
        due = self._start + self._heap[0].time
        if not self._live:
            if due > now:
                return None
            if now - due > SLIP:
                self._start += now - due
                due = now
        return due, heapq.heappop(self._heap).piece

    def wait(self, now: float) -> float | None:
        """Return the seconds until the next piece is due; None when nothing waits."""
        if not self._heap or self._start is None:
            return None
        return 0.0 if self._live else max(0.0, self._start + self._heap[0].time - now)

    def elapsed(self, now: float) -> float:
        """Return how long the clock has run, seconds; 0 before the first piece."""
        return 0.0 if self._start is None else max(0.0, now - self._start)

    def late(self, time: float, now: float) -> float:
        """Return how far behind real time a piece of that time is, seconds, at least 0.

        Beyond `SLIP` the clock is set back instead, so that what is left out ends.
        """
        if self._start is None:
            return 0.0
        late = max(0.0, now - self._start - time)
        if late > SLIP:
            self._start += late
            return 0.0
        return late


class BackOff:
    """Pauses between attempts: doubled from 1 s to 30 s, each shortened at random by up to half."""

    FIRST, LONGEST = 1.0, 30.0

    def __init__(self, source: random.Random | None = None) -> None:
        """Use `source` of chance, or a fresh one."""
        self._random = source or random.Random()
        self._next = self.FIRST

    def pause(self) -> float:
        """Return the next pause, seconds."""
        pause = self._next * self._random.uniform(0.5, 1.0)
        self._next = min(self.LONGEST, self._next * 2)
        return pause

    def reset(self) -> None:
        """It worked: the next pause is short again."""
        self._next = self.FIRST
