"""Opus out of RTP (RFC 7587): every packet is a sample.

Rule: of sound nothing is left out but what is no Opus; what is missing shows as a gap in the ticks.
"""

from recording.tracks.clock import TrackClock
from recording.tracks.formats import SOUND_RATE, OpusFormat
from recording.tracks.order import Order
from recording.tracks.packets import Packet, read
from recording.tracks.samples import Counts, Sample

_LONGEST = 5760
"""Ticks: 120 ms, the longest packet (RFC 6716, 3.2.5)."""
# Ticks of a frame by the five bits of its configuration (RFC 6716, 3.1, table 2).
_FRAME = (480, 960, 1920, 2880) * 3 + (480, 960) * 2 + (120, 240, 480, 960) * 4


class OpusTrack:
    """RTP packets of Opus into samples."""

    needs_keyframe = False
    """Never: a decoder of sound may start anywhere."""

    def __init__(self) -> None:
        """Start before the first packet."""
        self.counts = Counts()
        self.format: OpusFormat | None = None
        """None before the first sample."""
        self._order = Order(SOUND_RATE, self.counts)
        self._clock = TrackClock(SOUND_RATE)
        self._missing = 0
        self._restarted = False

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return self.counts.lost

    def ticks_at(self, timestamp: int) -> int | None:
        """Return the ticks of an RTP timestamp near the last one, as a sender report has it."""
        return self._clock.ticks_at(timestamp)

    def feed(self, packet: bytes) -> list[Sample]:
        """Take a whole RTP packet; return the samples that are in order with it."""
        self.counts.packets += 1
        parsed = read(packet)
        if parsed is None:
            self.counts.malformed += 1
            return []
        return self._samples(self._order.take(parsed))

    def finish(self) -> list[Sample]:
        """Return what was waited with; the track is at its end, or is cut here."""
        return self._samples(self._order.finish())

    def _samples(self, packets: list[Packet]) -> list[Sample]:
        samples: list[Sample] = []
        for packet in packets:
            self._missing += packet.lost
            if packet.restarted:
                self._clock.restart()
                self._restarted = True
            if not packet.payload:
                continue
            duration = packet_ticks(packet.payload)
            if duration is None:
                self.counts.malformed += 1
                continue
            samples.append(self._sample(packet, duration))
        return samples

    def _sample(self, packet: Packet, duration: int) -> Sample:
        ticks, leapt = self._clock.place(packet.timestamp)
        restarted = leapt or self._restarted
        begins: OpusFormat | None = None
        if self.format is None or restarted:
            begins = self.format = OpusFormat()
        sample = Sample(packet.payload, ticks, duration, True, self._missing, restarted, begins)
        self._missing, self._restarted = 0, False
        return sample


def packet_ticks(packet: bytes) -> int | None:
    """Return how long a packet sounds at 48 kHz (RFC 6716, 3.1, 3.2), None when it is malformed."""
    if not packet:
        return None
    code = packet[0] & 3
    several = packet[1] & 0x3F if len(packet) > 1 else 0
    count = (1, 2, 2, several)[code]
    ticks = _FRAME[packet[0] >> 3] * count
    return ticks if 0 < ticks <= _LONGEST else None
