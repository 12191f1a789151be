"""One incoming stream of RTP packets (one encoding of a producer), and the forwarding of each.

Rule 1: this is the hot path, up to the fan-out (media/downstream/fan_out.py). For a packet nothing
is awaited, and the payload is sliced once.
Rule 2: a packet goes on as it comes, gaps and disorder kept: who has a hole asks for it. Only
duplicates, and what is older than the history, stop here.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from media.clocks import PeerClock, WallClock
from media.downstream.fan_out import FanOut
from media.ortc.codecs import Codec
from media.payload import h264, red, vp8
from media.speakers import FLOOR
from media.stills.kept import KEPT_LAYERS, KeptPicture
from media.upstream.history import PacketHistory, StoredPacket
from media.upstream.nack import NackGenerator
from media.upstream.reception import Reception
from media.upstream.sender_clock import SenderClock

if TYPE_CHECKING:
    from media.downstream.consumer import Consumer

MAX_JUMP = 3000  # sequence numbers; a leap beyond is a sender that started over (RFC 3550, A.1)
SILENCE = 0.8  # seconds after which a stream that comes again counts as new
MAX_REDUNDANCY = 2  # earlier packets of sound that go along with one
BURST = 400  # packets kept since the last keyframe, where a keyframe cannot be asked for


class StreamOwner(Protocol):
    """Whoever has the streams of one producer."""

    def stream_started(self, stream: "ProducerStream", now: float) -> None:
        """Know that packets come, for the first time or after a silence."""
        ...

    def stream_restarted(self, stream: "ProducerStream", now: float) -> None:
        """Know that the sender started its numbers over; nothing continues."""
        ...

    def keyframe_came(self, stream: "ProducerStream") -> None:
        """Know that a keyframe began."""
        ...

    def keyframe_needed(self, stream: "ProducerStream") -> None:
        """Ask for a keyframe."""
        ...

    @property
    def loss_noticed(self) -> Callable[[], None]:
        """Call when packets are missing that are to be asked for."""
        ...


class ProducerStream:
    """One encoding: its numbers unwrapped, its losses, its clock, and who receives it now."""

    __slots__ = (
        "_expected_restart",
        "_kept",
        "_out_payload_type",
        "_owner",
        "_renamed",
        "_said",
        "alive_since",
        "audio_level_id",
        "clock",
        "codec",
        "doubled",
        "fan_out",
        "highest",
        "history",
        "last_arrival",
        "layer",
        "loudness",
        "nack",
        "payload_type",
        "picture",
        "reception",
        "rtx_payload_type",
        "rtx_ssrc",
        "ssrc",
        "still",
        "timestamp",
        "tl0",
        "transport_cc_id",
        "waiting",
    )

    def __init__(
        self,
        owner: StreamOwner,
        *,
        layer: int,
        codec: Codec,
        payload_type: int,
        rtx_payload_type: int | None = None,
        nack: bool = False,
        transport_cc_id: int = 0,
        audio_level_id: int = 0,
        peer_clock: PeerClock,
        wall_clock: WallClock,
        keep_since_keyframe: bool = False,
    ) -> None:
        """Make the stream of encoding `layer`; it learns its SSRC and numbers from its packets."""
        self._owner = owner
        self.layer = layer
        self.codec = codec
        self.payload_type = payload_type
        self._out_payload_type = codec.payload_type
        self.rtx_payload_type = -1 if rtx_payload_type is None else rtx_payload_type
        self.transport_cc_id = transport_cc_id
        self.audio_level_id = audio_level_id
        self.ssrc: int | None = None
        self.rtx_ssrc: int | None = None
        self.highest = -1  # unwrapped; -1 before the first packet
        self.timestamp = 0  # of the highest packet, as picture and tl0
        self.picture = -1
        self.tl0 = -1
        self.last_arrival = float("-inf")
        self.alive_since = float("inf")
        self.loudness = FLOOR  # dB above silence, smoothed
        self.fan_out: FanOut[Consumer] = FanOut()
        self.doubled: tuple[Consumer, ...] = ()  # of sound: who is sent it more than once
        self._said: deque[red.Said] = deque(maxlen=MAX_REDUNDANCY)
        self.waiting: list[Consumer] = []
        self.history = None if codec is Codec.OPUS else PacketHistory()
        self.nack = NackGenerator() if nack and codec is not Codec.OPUS else None
        self.reception = Reception(codec.clock_rate)
        self.clock = SenderClock(codec.clock_rate, peer_clock, wall_clock)
        self._expected_restart = -1
        self._renamed = False
        self._kept: list[StoredPacket] | None = [] if keep_since_keyframe else None
        seen = codec is not Codec.OPUS and layer < KEPT_LAYERS
        self.still = KeptPicture() if seen else None

    def receive(
        self,
        number: int,
        timestamp: int,
        marker: int,
        payload: bytes,
        arrival: float,
        repaired: bool = False,
    ) -> None:
        """Take one packet and forward it.

        `number` is its 16-bit sequence number, `marker` 0x80 or 0, `payload` without padding;
        `repaired` when it came as a retransmission.
        """
        highest = self.highest
        newest = True
        if self._renamed and not repaired:
            self._renamed = False
            number = self._restart(number, arrival)
        elif highest < 0:
            number += 0x10000  # room below, for what comes late
            self.reception.start(number)
        else:
            delta = (number - highest) & 0xFFFF
            if delta == 1:
                number = highest + 1
            elif delta == 0:
                return
            elif delta < 0x8000:
                if delta > MAX_JUMP:
                    if not self._is_restart(number, repaired):
                        return
                    number = self._restart(number, arrival)
                else:
                    number = highest + delta
                    self._lost(highest + 1, number, arrival)
            else:
                late = number
                number = highest + delta - 0x10000
                newest = False
                history = self.history
                if highest - number > MAX_JUMP:
                    if not self._is_restart(late, repaired):
                        return
                    number = self._restart(late, arrival)
                    newest = True
                elif history is not None and (
                    number < history.oldest or history.get(number) is not None
                ):
                    return
                elif self.nack is not None:
                    self.nack.came(number)

        reception = self.reception
        if repaired:
            reception.repaired += 1
        else:
            reception.received += 1
        reception.bytes += len(payload)
        if arrival - self.last_arrival > SILENCE:
            self.alive_since = arrival
            self.last_arrival = arrival
            self._owner.stream_started(self, arrival)
        self.last_arrival = arrival

        picture = tl0 = -1
        if self.codec is Codec.OPUS:
            begins = True
        elif self.codec is Codec.VP8:
            begins = vp8.begins_keyframe(payload)
            picture, bits, tl0 = vp8.picture_numbers(payload)
            if picture >= 0:
                picture = self._unwrap_picture(picture, bits)
        else:
            assert self.history is not None  # every codec but Opus has one
            before = self.history.get(number - 1)
            begins = h264.begins_keyframe(
                payload, before is not None and before.timestamp != timestamp
            )
        if newest:
            self.highest = number
            self.timestamp = timestamp
            if picture >= 0:
                self.picture = picture
            if tl0 >= 0:
                self.tl0 = tl0
            reception.timing(timestamp, arrival)

        if self.history is not None:
            packet = StoredPacket(number, arrival, timestamp, marker, picture, tl0, payload)
            self.history.put(packet)
            if begins:
                self._owner.keyframe_came(self)
                if newest and self.nack is not None:
                    self.nack.keyframe_from(number)
            if self._kept is not None:
                self._keep(packet, begins)
            still = self.still
            if still is not None and (begins or still.gathering):
                still.take(packet, begins)
        if begins and self.waiting and newest:
            waiting, self.waiting = self.waiting, []
            for consumer in waiting:
                consumer.begin(self, number, timestamp, picture, tl0, arrival)

        if self.fan_out.sinks:
            self.fan_out.send(
                number,
                timestamp,
                self._out_payload_type | marker,
                payload,
                picture,
                tl0,
                arrival,
                not marker and self.history is not None,
            )
        if self.doubled:
            self._send_doubled(number, marker, timestamp, payload, arrival)

    @property
    def sinks(self) -> "tuple[Consumer, ...]":
        """Who receives it now; replaced when that changes."""
        return self.fan_out.sinks

    @sinks.setter
    def sinks(self, sinks: "tuple[Consumer, ...]") -> None:
        self.fan_out.sinks = sinks

    def join(self, consumer: "Consumer") -> None:
        """Send it to `consumer` from now on."""
        if consumer.redundancy:
            self.doubled += (consumer,)
        else:
            self.sinks += (consumer,)

    def part(self, consumer: "Consumer") -> None:
        """Send it to `consumer` no longer."""
        self.sinks = tuple(c for c in self.sinks if c is not consumer)
        if self.doubled:
            self.doubled = tuple(c for c in self.doubled if c is not consumer)

    def _send_doubled(
        self, number: int, marker: int, timestamp: int, payload: bytes, arrival: float
    ) -> None:
        """Send sound together with what was said before to whom that is given."""
        said = self._said
        bodies: dict[int, bytes] = {}
        for sink in self.doubled:
            if number < sink.first or sink.outgoing.red_payload_type is None:
                continue
            count = min(sink.redundancy, len(said))
            body = bodies.get(count)
            if body is None:
                earlier = list(said)[len(said) - count :]
                body = red.packed(self._out_payload_type, timestamp, payload, earlier)
                bodies[count] = body
            if sink.send(
                sink.outgoing.red_payload_type | marker,
                number + sink.seq_shift & 0xFFFF,
                timestamp + sink.ts_shift & 0xFFFFFFFF,
                sink.ssrc,
                body,
                sink.droppable,
            ):
                sink.packets_by_hand += 1
                sink.octets_by_hand += len(body)
            else:
                sink.refused(number, arrival)
        if number == self.highest:
            said.append((timestamp, payload))

    def _lost(self, first: int, end: int, now: float) -> None:
        if self.nack is None:
            return
        if self.nack.gap(first, end, now):
            self._owner.loss_noticed()
        else:
            self._owner.keyframe_needed(self)

    def renamed(self) -> None:
        """Know that its next packet comes under another SSRC: its numbers start over."""
        self._renamed = True

    def _is_restart(self, number: int, repaired: bool) -> bool:
        """Whether two packets in a row say that the sender started over; one alone is a stray."""
        if repaired:
            return False
        expected, self._expected_restart = self._expected_restart, (number + 1) & 0xFFFF
        return number == expected

    def _restart(self, number: int, now: float) -> int:
        """Begin anew, above everything so far; return the unwrapped number."""
        self._expected_restart = -1
        if self.nack is not None:
            self.nack.clear()
        if self._kept is not None:
            self._kept.clear()
        self._said.clear()
        self._owner.stream_restarted(self, now)
        unwrapped = ((self.highest >> 16) + 2 << 16) + number
        self.reception.start(unwrapped)
        return unwrapped

    def _unwrap_picture(self, picture: int, bits: int) -> int:
        if self.picture < 0:
            return picture + 0x10000
        mask = (1 << bits) - 1
        delta = (picture - self.picture) & mask
        return self.picture + (delta if delta <= mask >> 1 else delta - mask - 1)

    def _keep(self, packet: StoredPacket, begins: bool) -> None:
        kept = self._kept
        if kept is None:
            return
        if begins and not (kept and kept[-1].timestamp == packet.timestamp):
            kept.clear()
            kept.append(packet)
        elif kept and len(kept) < BURST:
            kept.append(packet)
        else:
            kept.clear()  # longer than the bound: who joins waits for the next keyframe

    def since_keyframe(self) -> list[StoredPacket]:
        """Return what was kept since the last keyframe began; empty for a browser's stream."""
        return self._kept or []

    def rtp_at(self, wall: float, now: float) -> int:
        """Return this stream's RTP timestamp (not wrapped) at wall time `wall`, loop time `now`.

        By its sender's reports, or, where none came, by when its last packet did.
        """
        if self.clock.known:
            return self.clock.rtp_at(wall)
        return self.timestamp + round((now - self.last_arrival) * self.codec.clock_rate)
