"""A browser's receive transport as the router has it: consumers out, their reports in."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from media import rtcp
from media.clocks import WallClock, middle_of, to_ntp
from media.downstream.consumer import Consumer
from media.downstream.loss_guard import LossGuard
from media.downstream.sent_log import SentLog
from media.ortc.router import TRANSPORT_CC_ID

if TYPE_CHECKING:
    from media.transport import Endpoint

OUR_SSRC = 1
MAX_COMPOUND = 1100  # bytes


class OutboundTransport:
    """One transport that carries consumers; the listener of its `WebRtcTransport`."""

    def __init__(
        self,
        endpoint: "Endpoint",
        *,
        wall_clock: WallClock,
        on_connected: Callable[["OutboundTransport", str], None],
        on_lost: Callable[["OutboundTransport", str], None],
    ) -> None:
        """Make the transport below; consumers are added as they are made."""
        self._loop = asyncio.get_running_loop()
        self._wall_clock = wall_clock
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._consumers: dict[int, Consumer] = {}
        self._next_mid = 0
        self._guard = LossGuard()
        self._next_ssrc = OUR_SSRC + 1 + secrets.randbits(31)
        self.unexpected = 0
        self.transport = endpoint.create_transport(self)
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
                self.transport.sent_log = SentLog(TRANSPORT_CC_ID)
            self.transport.sent_log.number((consumer.ssrc, consumer.outgoing.rtx_ssrc))
        consumer.limit = self._guard.limit

    def remove(self, consumer: Consumer) -> None:
        """Forget it; its SSRCs are never used again."""
        if self._consumers.pop(consumer.ssrc, None) is None:
            return
        if self.transport.sent_log is not None:
            self.transport.sent_log.ssrcs -= {consumer.ssrc, consumer.outgoing.rtx_ssrc}
        self.transport.release_ssrc(consumer.ssrc)
        if consumer.outgoing.rtx_ssrc is not None:
            self.transport.release_ssrc(consumer.outgoing.rtx_ssrc)

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """Those it carries."""
        return tuple(self._consumers.values())

    # -------------------------------------------------------------- from the transport

    def on_rtp(self, packet: bytes, arrival: float) -> None:
        """Drop it: nothing is produced on a receive transport."""
        self.unexpected += 1

    def on_rtcp(self, compound: bytes, arrival: float) -> None:
        """Take receiver reports, and requests for packets and keyframes."""
        consumers = self._consumers
        for item in rtcp.parse(compound):
            match item:
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
                case _:
                    pass

    def _heed(self, blocks: Sequence[rtcp.ReportBlock], now: float) -> None:
        """Send less picture where much is lost, pictures' losses being the better measure."""
        lost: dict[bool, list[float]] = {True: [], False: []}
        for block in blocks:
            if consumer := self._consumers.get(block.ssrc):
                lost[consumer.droppable].append(block.fraction_lost / 256)
        if self._guard.reported(lost[True] or lost[False], now):
            for consumer in self.consumers:
                consumer.limit_to(self._guard.limit, now)

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
        """Send a sender report for every track that flows.

        All of them have one NTP time on one clock, so that what belongs together stays together.
        """
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

    def close(self) -> None:
        """Close the transport below."""
        self._consumers.clear()
        self.transport.close()
