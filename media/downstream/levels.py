"""One receiver's level at work: figures gathered for the rule, and what it says carried out.

Rule: it is the receiver's, not its transport's, so a line that is built anew goes on where it was.
Nobody else's tracks, and no sound at all, are touched by it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from classroom.media_messages import Level
from media.downstream.costs import CONTENT, costs, grant, shows
from media.downstream.ladder import HEADROOM, Ladder
from media.downstream.stills import Stills, Timers

if TYPE_CHECKING:
    from media.downstream.consumer import Consumer
    from media.downstream.transport import OutboundTransport
    from media.upstream.stream import ProducerStream


class Levels:
    """The level of one peer, and its stills."""

    def __init__(self, timers: Timers) -> None:
        """Begin with everything."""
        self.ladder = Ladder()
        self.stills = Stills(timers)
        self.estimate: int | None = None

    @property
    def estimate_kbps(self) -> float | None:
        """What its line takes in, if that is known."""
        return None if self.estimate is None else round(self.estimate / 1000, 1)

    def pin(self, level: Level | None) -> None:
        """Send no more than this, from the next look on."""
        self.ladder.pin = level

    def lost(self, fractions: Iterable[float]) -> None:
        """Take what was lost, 0…1 of each track."""
        self.ladder.lost(fractions)

    def admit(self, consumer: "Consumer", others: Collection["Consumer"], now: float) -> None:
        """Hold a new consumer to the level as it is."""
        self._apply(consumer, shows((*others, consumer)), now)

    def look(
        self,
        transports: Collection["OutboundTransport"],
        rates: Mapping["ProducerStream", int],
        now: float,
    ) -> bool:
        """Decide anew and carry it out; tell whether the level or why has changed."""
        consumers = [c for transport in transports for c in transport.consumers]
        line = next((t for t in reversed([*transports]) if t.transport.connected), None)
        self.estimate = None if line is None else line.estimate
        by_level = costs(consumers, rates)
        bound = line is None or line.is_bound(now)
        changed = self.ladder.look(by_level, self.estimate, now, bound=bound)
        if line is not None:
            line.wanted = self.ladder.wanted(by_level)
        beside = shows(consumers)
        for consumer in consumers:
            self._apply(consumer, beside, now)
        spare = None
        if self.estimate is not None:
            spare = round(self.estimate * HEADROOM) - by_level[Level.SOUND]
        self.stills.look(consumers, spare, now)
        return changed

    def close(self) -> None:
        """Send no stills any more."""
        self.stills.close()

    def _apply(self, consumer: "Consumer", beside: bool, now: float) -> None:
        if not consumer.droppable:
            return
        given = grant(self.ladder.level, consumer.producer.source in CONTENT, beside)
        if given != (consumer.limit, consumer.only_stills):
            consumer.limit_to(given.limit, now, stills=given.stills)
