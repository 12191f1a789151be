"""A transport whose consumers' packets go to another process of ours: the recorder's.

Rule 1: to consumers it is a transport like any other (`SendTransport`), and nobody else notices
it: what finds no room is dropped, counted and told, pictures before sound.
Rule 2: there is no line to guard: no limits by loss, no retransmission, no reports come back.
"""

import asyncio
import secrets
import struct
from collections.abc import Callable

import msgspec

from classroom.failures import BadMessage
from classroom.packet_messages import (
    MAX_FRAME,
    Attach,
    Dropped,
    Ended,
    FromRecorder,
    Layer,
    Muted,
    Packet,
    Report,
    ToRecorder,
)
from media.clocks import WallClock
from media.downstream.consumer import Consumer
from media.downstream.local_socket import LocalSocket

# Bytes that wait for the recorder: pictures to the first bound, sound to the second, what must be
# known to the third; beyond it the recorder counts as gone. The first is 16 s of a 720p track.
PICTURE_LIMIT = 3 * 1024 * 1024
SOUND_LIMIT = 4 * 1024 * 1024
HARD_LIMIT = SOUND_LIMIT + 256 * 1024

_HEADER = struct.Struct("!BBHII")
_DECODER = msgspec.msgpack.Decoder(FromRecorder)
_ENCODER = msgspec.msgpack.Encoder()


class DirectTransport:
    """Consumers out to one process on this machine."""

    def __init__(
        self,
        path: str,
        ticket: str,
        *,
        wall_clock: WallClock,
        on_connected: Callable[["DirectTransport", str], None],
        on_lost: Callable[["DirectTransport", str], None],
    ) -> None:
        """Connect to the recorder's socket; packets flow from the event loop's next turn on.

        Raises:
            Refused: `not_ready`: nobody listens there.
        """
        self.id = secrets.token_hex(8)
        self.connected = False
        self.protocol: str | None = None
        self.outlet = None  # packets go by a socket of another kind
        self._loop = asyncio.get_running_loop()
        self._wall_clock = wall_clock
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._consumers: dict[int, Consumer] = {}
        self._told: dict[str, tuple[int | None, bool]] = {}  # layer and pause, by consumer
        self._dropped: dict[str, int] = {}
        self._begun: set[int] = set()  # SSRCs of which a packet has gone
        self._next_mid = 0
        self._next_ssrc = 1
        self._over = False
        self._socket = LocalSocket(
            path, limit=MAX_FRAME, on_frame=self._take, on_lost=self._lost_socket
        )
        self._say(Attach(ticket))
        self._loop.call_soon(self._open)

    # -------------------------------------------------------------- for the room

    @property
    def transport(self) -> "DirectTransport":
        """What consumers send through: there is nothing below it but the socket."""
        return self

    def next_mid(self) -> str:
        """Return the next consumer's `mid`; never one that was used before."""
        self._next_mid += 1
        return str(self._next_mid - 1)

    def fresh_ssrcs(self) -> tuple[int, int]:
        """Return two SSRCs that nothing on this transport has had."""
        self._next_ssrc += 2
        return self._next_ssrc - 2, self._next_ssrc - 1

    def add(self, consumer: Consumer) -> None:
        """Carry `consumer`."""
        self._consumers[consumer.ssrc] = consumer
        self._told[consumer.id] = (None, False)
        self.changed(consumer)

    def remove(self, consumer: Consumer) -> None:
        """Forget it, and say so."""
        if self._consumers.pop(consumer.ssrc, None) is None:
            return
        self._tell_dropped()
        self._dropped.pop(consumer.id, None)
        self._told.pop(consumer.id, None)
        self._begun.discard(consumer.ssrc)
        self._say(Ended(consumer.id))

    def changed(self, consumer: Consumer) -> None:
        """Tell the layer it is sent now, and whether its producer is paused or has not the word."""
        if consumer.id not in self._told:
            return
        layer, paused = self._told[consumer.id]
        producer = consumer.producer
        now = self._told[consumer.id] = (consumer.layer, producer.paused or producer.ducked)
        if now[0] != layer:
            self._say(Layer(consumer.id, now[0]))
        if now[1] != paused:
            self._say(Muted(consumer.id, now[1]))

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """Those it carries."""
        return tuple(self._consumers.values())

    def report(self, now: float) -> None:
        """Tell of every track that flows where its clock stands, all by one wall time."""
        self._tell_dropped()
        for consumer in self._consumers.values():
            self.changed(consumer)  # who has the word is told to nobody
            self._report(consumer, now)

    def close(self) -> None:
        """Send what waits and close the socket."""
        self._over = True
        self.connected, self.protocol = False, None
        self._consumers.clear()
        self._begun.clear()
        self._socket.close()

    # -------------------------------------------------------------- for consumers

    def send_rtp(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        droppable: bool = True,
        padded: bool = False,
    ) -> bool:
        """Send one packet with the next turn of the event loop, or drop it: False."""
        consumer = self._consumers.get(ssrc)
        if consumer is None or not self.connected:
            return False
        waiting = self._socket.waiting
        if waiting > (PICTURE_LIMIT if droppable else SOUND_LIMIT):
            self._dropped[consumer.id] = self._dropped.get(consumer.id, 0) + 1
            return False
        if self._dropped:
            self._tell_dropped()
        if consumer.current is not None:
            own = timestamp - consumer.ts_shift & 0xFFFFFFFF
            consumer.current.clock.came(own, consumer.current.last_arrival)
        data = _HEADER.pack(0x80, b1, seq, timestamp, ssrc) + payload
        self._socket.put(_ENCODER.encode(Packet(consumer.id, data)))
        if ssrc not in self._begun:
            self._begun.add(ssrc)
            # Not here: the consumer counts a packet when we have returned.
            self._loop.call_soon(self._report_first, consumer)
        return True

    # -------------------------------------------------------------- inside

    def _report_first(self, consumer: Consumer) -> None:
        if consumer.ssrc in self._begun:
            self._report(consumer, self._loop.time())

    def _report(self, consumer: Consumer, now: float) -> None:
        ticks = consumer.clock_now(now)
        if ticks is None or consumer.current is None or self._socket.waiting > SOUND_LIMIT:
            return  # it is said again in a second
        wall = self._wall_clock.wall(now)
        self._say(Report(consumer.id, wall, ticks, consumer.current.clock.known))

    def _tell_dropped(self) -> None:
        if self._dropped and self._socket.waiting <= PICTURE_LIMIT:
            for id, count in self._dropped.items():
                self._say(Dropped(id, count))
            self._dropped.clear()

    def _say(self, message: ToRecorder) -> None:
        self._socket.put(_ENCODER.encode(message))
        if self._socket.waiting > HARD_LIMIT:
            # Not here: whoever made us speak is in the middle of something.
            self._loop.call_soon(self._lost_socket, "it does not read")

    def _open(self) -> None:
        if self._over:
            return
        self.connected, self.protocol = True, "local"
        now = self._loop.time()
        for consumer in self.consumers:
            consumer.retarget(now)
        self._on_connected(self, "local")

    def _take(self, payload: bytes) -> None:
        try:
            wanted = _DECODER.decode(payload)
        except msgspec.DecodeError as error:
            raise BadMessage("frame", str(error)) from None
        for consumer in self.consumers:
            if consumer.id == wanted.consumer:
                consumer.keyframe_wanted()

    def _lost_socket(self, reason: str) -> None:
        if not self._over:
            self._over = True
            self.connected, self.protocol = False, None
            self._on_lost(self, reason)
