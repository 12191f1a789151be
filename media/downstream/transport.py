"""A browser's receive transport as the router has it: consumers out, their reports in."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from media import rtcp
from media.clocks import WallClock, middle_of, to_ntp
from media.downstream.consumer import Consumer
from media.downstream.line import ReceiverLine
from media.downstream.sent_log import SentLog
from media.downstream.sound_guard import SoundGuard
from media.ortc.router import TRANSPORT_CC_ID

if TYPE_CHECKING:
    from media.transport import Endpoint

OUR_SSRC = 1
MAX_COMPOUND = 1100  # bytes
BOUND_SECONDS = 30.0  # after the estimate was lowered


class OutboundTransport:
    """One transport that carries consumers; the listener of its `WebRtcTransport`."""

    def __init__(
        self,
        endpoint: "Endpoint",
        *,
        wall_clock: WallClock,
        on_connected: Callable[["OutboundTransport", str], None],
        on_lost: Callable[["OutboundTransport", str], None],
        on_loss: Callable[[Iterable[float]], None] = lambda fractions: None,
    ) -> None:
        """Make the transport below; consumers are added as they are made. `on_loss` is told what
        each compound says was lost of each track, 0…1.
        """
        self._loop = asyncio.get_running_loop()
        self._wall_clock = wall_clock
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._consumers: dict[int, Consumer] = {}
        self._next_mid = 0
        self._on_loss = on_loss
        self._sound_guard = SoundGuard()
        self._next_ssrc = OUR_SSRC + 1 + secrets.randbits(31)
        self.transport = endpoint.create_transport(self)
        self.estimate_changed: Callable[[OutboundTransport], None] = lambda transport: None
        self.line = ReceiverLine(
            self.transport, endpoint.pace_clock, lambda: self.estimate_changed(self)
        )
        self.id = self.transport.id

    def next_mid(self) -> str:
        """Return the next consumer's `mid`; never one that was used before."""
        mid = str(self._next_mid)
        self._next_mid += 1
        return mid

    def fresh_ssrcs(self) -> tuple[int, int]:
        """Return two SSRCs that nothing on this transport has had.

        Counted on from a random one: the 2^31 above it are never used up.
        """
        first = self._next_ssrc
        self._next_ssrc += 2
        return first, first + 1

    def add(self, consumer: Consumer) -> None:
        """Take reports for `consumer`."""
        self._consumers[consumer.ssrc] = consumer
        if consumer.outgoing.numbered:
            if self.transport.sent_log is None:
                log = self.transport.sent_log = SentLog(TRANSPORT_CC_ID)
                if self.transport.outlet is not None:
                    self.transport.outlet.number(log)
            self.transport.sent_log.number((consumer.ssrc, consumer.outgoing.rtx_ssrc))
        if consumer.droppable:
            self.line.add(consumer)
        consumer.double(self._redundancy())

    def remove(self, consumer: Consumer) -> None:
        """Forget it; its SSRCs are never used again."""
        if self._consumers.pop(consumer.ssrc, None) is None:
            return
        self.line.remove(consumer)
        if self.transport.sent_log is not None:
            self.transport.sent_log.ssrcs -= {consumer.ssrc, consumer.outgoing.rtx_ssrc}
        self.transport.release_ssrc(consumer.ssrc)
        if consumer.outgoing.rtx_ssrc is not None:
            self.transport.release_ssrc(consumer.outgoing.rtx_ssrc)

    @property
    def estimate(self) -> int | None:
        """What its line takes in all, in bit/s; None while nothing is known."""
        return self.line.estimate

    def is_bound(self, now: float) -> bool:
        """Whether the estimate is what the line was found to take, not only what was tried."""
        return now - self.line.estimator.lowered_at < BOUND_SECONDS

    @property
    def wanted(self) -> int:
        """What would be of use, in bit/s: while it is above the estimate, it is probed for."""
        return self.line.wanted

    @wanted.setter
    def wanted(self, bitrate: int) -> None:
        self.line.wanted = bitrate

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """Those it carries."""
        return tuple(self._consumers.values())

    # -------------------------------------------------------------- from the transport

    def on_rtp(self, packet: bytes, arrival: float) -> None:
        """Drop it: nothing is produced on a receive transport."""

    def on_rtcp(self, compound: bytes, arrival: float) -> None:
        """Take receiver reports, and requests for packets and keyframes."""
        feedback = rtcp.feedback_alone(compound)
        if feedback is not None:
            self._hear(feedback, arrival)
            return
        consumers = self._consumers
        for item in rtcp.parse(compound, unread=True):
            match item:
                case rtcp.UnreadFeedback():
                    self._hear(item.body, arrival)
                case rtcp.ReceiverReport() | rtcp.SenderReport():
                    self._heed(item.reports, arrival)
                    for block in item.reports:
                        if consumer := consumers.get(block.ssrc):
                            consumer.reported(
                                block.fraction_lost,
                                block.jitter,
                                self._round_trip(block.last_sr, block.delay, arrival),
                            )
                case rtcp.Nack():
                    if consumer := consumers.get(item.media_ssrc):
                        consumer.retransmit(item.sequences, arrival)
                case rtcp.PictureLossIndication():
                    if consumer := consumers.get(item.media_ssrc):
                        consumer.keyframe_wanted()
                case rtcp.FullIntraRequest():
                    for ssrc, _ in item.entries:
                        if consumer := consumers.get(ssrc):
                            consumer.keyframe_wanted()
                case rtcp.ReceiverEstimatedMaxBitrate():
                    self.line.remb(item.bitrate, arrival)
                case _:
                    pass

    def _heed(self, blocks: Sequence[rtcp.ReportBlock], now: float) -> None:
        """Tell what was lost, pictures' losses being the better measure."""
        lost: dict[bool, list[float]] = {True: [], False: []}
        for block in blocks:
            if consumer := self._consumers.get(block.ssrc):
                lost[consumer.droppable].append(block.fraction_lost / 256)
        if lost[False] and self.transport.sent_log is None:
            self._guard_sound(max(lost[False]), now)
        self._on_loss(lost[True] or lost[False])

    def _hear(self, feedback: bytes, now: float) -> None:
        self.line.feedback(self.transport.sent_log, feedback, now)
        self._guard_sound(self.line.words_lost, now)

    def _guard_sound(self, lost: float, now: float) -> None:
        if not self._sound_guard.lost(lost, now) and not self._sound_guard.redundancy:
            return  # it was said once, and is
        redundancy = self._redundancy()
        for consumer in self._consumers.values():
            if consumer.redundancy != redundancy:
                consumer.double(redundancy)

    def _redundancy(self) -> int:
        """Return how often sound is said again: less on a thin line, which it would fill."""
        return min(self._sound_guard.redundancy, self.line.spare_words)

    def _round_trip(self, lsr: int, dlsr: int, arrival: float) -> float | None:
        if not lsr:
            return None
        now = middle_of(to_ntp(self._wall_clock.wall(arrival)))
        seconds = ((now - lsr - dlsr) & 0xFFFFFFFF) / 65536
        return seconds if seconds < 30.0 else None  # a lie, or clocks that differ by a hair

    def on_connected(self, protocol: str) -> None:
        """Begin what was waiting for it, and pass it on."""
        now = self._loop.time()
        for consumer in self.consumers:
            consumer.retarget(now)
        self._on_connected(self, protocol)

    def on_lost(self, reason: str) -> None:
        """Pass it on; the room closes this transport."""
        self._on_lost(self, reason)

    # -------------------------------------------------------------- to the browser

    def report(self, now: float) -> None:
        """Send a sender report for every track that flows, or an empty report: something every
        second, so that a page knows within three that its path is dead.

        All of them have one NTP time on one clock, so that what belongs together stays together.
        """
        self.line.tick(now)
        ntp = to_ntp(self._wall_clock.wall(now))
        reports = bytearray()
        names: list[tuple[int, bytes]] = []
        for consumer in self._consumers.values():
            timestamp = consumer.clock_now(now)
            if timestamp is None:
                continue
            if len(reports) + 64 * len(names) > MAX_COMPOUND:
                self.transport.send_rtcp(bytes(reports) + rtcp.source_description(names))
                reports.clear()
                names.clear()
            reports += rtcp.sender_report(
                rtcp.SenderReport(
                    consumer.ssrc,
                    ntp,
                    timestamp,
                    consumer.packets & 0xFFFFFFFF,
                    consumer.octets & 0xFFFFFFFF,
                )
            )
            names.append((consumer.ssrc, consumer.outgoing.cname.encode()))
        if names:
            self.transport.send_rtcp(bytes(reports) + rtcp.source_description(names))
        else:  # nothing flows: the page is to know that the path lives all the same
            self.transport.send_rtcp(rtcp.receiver_report(OUR_SSRC, []))

    def close(self) -> None:
        """Close the transport below."""
        self.line.close()
        self._consumers.clear()
        self.transport.close()
