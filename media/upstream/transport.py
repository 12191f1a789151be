"""A browser's send transport as the router has it: packets in, reports and requests back.

Rule 1: a timer runs only while something came: an idle transport costs nothing.
Rule 2: everything here comes from outside; what cannot be read is counted and dropped.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

from classroom.media_messages import Kind
from media import rtcp
from media.producer import Producer
from media.speakers import smoothed
from media.upstream.remb import ReceiverEstimate
from media.upstream.ssrc_table import SsrcTable
from media.upstream.stream import ProducerStream
from media.upstream.twcc import Arrivals

if TYPE_CHECKING:
    from media.transport import Endpoint

OUR_SSRC = 1
FEEDBACK_SECONDS = 0.08
NACK_SECONDS = 0.01
MAX_NACK = 256  # numbers in one packet: at most 1,036 bytes

_HEADER = struct.Struct("!BBHII")


class InboundTransport:
    """One transport that carries producers; the listener of its `WebRtcTransport`."""

    def __init__(
        self,
        endpoint: "Endpoint",
        *,
        on_connected: Callable[["InboundTransport", str], None],
        on_lost: Callable[["InboundTransport", str], None],
        round_trip: Callable[[], float | None],
    ) -> None:
        """`round_trip` is the peer's, in seconds, as far as anybody knows it."""
        self._loop = asyncio.get_running_loop()
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._round_trip = round_trip
        self._table = SsrcTable()
        self._streams = self._table.streams
        self._producers: list[Producer] = []
        self._feedback = Arrivals(OUR_SSRC)
        self._feedback_timer: asyncio.TimerHandle | None = None
        self._nack_timer: asyncio.TimerHandle | None = None
        self._estimate = ReceiverEstimate()
        self._bytes_before = 0
        self._reported_at = 0.0
        self.closed = False
        self.malformed = 0
        self.strangers = 0
        self.bytes = 0
        self.transport = endpoint.create_transport(self)
        self.id = self.transport.id

    # -------------------------------------------------------------- producers

    def add(self, producer: Producer) -> None:
        """Take packets for `producer`; raises Refused `ssrc_taken`."""
        self._table.add(producer)
        self._producers.append(producer)
        producer.loss_noticed = self._loss_noticed

    def remove(self, producer: Producer) -> None:
        """Take no more packets for it."""
        self._table.remove(producer)
        if producer in self._producers:
            self._producers.remove(producer)

    @property
    def producers(self) -> tuple[Producer, ...]:
        """Those it carries."""
        return tuple(self._producers)

    # -------------------------------------------------------------- from the transport

    def on_rtp(self, packet: bytes, arrival: float) -> None:
        """Take one packet: whose it is, when it came, and on to its stream."""
        size = len(packet)
        if size < 12 or packet[0] & 0xC0 != 0x80:
            self.malformed += 1
            return
        first, second, number, timestamp, ssrc = _HEADER.unpack_from(packet)
        at = 12 + ((first & 15) << 2)
        profile = start = 0
        if first & 0x10:
            if at + 4 > size:
                self.malformed += 1
                return
            profile = packet[at] << 8 | packet[at + 1]
            start = at + 4
            at = start + ((packet[at + 2] << 8 | packet[at + 3]) << 2)
        end = size - packet[-1] if first & 0x20 else size
        if at > end:
            self.malformed += 1
            return
        payload_type = second & 0x7F
        self.bytes += size
        stream = self._streams.get(ssrc)
        if stream is None:
            stream = self._table.learn(packet, ssrc, payload_type, self._producers)
            if stream is None:
                self.strangers += 1
                return
        if profile == 0xBEDE:
            cc_id, level_id = stream.transport_cc_id, stream.audio_level_id
            here = start
            while here < at:
                head = packet[here]
                if head == 0:
                    here += 1
                    continue
                kind = head >> 4
                if kind == cc_id and here + 3 <= at:
                    self._feedback.record(packet[here + 1] << 8 | packet[here + 2], arrival)
                    if self._feedback_timer is None:
                        self._feedback.media_ssrc = ssrc
                        self._feedback_timer = self._loop.call_later(
                            FEEDBACK_SECONDS, self._send_feedback
                        )
                elif kind == level_id and here + 2 <= at:
                    stream.loudness = smoothed(stream.loudness, packet[here + 1])
                elif kind == 15:
                    break
                here += (head & 15) + 2
        if payload_type == stream.payload_type:
            stream.receive(number, timestamp, second & 0x80, packet[at:end], arrival)
        elif payload_type == stream.rtx_payload_type:
            # RFC 4588: the number it had the first time comes before its payload; a retransmission
            # without payload is padding that probes the line.
            if end - at > 2 and stream.highest >= 0:
                number = packet[at] << 8 | packet[at + 1]
                stream.receive(
                    number, timestamp, second & 0x80, packet[at + 2 : end], arrival, True
                )
        else:
            self.strangers += 1

    def on_rtcp(self, compound: bytes, arrival: float) -> None:
        """Take sender reports."""
        for item in rtcp.parse(compound):
            if isinstance(item, rtcp.SenderReport):
                stream = self._streams.get(item.ssrc)
                if stream is not None and stream.ssrc == item.ssrc and item.ntp:
                    stream.clock.report(item.ntp, item.timestamp, arrival)

    def on_connected(self, protocol: str) -> None:
        """Pass it on."""
        self._on_connected(self, protocol)

    def on_lost(self, reason: str) -> None:
        """Pass it on; the room closes this transport."""
        self._on_lost(self, reason)

    # -------------------------------------------------------------- back to the browser

    def _send_feedback(self) -> None:
        self._feedback_timer = None
        for feedback in self._feedback.take():
            self.transport.send_rtcp(rtcp.transport_feedback(feedback))

    def _loss_noticed(self) -> None:
        if self._nack_timer is None and not self.closed:
            self._nack_timer = self._loop.call_later(NACK_SECONDS, self._send_nacks)

    def _send_nacks(self) -> None:
        self._nack_timer = None
        now = self._loop.time()
        round_trip = self._round_trip()
        next_time = None
        for producer in self._producers:
            for stream in producer.streams:
                nack = stream.nack
                if nack is None or not nack or stream.ssrc is None:
                    continue
                if round_trip is not None:
                    nack.round_trip = round_trip
                numbers, hopeless = nack.due(now)
                for at in range(0, len(numbers), MAX_NACK):
                    some = [n & 0xFFFF for n in numbers[at : at + MAX_NACK]]
                    self.transport.send_rtcp(rtcp.nack(OUR_SSRC, stream.ssrc, some))
                if hopeless:
                    producer.keyframe_needed(stream)
                due = nack.next_time()
                if due is not None and (next_time is None or due < next_time):
                    next_time = due
        if next_time is not None and not self.closed:
            self._nack_timer = self._loop.call_later(max(0.005, next_time - now), self._send_nacks)

    def request_keyframes(self, streams: list[ProducerStream]) -> None:
        """Send one PLI for each stream (RFC 4585, section 6.3.1), in one compound."""
        packets = [
            rtcp.picture_loss_indication(OUR_SSRC, s.ssrc) for s in streams if s.ssrc is not None
        ]
        if packets:
            self.transport.send_rtcp(b"".join(packets))

    def report(self, now: float) -> None:
        """Send a receiver report for what comes, if only an empty one, and REMB where it is the
        only feedback.
        """
        blocks = []
        expected = received = 0
        for producer in self._producers:
            for stream in producer.streams:
                if stream.ssrc is None or stream.highest < 0 or now - stream.last_arrival > 5.0:
                    continue
                fraction, lost = stream.reception.report(stream.highest)
                lsr, dlsr = stream.clock.last_report(now)
                blocks.append(
                    rtcp.ReportBlock(
                        ssrc=stream.ssrc,
                        fraction_lost=fraction,
                        lost=lost,
                        highest_sequence=stream.highest - 0x10000 & 0xFFFFFFFF,
                        jitter=int(stream.reception.jitter),
                        last_sr=lsr,
                        delay=dlsr,
                    )
                )
                expected += 256
                received += 256 - fraction
        if not blocks:
            self.transport.send_rtcp(rtcp.receiver_report(OUR_SSRC, []))
            return
        compound = rtcp.receiver_report(OUR_SSRC, blocks[:31])
        incoming = [p.incoming for p in self._producers]
        video = [i for i in incoming if i.kind is Kind.VIDEO]
        if any(i.remb for i in video) and not any(i.transport_cc for i in video):
            elapsed = now - self._reported_at
            rate = (self.bytes - self._bytes_before) * 8 / elapsed if elapsed < 5 else 0.0
            bitrate = self._estimate.update(rate, 1 - received / expected)
            ssrcs = [s.ssrc for p in self._producers for s in p.streams if s.ssrc is not None]
            compound += rtcp.receiver_estimated_max_bitrate(OUR_SSRC, int(bitrate), ssrcs[:31])
        self._bytes_before, self._reported_at = self.bytes, now
        self.transport.send_rtcp(compound)

    def close(self) -> None:
        """Stop every timer and close the transport below."""
        self.closed = True
        for timer in (self._feedback_timer, self._nack_timer):
            if timer is not None:
                timer.cancel()
        self._feedback_timer = self._nack_timer = None
        self._streams.clear()
        self._producers.clear()
        self.transport.close()
