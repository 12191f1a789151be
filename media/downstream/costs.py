"""What each level costs one receiver, and what it gives of each track.

Rule: what is shown comes before who is seen. A screen or a document comes as one stream, whole or
as stills, so where one is on, cameras stand a level lower: letters are read when faces are small.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from classroom.media_messages import Level, Source

if TYPE_CHECKING:
    from media.downstream.consumer import Consumer
    from media.producer import Producer
    from media.upstream.stream import ProducerStream

TOP = 2  # the highest simulcast layer
NO_PICTURE = -1
CONTENT = (Source.SCREEN, Source.DOCUMENT)

# Bits a second with all headers, as long as nothing was measured (web/client: `encodings.ts`).
SOUND = 56_000
TWICE = 32_000  # for each time that sound goes along again (RFC 2198)
STILLS = 24_000
_CAMERA = {1: (1_500_000,), 2: (160_000, 1_500_000), 3: (160_000, 560_000, 1_600_000)}
_CONTENT = 600_000

HEADERS = 64  # bytes a packet: IPv4, UDP, RTP, SRTP's tag, an extension
FADE = 0.9  # of a rate that has fallen, what is still counted with a second later


class Grant(NamedTuple):
    """How much of one picture goes out: layers up to `limit`, or stills and nothing else."""

    limit: int
    stills: bool = False


def grant(level: Level, content: bool, beside: bool) -> Grant:
    """Return it for a track that is content or not, beside content that is shown or not."""
    return _GRANTS[2 * content + beside][level]


def _grant(level: Level, content: bool, beside: bool) -> Grant:
    if level is Level.SOUND:
        return Grant(NO_PICTURE)
    if level is Level.SLIDES or (level is Level.LOW and beside and not content):
        return Grant(0, stills=True)
    if content or level is Level.HIGH:
        return Grant(TOP)
    return Grant(level - Level.LOW - (1 if beside else 0))


# All there are, by content and beside: they are asked for many times a second for every receiver.
_GRANTS = tuple(
    tuple(_grant(level, content, beside) for level in Level)
    for content in (False, True)
    for beside in (False, True)
)


def shows(consumers: Collection["Consumer"]) -> bool:
    """Whether content is among them, and on."""
    return any(c.producer.source in CONTENT and not c.producer.paused for c in consumers)


def costs(consumers: Collection["Consumer"], rates: Mapping["ProducerStream", int]) -> list[int]:
    """Return bits a second by level; what is paused at its source counts, for it may come back."""
    beside = shows(consumers)
    found, stills = [0] * len(Level), [0] * len(Level)
    for consumer in consumers:
        producer = consumer.producer
        if consumer.paused:
            continue
        if not consumer.droppable:
            rate = max(SOUND, rates.get(producer.streams[0], 0)) + TWICE * consumer.redundancy
            found = [cost + rate for cost in found]
            continue
        for level, given in enumerate(_GRANTS[2 * (producer.source in CONTENT) + beside]):
            if given.stills:
                stills[level] = STILLS
            elif given.limit != NO_PICTURE:
                found[level] += _picture(producer, min(consumer.preferred, given.limit), rates)
    most = 0
    for level, still in enumerate(stills):
        found[level] = most = max(most, found[level] + still)
    return found


def _picture(producer: "Producer", layer: int, rates: Mapping["ProducerStream", int]) -> int:
    streams = producer.streams
    layer = min(layer, len(streams) - 1)
    measured = rates.get(streams[layer], 0)
    if measured:
        return measured
    if producer.source in CONTENT:
        return _CONTENT
    return _CAMERA.get(len(streams), _CAMERA[3])[min(layer, TOP)]


class Rates:
    """What each stream of a room takes of a line, measured once a second for all who receive it.

    A rate counts at once when it rises, and fades when it falls: what moved will move again.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self.of: dict[ProducerStream, int] = {}
        self._seen: dict[ProducerStream, int] = {}
        self._at: float | None = None

    def update(self, streams: Collection["ProducerStream"], now: float) -> None:
        """Measure since the last call."""
        elapsed = 0.0 if self._at is None else now - self._at
        self._at = now
        rates: dict[ProducerStream, int] = {}
        seen: dict[ProducerStream, int] = {}
        for stream in streams:
            reception = stream.reception
            size = reception.bytes + HEADERS * (reception.received + reception.repaired)
            before, known = self._seen.get(stream), self.of.get(stream, 0)
            seen[stream] = size
            if before is not None and elapsed > 0:
                rate = max(0, round((size - before) * 8 / elapsed))
                if (
                    rate
                ):  # one that is not sent, paused or for want of anybody, comes back as it was
                    known = max(rate, round(known * FADE + rate * (1 - FADE)))
            rates[stream] = known
        self.of, self._seen = rates, seen
