"""How one peer's line is, over the time since it was last asked.

Rule: loss up is what stayed missing after retransmission, loss down is what the browser reports;
nothing here is exact, all of it is what a person would call the line.
"""

from classroom.media_messages import Kind, LineQuality, Source
from media.peer import Peer
from media.upstream.stream import ProducerStream

RECENT = 2.5  # seconds since the last packet, after which nothing arrives


class LineMeter:
    """The counters of one peer as they were when last asked."""

    def __init__(self) -> None:
        """Start from nothing."""
        self._at: float | None = None
        self._in = 0
        self._out = 0
        self._came = self._went = 0  # in all, over every transport that it has had

    def measure(self, peer: Peer, now: float) -> LineQuality:
        """Return the line since the last call."""
        transports = [t.transport for t in peer.inbound.values()]
        transports += [t.transport for t in peer.outbound.values()]
        came = sum(t.bytes_in for t in transports) + (
            0 if transports else sum(s.reception.bytes for s in _streams(peer))
        )
        went = sum(t.bytes_out for t in transports)
        elapsed = now - self._at if self._at is not None else 0.0
        kbps = 8 / 1000 / elapsed if elapsed > 0 else 0.0
        up, down = max(0, came - self._in) * kbps, max(0, went - self._out) * kbps
        # Less than before: a transport is gone, and what there is came since.
        self._came += came - self._in if came >= self._in else came
        self._went += went - self._out if went >= self._out else went
        self._at, self._in, self._out = now, came, went
        round_trip = peer.round_trip
        return LineQuality(
            peer=peer.id,
            up_kbps=round(up, 1),
            down_kbps=round(down, 1),
            up_loss=round(_up_loss(peer), 4),
            down_loss=round(_down_loss(peer), 4),
            rtt_ms=None if round_trip is None else round(round_trip * 1000, 1),
            jitter_ms=_jitter(peer, now),
            picture=_arrives(peer, Kind.VIDEO, now),
            sound=_arrives(peer, Kind.AUDIO, now),
            protocol=None
            if peer.silent
            else next((t.protocol for t in transports if t.protocol), None),
            level=peer.levels.ladder.level if peer.outbound else None,
            estimate_kbps=peer.levels.estimate_kbps,
            bytes_down=self._went,
            bytes_up=self._came,
        )


def _streams(peer: Peer) -> list[ProducerStream]:
    return [s for p in peer.producers.values() for s in p.streams if s.highest >= 0]


def _up_loss(peer: Peer) -> float:
    expected = received = 0
    for stream in _streams(peer):
        interval = stream.reception.since_quality(stream.highest)
        expected += interval.expected
        received += interval.received
    return min(1.0, max(0.0, 1 - received / expected)) if expected > 0 else 0.0


def _down_loss(peer: Peer) -> float:
    flowing = [c for c in peer.consumers.values() if c.current is not None]
    return max((c.lost_fraction for c in flowing), default=0.0)


def _jitter(peer: Peer, now: float) -> float | None:
    up = [
        s.reception.jitter / s.codec.clock_rate
        for s in _streams(peer)
        if now - s.last_arrival < RECENT
    ]
    down = [c.jitter for c in peer.consumers.values() if c.current is not None]
    return round(max(up + down) * 1000, 1) if up or down else None


def _arrives(peer: Peer, kind: Kind, now: float) -> bool:
    return any(
        now - stream.last_arrival < RECENT
        for producer in peer.producers.values()
        if producer.kind is kind and producer.source is not Source.SCREEN_SOUND
        for stream in producer.streams
    )
