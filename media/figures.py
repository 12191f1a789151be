"""What a worker carries, counted for whoever runs the server.

Rule: nothing here is in a packet's way, and nothing tells one lesson or person from another: once a
second it is looked by how much each track's own counters have grown. A track that lived for less
than that is not counted whole.
"""

import asyncio
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from classroom.media_messages import Source
from media import memory
from media.counters import Counters
from media.worker_messages import Carried, Figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from media.downstream.consumer import Consumer
    from media.room import Room
    from media.upstream.stream import ProducerStream

LOOK_SECONDS = 1.0
FROZEN_SECONDS = 2.0  # a camera's picture that stands still for so long is a freeze


class Figuring:
    """The totals of one worker since it began."""

    def __init__(self, counters: Counters, now: float) -> None:
        """Begin at loop time `now`; `counters` are the endpoint's."""
        self._counters = counters
        self._next = now + LOOK_SECONDS
        self._ticked = now
        self._lag = 0.0
        self._carried: dict[str, Carried] = {"audio": Carried(), "video": Carried()}
        self._freezes = 0
        self._streams: dict[ProducerStream, tuple[int, int, int]] = {}
        self._consumers: dict[Consumer, tuple[int, int]] = {}
        self._frozen: set[Consumer] = set()

    def tick(self, rooms: "Iterable[Room]", now: float, planned: float) -> Figures | None:
        """Look if it is time; called by a clock that meant to wait `planned` seconds."""
        self._lag = max(self._lag, now - self._ticked - planned)
        self._ticked = now
        if now < self._next:
            return None
        self._next = now + LOOK_SECONDS
        every = list(rooms)
        self._look_at_streams(every)
        self._look_at_consumers(every, now)
        lag, self._lag = self._lag, 0.0
        return Figures(
            cpu_seconds=time.process_time(),
            memory_bytes=memory.resident(),
            lag_seconds=lag,
            rooms=len(every),
            peers=sum(len(room.peers) for room in every),
            tasks=len(asyncio.all_tasks()),
            carried=self._carried,
            freezes=self._freezes,
            dropped=asdict(self._counters),
        )

    def _look_at_streams(self, rooms: "list[Room]") -> None:
        seen: dict[ProducerStream, tuple[int, int, int]] = {}
        for room in rooms:
            for producer in room.producers.values():
                total = self._carried[producer.kind.value]
                for stream in producer.streams:
                    if stream.highest < 0:
                        continue
                    count = stream.reception
                    came = count.received + count.repaired
                    now = (stream.highest - count.first + 1, came, count.bytes)
                    seen[stream] = now
                    was = self._streams.get(stream, (0, 0, 0))
                    if now[0] < was[0]:  # its sender started its numbers over
                        was = (0, 0, was[2])
                    total.expected_in += now[0] - was[0]
                    total.packets_in += max(0, now[1] - was[1])
                    total.bytes_in += now[2] - was[2]
        self._streams = seen

    def _look_at_consumers(self, rooms: "list[Room]", now: float) -> None:
        seen: dict[Consumer, tuple[int, int]] = {}
        frozen: set[Consumer] = set()
        for room in rooms:
            for peer in room.peers.values():
                for consumer in peer.consumers.values():
                    producer = consumer.producer
                    total = self._carried[producer.kind.value]
                    was = self._consumers.get(consumer, (0, 0))
                    seen[consumer] = sent = (consumer.packets, consumer.octets)
                    total.packets_out += sent[0] - was[0]
                    total.bytes_out += sent[1] - was[1]
                    total.lost_out += consumer.lost_fraction * (sent[0] - was[0])
                    stream = consumer.current
                    if (
                        producer.source is Source.CAMERA
                        and stream is not None
                        and now - stream.last_arrival > FROZEN_SECONDS
                    ):
                        frozen.add(consumer)
        self._freezes += len(frozen - self._frozen)
        self._consumers, self._frozen = seen, frozen
