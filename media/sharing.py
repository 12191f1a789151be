"""The microphones of one room that share the word: listened to often, and ducked.

Rule: a timer runs only while there is something to share. A ducked microphone is not paused: its
owner, its consumers and its levels go on, only nothing of it is forwarded.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping

from classroom.media_messages import MediaEvent, WordTaken
from media.producer import Producer
from media.speakers import FLOOR
from media.word import Word

EVERY_SECONDS = 0.04  # two packets of sound
SILENT_SECONDS = 0.5  # without a packet a microphone counts as gone


class Sharing:
    """Half duplex in one room."""

    def __init__(
        self, room: str, producers: Mapping[str, Producer], emit: Callable[[MediaEvent], None]
    ) -> None:
        """Share nothing yet."""
        self._room = room
        self._producers = producers
        self._emit = emit
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._leading: frozenset[str] = frozenset()
        self._all: frozenset[str] = frozenset()
        self._word = Word()
        self._told: str | None = None

    def share(self, leading: Collection[str], others: Collection[str]) -> None:
        """Let these share the word from now on, and nobody else."""
        self._leading = frozenset(leading)
        self._all = self._leading.union(others)
        if not self._all:
            self._stop()
            self._word = Word()
            self._duck(None, self._loop.time())
        elif self._timer is None:
            self._listen()
        else:
            self._duck(self._word.holder, self._loop.time())

    @property
    def is_idle(self) -> bool:
        """Whether nothing is shared, and no timer runs."""
        return self._timer is None

    def close(self) -> None:
        """Listen no longer."""
        self._stop()

    def listen(self, now: float) -> None:
        """See who speaks, and duck the others."""
        loudness = {
            producer.id: stream.loudness
            for producer in self._producers.values()
            if producer.id in self._all and not producer.paused
            for stream in producer.streams
            if now - stream.last_arrival < SILENT_SECONDS and stream.loudness > FLOOR
        }
        self._duck(self._word.update(loudness, self._leading, now), now)

    def _listen(self) -> None:
        self._timer = self._loop.call_later(EVERY_SECONDS, self._listen)
        self.listen(self._loop.time())

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _duck(self, holder: str | None, now: float) -> None:
        for producer in self._producers.values():
            tells = any(stream.loudness > FLOOR for stream in producer.streams)
            producer.duck(
                holder is not None and producer.id in self._all and producer.id != holder and tells,
                now,
            )
        if holder != self._told:
            self._told = holder
            self._emit(WordTaken(room=self._room, producer=holder))
