"""The receiving half of a synthetic classroom: it takes what its views name and tells how it came.

Rule: nothing is decoded; packets are counted, and the server sees a living receiver (RFC 3550
reports, RFC 4585 NACKs), so that its estimates and its limits are those of a real page.
"""

import asyncio
import secrets
from dataclasses import dataclass

from classroom.failures import BadMessage
from media import rtcp, rtp
from media.client import ClientTransport

REPORT_SECONDS = 1.0
MOST_ASKED_AGAIN = 16
REPORTS_IN_ONE = 31  # RFC 3550, 6.4.2


@dataclass(slots=True)
class Incoming:
    """How one stream arrives."""

    ssrc: int
    rate: int
    video: bool
    first: int = -1
    highest: int = -1  # extended sequence number
    packets: int = 0
    jitter: float = 0.0
    transit: float | None = None
    reported_expected: int = 0
    reported_packets: int = 0
    last_sr: int = 0
    last_sr_at: float = 0.0

    def take(self, packet: rtp.RtpView, arrival: float) -> list[int]:
        """Count a packet and return the sequence numbers that were jumped over."""
        self.packets += 1
        transit = arrival * self.rate - packet.timestamp
        if self.transit is not None and abs(transit - self.transit) < self.rate:
            self.jitter += (abs(transit - self.transit) - self.jitter) / 16
        self.transit = transit
        if self.highest < 0:
            self.first = self.highest = packet.sequence
            return []
        step = (packet.sequence - self.highest) & 0xFFFF
        if step >= 0x8000 or step == 0:
            return []
        before = self.highest
        self.highest += step
        return [n & 0xFFFF for n in range(before + 1, self.highest)][:MOST_ASKED_AGAIN]

    def block(self, now: float) -> rtcp.ReportBlock:
        """Return its report since the last one."""
        expected = self.highest - self.first + 1
        new = expected - self.reported_expected
        came = self.packets - self.reported_packets
        self.reported_expected, self.reported_packets = expected, self.packets
        lost = max(0, new - came)
        return rtcp.ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=min(255, lost * 256 // new) if new > 0 else 0,
            lost=max(-(1 << 23), min((1 << 23) - 1, expected - self.packets)),
            highest_sequence=self.highest & 0xFFFFFFFF,
            jitter=int(self.jitter) & 0xFFFFFFFF,
            last_sr=self.last_sr,
            delay=int((now - self.last_sr_at) * 65536) & 0xFFFFFFFF if self.last_sr else 0,
        )


class Receiver:
    """Counts what comes through one transport."""

    def __init__(self, transport: ClientTransport) -> None:
        """Listen to the transport."""
        self._transport = transport
        self._own_ssrc = secrets.randbits(32)
        self.streams: dict[int, Incoming] = {}
        transport.on_rtp = self._on_rtp
        transport.on_rtcp = self._on_rtcp

    def expect(self, ssrc: int, rate: int, *, video: bool) -> None:
        """Count this stream from now on."""
        self.streams[ssrc] = Incoming(ssrc, rate, video)

    def forget(self, ssrc: int) -> None:
        """It is no longer consumed."""
        self.streams.pop(ssrc, None)

    async def run(self) -> None:
        """Report every second until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            now = loop.time()
            heard = [stream.block(now) for stream in self.streams.values() if stream.highest >= 0]
            report = rtcp.receiver_report(self._own_ssrc, heard[:REPORTS_IN_ONE])
            self._transport.send_rtcp(report)

    def _on_rtp(self, packet: bytes, arrival: float) -> None:
        try:
            view = rtp.view(packet)
        except BadMessage:
            return
        stream = self.streams.get(view.ssrc)
        if stream is None:
            return
        missing = stream.take(view, arrival)
        if missing and stream.video:
            self._transport.send_rtcp(rtcp.nack(self._own_ssrc, stream.ssrc, missing))

    def _on_rtcp(self, compound: bytes, arrival: float) -> None:
        for packet in rtcp.parse(compound):
            if isinstance(packet, rtcp.SenderReport):
                stream = self.streams.get(packet.ssrc)
                if stream is not None:
                    stream.last_sr = packet.ntp >> 16 & 0xFFFFFFFF
                    stream.last_sr_at = arrival
