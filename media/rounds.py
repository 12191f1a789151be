"""What a room does by the clock: layers that come, go or are unwanted, reports, who speaks, lines.

Rule: one timer a worker goes round all its rooms; time is an input.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from classroom.media_messages import LevelChanged, MediaEvent, Quality, Source, Speaking
from media.downstream.costs import Rates
from media.peer import Peer
from media.quality import LineMeter
from media.room import Room
from media.silence import Silence
from media.speakers import Speakers
from media.wanted import Wanted

TICK_SECONDS = 0.25
REPORT_SECONDS = 1.0
QUALITY_SECONDS = 2.0
A_FEW = 8  # peers of one step: some tenths of a millisecond


class Rounds:
    """The clockwork of one room."""

    def __init__(self, room: Room, emit: Callable[[MediaEvent], None]) -> None:
        """Begin; `emit` takes what is to be told."""
        self._room = room
        self._emit = emit
        self._speakers = Speakers()
        self._wanted = Wanted(room.id, emit)
        self._silence = Silence(room.id, emit)
        self._meters: dict[str, LineMeter] = {}
        self._rates = Rates()
        self._next_report = self._next_quality = 0.0

    def tick(self, now: float) -> None:
        """Do what is due, all at once; called every `TICK_SECONDS`."""
        for _ in self.steps(lambda: now):
            pass

    def steps(self, clock: Callable[[], float]) -> Iterator[None]:
        """Do what is due in steps of a few peers: between two of them packets may pass."""
        now = clock()
        for producer in self._room.producers.values():
            producer.retarget(now)
        self._wanted.tick(self._room.peers, now)
        self._tell_speakers(now)
        self._silence.listen(self._room.peers, now)
        for peers in self._few():
            yield
            self._find_levels(peers, clock())
        if now >= self._next_report:
            self._next_report = now + REPORT_SECONDS
            streams = [s for p in self._room.producers.values() for s in p.streams]
            self._rates.update(streams, now)
            for peers in self._few():
                yield
                self._report(peers, clock())
        if now >= self._next_quality:
            self._next_quality = now + QUALITY_SECONDS
            yield from self._tell_quality(clock)

    def _few(self) -> Iterator[Sequence[Peer]]:
        peers = list(self._room.peers.values())
        return (peers[at : at + A_FEW] for at in range(0, len(peers), A_FEW))

    def _report(self, peers: Iterable[Peer], now: float) -> None:
        for peer in peers:
            for inbound in peer.inbound.values():
                inbound.report(now)
            for outbound in peer.outbound.values():
                outbound.report(now)
            for direct in peer.direct.values():
                direct.report(now)

    def _find_levels(self, peers: Iterable[Peer], now: float) -> None:
        for peer in peers:
            levels = peer.levels
            if peer.outbound and levels.look(peer.outbound.values(), self._rates.of, now):
                self._emit(
                    LevelChanged(
                        room=self._room.id,
                        peer=peer.id,
                        level=levels.ladder.level,
                        reason=levels.ladder.reason,
                        estimate_kbps=levels.estimate_kbps,
                    )
                )

    def _tell_quality(self, clock: Callable[[], float]) -> Iterator[None]:
        for gone in self._meters.keys() - self._room.peers.keys():
            del self._meters[gone]
        lines = []
        for peers in self._few():
            yield
            now = clock()
            for peer in peers:
                if peer.id in self._room.peers and not peer.unseen:
                    meter = self._meters.setdefault(peer.id, LineMeter())
                    lines.append(meter.measure(peer, now))
        if lines:
            self._emit(Quality(room=self._room.id, lines=lines))

    def _tell_speakers(self, now: float) -> None:
        loudness = {
            peer.id: stream.loudness
            for peer in self._room.peers.values()
            for producer in peer.producers.values()
            if producer.source is Source.MICROPHONE and not (producer.paused or producer.ducked)
            for stream in producer.streams
            if now - stream.last_arrival < 0.5
        }
        changed = self._speakers.update(loudness, now)
        if changed is not None:
            self._emit(Speaking(room=self._room.id, peers=changed))
