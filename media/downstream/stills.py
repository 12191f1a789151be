"""Still pictures for a receiver whose line takes no more: whole keyframes, one at a time.

Rule 1: nothing is decoded. A still is the latest whole keyframe of the lowest layer, as it is kept
anyway (`media.stills.kept`), sent packet by packet no faster than the line allows, so that sound
finds its way between them; its numbers go on where the receiver's line stands.
Rule 2: a keyframe is asked for when none is fresh, together with all others who need one; how often
follows from how long the last one took.
"""

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Protocol

from classroom.media_messages import Kind
from media.downstream.costs import CONTENT
from media.ortc.codecs import Codec
from media.payload import vp8
from media.stills.kept import Picture
from media.upstream.history import StoredPacket

if TYPE_CHECKING:
    from media.downstream.consumer import Consumer
    from media.upstream.stream import ProducerStream

FRESH = 5.0  # seconds; an older picture is sent only where no keyframe can be had
ASK_AGAIN = 2.0  # seconds without one, until it is asked for again
SETTLE_FOR = 6.0  # seconds without one, until any that is newer than the last sent will do
LEAST, MOST = 5.0, 30.0  # seconds from one still of a track to its next
CAMERA_SHARE, CONTENT_SHARE = 6.0, 3.0  # of that, how many times what sending it took
BLIND_RATE = 64_000  # bits a second where no estimate is known
LEAST_RATE, MOST_RATE = 24_000, 400_000
_FIRST = 1  # number of a still's first packet, in its own count


class Timers(Protocol):
    """What is needed of an event loop, so that a test can be its own clock."""

    def time(self) -> float:
        """Return loop time in seconds."""
        ...

    def call_later(self, delay: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        """Call `callback` after `delay` seconds."""
        ...


class StillHistory:
    """The packets of one still, for whoever asks for one again."""

    __slots__ = ("packets",)

    def __init__(self, packets: tuple[StoredPacket, ...]) -> None:
        """Keep them."""
        self.packets = packets

    def get(self, number: int) -> StoredPacket | None:
        """Return the packet with this number, or None."""
        at = number - _FIRST
        return self.packets[at] if 0 <= at < len(self.packets) else None


class StillSource:
    """One still as a source that a receiver's line is continued with."""

    __slots__ = ("highest", "history", "picture", "timestamp", "tl0")

    def __init__(self, picture: Picture, codec: Codec, timestamp: int) -> None:
        """Number the packets of `picture`; all of them have `timestamp`."""
        self.picture, self.tl0 = -1, -1
        if codec is Codec.VP8:
            self.picture, _, self.tl0 = vp8.picture_numbers(picture.payloads[0])
        self.timestamp = timestamp
        self.highest = _FIRST - 1  # none has gone out
        end = len(picture.payloads) - 1
        self.history = StillHistory(
            tuple(
                StoredPacket(
                    _FIRST + index,
                    picture.arrival,
                    timestamp,
                    0x80 if index == end else 0,
                    self.picture,
                    self.tl0,
                    payload,
                )
                for index, payload in enumerate(picture.payloads)
            )
        )


class StillRun:
    """One still on its way to one receiver."""

    __slots__ = ("_at", "_consumer", "_packets", "_source", "_span")

    def __init__(self, consumer: "Consumer", source: StillSource, at: float) -> None:
        """Go over to a still that is all there at loop time `at`."""
        consumer.end_still()
        consumer.leave()
        self._consumer, self._source, self._at = consumer, source, at
        self._packets = iter(source.history.packets)
        self._span = consumer.line.begin(
            source, source.highest + 1, source.timestamp, source.picture, source.tl0, at
        )
        consumer.still = self

    def send(self, now: float) -> int | None:
        """Send the next packet and return its size in bytes; 0 when it was the last, or None when
        it cannot go on.
        """
        consumer, span = self._consumer, self._span
        packet = next(self._packets, None)
        if packet is None:
            return 0
        if consumer.still is not self or not consumer.takes_stills(now):
            return None
        self._source.highest = packet.number
        refused = consumer.refusals
        stamp = span.timestamp(packet.number, packet.timestamp)
        consumer.send_stored(packet, span, consumer.outgoing.payload_type, stamp, now)
        return len(packet.payload) if consumer.refusals == refused else None

    def end(self) -> None:
        """Let the line go on from here; called by its consumer."""
        source = self._source
        self._consumer.line.end(
            source.highest, source.timestamp, source.picture, source.tl0, self._at
        )


class _Entry:
    """What one consumer has had."""

    __slots__ = ("asked_at", "due", "late_from", "sent")

    def __init__(self, now: float) -> None:
        self.due = now
        self.late_from = now
        self.asked_at = float("-inf")
        self.sent = float("-inf")  # when the picture that was sent last came


class Stills:
    """All stills of one receiver, one after another."""

    def __init__(self, timers: Timers) -> None:
        """Send nothing yet."""
        self._timers = timers
        self._entries: dict[Consumer, _Entry] = {}
        self._rate = BLIND_RATE
        self._handle: asyncio.TimerHandle | None = None
        self._consumer: Consumer | None = None
        self._run: StillRun | None = None
        self.sent = 0

    def look(self, consumers: Collection["Consumer"], spare: int | None, now: float) -> None:
        """See to it that those of `consumers` that are to have stills get them. `spare` is what the
        line takes in beside the sound, in bits a second, if that is known.
        """
        rate = BLIND_RATE if spare is None else round(spare * 0.7)
        self._rate = max(LEAST_RATE, min(MOST_RATE, rate))
        wanting = {c for c in consumers if c.only_stills and c.outgoing.kind is Kind.VIDEO}
        for gone in self._entries.keys() - wanting:
            del self._entries[gone]
        for new in wanting - self._entries.keys():
            self._entries[new] = _Entry(now)
        if self._run is not None:
            return
        due = [(c, e) for c, e in self._entries.items() if e.due <= now and c.takes_stills(now)]
        for consumer, entry in sorted(due, key=_turn):
            picture = self._picture(consumer, entry, now)
            if picture is not None:
                self._begin(consumer, entry, picture, now)
                return

    def close(self) -> None:
        """Send no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._consumer = self._run = None
        self._entries.clear()

    def _picture(self, consumer: "Consumer", entry: _Entry, now: float) -> Picture | None:
        stream = _lowest(consumer, now)
        if stream is None or stream.still is None:
            return None
        picture = stream.still.picture
        if picture is not None and picture.arrival > entry.sent:
            late = now - entry.late_from >= SETTLE_FOR
            if now - picture.arrival <= FRESH or late:
                return picture
        if now - entry.asked_at >= ASK_AGAIN:
            entry.asked_at = now
            consumer.producer.keyframes.ask(stream)
        return None

    def _begin(self, consumer: "Consumer", entry: _Entry, picture: Picture, now: float) -> None:
        took = picture.size * 8 / self._rate
        share = CONTENT_SHARE if consumer.producer.source in CONTENT else CAMERA_SHARE
        entry.sent = picture.arrival
        entry.due = entry.late_from = now + max(LEAST, min(MOST, took * share))
        source = StillSource(picture, consumer.outgoing.codec, _stamp(consumer))
        # Stamped as of the moment when it is all there: a browser that saw it late would keep the
        # sound back for it.
        self._consumer, self._run = consumer, StillRun(consumer, source, now + took)
        self._next()

    def _next(self) -> None:
        self._handle = None
        consumer, run = self._consumer, self._run
        if consumer is None or run is None:
            return
        size = run.send(self._timers.time())
        if size:
            self._handle = self._timers.call_later(size * 8 / self._rate, self._next)
            return
        if consumer.still is run:
            consumer.end_still()
        self._consumer = self._run = None
        self.sent += size == 0


def _turn(item: tuple["Consumer", _Entry]) -> tuple[bool, float]:
    consumer, entry = item
    return consumer.producer.source not in CONTENT, entry.due


def _lowest(consumer: "Consumer", now: float) -> "ProducerStream | None":
    """Return the lowest layer that comes."""
    streams = [s for s in consumer.producer.streams if s.highest >= 0 and s.still is not None]
    newest = max((s.last_arrival for s in streams), default=0.0)
    return next((s for s in streams if newest - s.last_arrival < ASK_AGAIN), None)


def _stamp(consumer: "Consumer") -> int:
    return consumer.producer.streams[0].timestamp
