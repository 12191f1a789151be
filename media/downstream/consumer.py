"""One track going out to one peer: what it is sent, and how it stays whole.

Rule 1: video is begun, switched and resumed on a keyframe only; one is asked for each time.
Rule 2: whoever cannot take their video at once loses it until a later keyframe, less often each
time; sound is never given up. Nobody else notices.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from classroom.media_messages import Kind
from media.clocks import WallClock
from media.downstream import layers
from media.downstream.back_off import BackOff
from media.downstream.continuation import Continuation, Span
from media.downstream.costs import NO_PICTURE, TOP
from media.downstream.retransmission import OSN, PADDING, Retransmission, payload_of
from media.downstream.sending import SendTransport
from media.downstream.sink import NEVER, PacketSink
from media.ortc.consuming import Outgoing

if TYPE_CHECKING:
    from media.downstream.stills import StillRun
    from media.producer import Producer
    from media.upstream.history import StoredPacket
    from media.upstream.stream import ProducerStream

LATE_RATHER_THAN_LOST = ("tcp", "local")  # protocols over which a refusal means that much waits


class Consumer(PacketSink):
    """A track for one receiver, made of whichever of its producer's streams suits."""

    __slots__ = (
        "_again",
        "_blocked",
        "_on_change",
        "_span",
        "_target",
        "_told",
        "_wall_clock",
        "closed",
        "current",
        "id",
        "jitter",
        "limit",
        "line",
        "lost_fraction",
        "only_stills",
        "outgoing",
        "paused",
        "preferred",
        "producer",
        "redundancy",
        "round_trip",
        "still",
    )

    def __init__(
        self,
        *,
        id: str,
        producer: "Producer",
        transport: SendTransport,
        outgoing: Outgoing,
        preferred: int,
        wall_clock: WallClock,
        on_change: Callable[["Consumer"], None],
    ) -> None:
        """Make it paused; `on_change` is told of a new layer sent and of the producer's pause."""
        super().__init__(
            transport,
            ssrc=outgoing.ssrc,
            numbered=outgoing.numbered,
            droppable=outgoing.kind is Kind.VIDEO,
        )
        self.id = id
        self.producer = producer
        self.outgoing = outgoing
        self.preferred = preferred
        self.limit = TOP  # the highest layer its line may be sent; NO_PICTURE: none
        self.only_stills = False  # whole keyframes now and then, see `media.downstream.stills`
        self.still: StillRun | None = None
        self.paused = True
        self.closed = False
        self.current: ProducerStream | None = None
        self._target: ProducerStream | None = None
        self._wall_clock = wall_clock
        self._on_change = on_change
        self._told: tuple[int | None, bool] = (None, producer.paused)
        self.line = Continuation(outgoing.codec.clock_rate)
        self._span: Span | None = None
        self.redundancy = 0  # of sound: packets before it that go along with each
        # What comes back:
        self.lost_fraction = 0.0
        self.jitter = 0.0  # seconds
        self.round_trip: float | None = None
        self._again = Retransmission()
        self._blocked = BackOff()

    @property
    def layer(self) -> int | None:
        """The simulcast layer that is sent now; None when nothing is, and always for sound."""
        return self.current.layer if self.current is not None and self.droppable else None

    # -------------------------------------------------------------- what it is to have

    def retarget(self, now: float) -> None:
        """Compare what it has with what it is to have, and wait for a keyframe if they differ."""
        wanted = self._wanted(now)
        if wanted is None:
            self._wait_for(None)
            self.leave()
        elif wanted is self.current:
            self._wait_for(None)
        elif wanted is not self._target:
            self._wait_for(wanted)
            if kept := wanted.since_keyframe():
                wanted.waiting.remove(self)
                self._burst(wanted, kept, now)
            elif self._target is wanted and self.droppable:
                self.producer.keyframe_needed(wanted)
        self.tell()

    def _wanted(self, now: float) -> "ProducerStream | None":
        producer = self.producer
        if self.paused or producer.paused or producer.ducked or self.closed:
            return None
        if not self._transport.connected:
            return None
        if now < self._blocked.until:
            return None
        if self.droppable and (self.only_stills or self.limit == NO_PICTURE):
            return None
        return layers.best(producer.streams, min(self.preferred, self.limit), self.current, now)

    def _wait_for(self, stream: "ProducerStream | None") -> None:
        if self._target is not None and self in self._target.waiting:
            self._target.waiting.remove(self)
        self._target = stream
        if stream is not None:
            stream.waiting.append(self)

    def begin(
        self,
        stream: "ProducerStream",
        number: int,
        timestamp: int,
        picture: int,
        tl0: int,
        arrival: float,
    ) -> None:
        """Go over to `stream` from its packet `number` on, which may begin a keyframe."""
        expected = None
        old = self.current
        if old is not None and old is not stream and old.clock.known and stream.clock.known:
            expected = old.clock.rtp_at(stream.clock.wall_of(timestamp)) + self.ts_shift
        self.end_still()
        self.leave()
        span = self.line.begin(stream, number, timestamp, picture, tl0, arrival, expected)
        self._span = span
        self._target = None
        self.current = stream
        self.first = span.first
        self.seq_shift = span.seq_shift
        self.ts_shift = span.ts_shift
        self.picture_shift = span.picture_shift
        self.tl0_shift = span.tl0_shift
        self.renumbers = bool(span.picture_shift or span.tl0_shift)
        stream.join(self)
        self.tell()

    def _burst(self, stream: "ProducerStream", kept: list["StoredPacket"], now: float) -> None:
        """Begin at a keyframe that has passed, and send all since then at once.

        Its frames are stamped a millisecond apart, up to the newest, so that the receiver shows the
        newest at once and does not keep the old ones' delay.
        """
        first = kept[0]
        newest = kept[-1].timestamp
        step = self.outgoing.codec.clock_rate // 1000
        order = {t: i for i, t in enumerate(dict.fromkeys(p.timestamp for p in kept))}
        stamp = newest - (len(order) - 1) * step
        self.begin(stream, first.number, stamp, first.picture, first.tl0, now)
        span = self._span
        if span is None:
            return
        span.burst = {}
        second = self.outgoing.payload_type
        for packet in kept:
            ahead = (len(order) - 1 - order[packet.timestamp]) * step
            stamp = (newest + span.ts_shift - ahead) & 0xFFFFFFFF
            span.burst[packet.number] = stamp
            if self.current is not stream:
                return  # refused on the way
            self.send_stored(packet, span, second, stamp, now)

    def send_stored(
        self, packet: "StoredPacket", span: Span, second: int, stamp: int, now: float
    ) -> None:
        """Send a packet that was kept, as part of `span` and under another timestamp."""
        payload = payload_of(packet, span)
        if self.send(
            second | packet.marker,
            packet.number + span.seq_shift & 0xFFFF,
            stamp,
            self.ssrc,
            payload,
            self.droppable,
        ):
            self.packets_by_hand += 1
            self.octets_by_hand += len(payload)
        else:
            self.refused(packet.number, now)

    def leave(self, unsent: int = 0) -> None:
        """Stop having the current stream; the line goes on where it stands.

        `unsent` of its newest packets did not go out.
        """
        stream = self.current
        if stream is None:
            return
        stream.part(self)
        self.line.end(
            stream.highest - unsent,
            stream.timestamp,
            stream.picture,
            stream.tl0,
            stream.last_arrival,
        )
        self.current = None
        self.first = NEVER

    def double(self, redundancy: int) -> None:
        """Send sound together with so many packets before it, where the receiver takes that."""
        if self.outgoing.red_payload_type is None or redundancy == self.redundancy:
            return
        if self.current is not None:
            self.current.part(self)
        self.redundancy = redundancy
        if self.current is not None:
            self.current.join(self)

    def refused(self, number: int, now: float) -> None:
        """Take it that the transport did not take packet `number` of the current stream."""
        super().refused(number, now)
        if not self.droppable:
            return
        if self._transport.connected:
            if self._transport.protocol not in LATE_RATHER_THAN_LOST:
                return  # one datagram lost: it will be asked for again
            self._blocked.begin(now)
        if self.current is not None:
            self.leave(unsent=1 if number == self.current.highest else 0)
        self.tell()

    def overflowed(self, sequence: int, now: float) -> None:
        """Take it that nothing from number `sequence` on, as sent, has left: too much waited."""
        stream = self.current
        if stream is not None:
            self._blocked.begin(now)
            unsent = (stream.highest + self.seq_shift - sequence & 0xFFFF) + 1
            self.leave(min(unsent, stream.highest - self.first + 1))
        self.tell()

    # -------------------------------------------------------------- stills

    def takes_stills(self, now: float) -> bool:
        """Whether a still may go out now."""
        gone = self.paused or self.closed or self.producer.paused or not self.only_stills
        return not gone and self._transport.connected and now >= self._blocked.until

    def end_still(self) -> None:
        """Let the line go on from where a still under way has come to."""
        if self.still is not None:
            self.still.end()
            self.still = None

    # -------------------------------------------------------------- what comes back

    def retransmit(self, sequences: Sequence[int], now: float) -> None:
        """Send again what the receiver misses (RFC 4588), as far as it is kept and afforded."""
        rtx_ssrc, rtx_payload_type = self.outgoing.rtx_ssrc, self.outgoing.rtx_payload_type
        for sequence, timestamp, packet, payload in self._again.find(
            self.line, sequences, self.round_trip or 0.0, now
        ):
            if rtx_ssrc is None or rtx_payload_type is None:
                # Past what waits: if that were dropped, the line would go on from this number, and
                # two packets would have it (srtp.py says why never).
                second = self.outgoing.payload_type | packet.marker
                self._transport.send_rtp(second, sequence, timestamp, self.ssrc, payload)
                continue
            self.send(
                rtx_payload_type | packet.marker,
                self._again.sequence & 0xFFFF,
                timestamp,
                rtx_ssrc,
                OSN.pack(sequence) + payload,
            )
            self._again.sequence += 1

    @property
    def can_pad(self) -> bool:
        """Whether padding may go to its retransmissions."""
        return self.outgoing.rtx_ssrc is not None and self.outgoing.numbered and not self.closed

    def pad(self) -> int:
        """Send one packet that is of no use but to fill the line; return its bytes, about."""
        rtx_ssrc, rtx_payload_type = self.outgoing.rtx_ssrc, self.outgoing.rtx_payload_type
        if rtx_ssrc is None or rtx_payload_type is None:
            return 0
        repeated = self._again.padding(self._span if self.current is not None else None)
        marker, timestamp, payload = repeated or (0, 0, PADDING)
        number = self._again.sequence & 0xFFFF
        self._again.sequence += 1
        second = rtx_payload_type | marker
        sent = self._transport.send_rtp(
            second, number, timestamp, rtx_ssrc, payload, True, repeated is None
        )
        return len(payload) if sent else 0

    def keyframe_wanted(self) -> None:
        """Take the receiver's PLI or FIR."""
        if self.current is not None and self.droppable:
            self.producer.keyframe_needed(self.current)

    def reported(self, fraction: int, jitter: int, round_trip: float | None) -> None:
        """Take a reception report block about this track (RFC 3550, section 6.4.1)."""
        self.lost_fraction = fraction / 256
        self.jitter = jitter / self.outgoing.codec.clock_rate
        if round_trip is not None:
            before = self.round_trip
            self.round_trip = round_trip if before is None else before * 0.75 + round_trip * 0.25

    def clock_now(self, now: float) -> int | None:
        """Return this track's RTP timestamp at loop time `now`, or None while nothing is sent."""
        stream = self.current
        if stream is None or not self.packets:
            return None
        return stream.rtp_at(self._wall_clock.wall(now), now) + self.ts_shift & 0xFFFFFFFF

    # -------------------------------------------------------------- its life

    def pause(self, now: float) -> None:
        """Send nothing until resumed."""
        self.paused = True
        self.retarget(now)

    def resume(self, now: float) -> None:
        """Send it again, from a keyframe."""
        self.paused = False
        self.retarget(now)

    def prefer(self, layer: int, now: float) -> None:
        """Send at most this layer, from its next keyframe."""
        self.preferred = layer
        self.retarget(now)

    def limit_to(self, layer: int, now: float, *, stills: bool = False) -> None:
        """Send no higher layer than this, whatever is preferred, or only stills of it; NO_PICTURE:
        only sound.
        """
        self.limit, self.only_stills = layer, stills
        self.retarget(now)

    def close(self) -> None:
        """Be forgotten by every stream."""
        self.closed = True
        self._wait_for(None)
        self.end_still()
        self.leave()

    def tell(self) -> None:
        """Say what changed since last told."""
        state = (self.layer, self.producer.paused)
        if state != self._told and not self.closed:
            self._told = state
            self._on_change(self)
