"""One receiver's line as the router has it: what it carries, and how it is not flooded.

Rule: it is told of feedback, not of packets; a receiver that gives none costs nothing here.
"""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from media.congestion.estimator import Estimator
from media.congestion.matching import Matching
from media.congestion.probing import PACKET, Probing
from media.downstream.pacing import FASTER, PaceClock, Pacer
from media.downstream.sent_log import SentLog
from media.kernel.hearing import Hearing
from media.transport_feedback import TransportFeedback

if TYPE_CHECKING:
    from media.downstream.consumer import Consumer
    from media.webrtc import WebRtcTransport

NEWS = 0.05  # of the estimate: a change that is told
RECENTLY = 60.0  # seconds after the estimate was lowered in which the line may count as thin:
THIN = 1_500_000  # … with less than so many bit/s, what one good picture takes, …
TIMES = 2.0  # … or with less than so many times what comes
SOUND_ONCE = 400_000  # bit/s, of which sound said three times takes a fourth …
SOUND_ALONE = 120_000  # … and of which sound said twice takes three
OVERSHOOT = 5.0  # seconds after a probe in which a lower estimate says that it had found too much


class ReceiverLine:
    """The estimate of one transport, its probes and its pacing."""

    def __init__(
        self, transport: "WebRtcTransport", clock: PaceClock, changed: Callable[[], None]
    ) -> None:
        """`changed` is told when the estimate has moved by more than a little."""
        self.wanted = 0  # bit/s that would be of use; above the estimate, it is probed for
        self.estimator = Estimator()
        self.paced = False
        self.probes = 0
        self.overflows = 0
        self._transport = transport
        self._clock = clock
        self._changed = changed
        self._matching: Matching | Hearing | None = None
        self._probing = Probing()
        self._pacer = Pacer(transport, lambda: clock.start(self))
        self._consumers: dict[int, Consumer] = {}  # pictures, by SSRC
        self._told: float | None = None

    @property
    def estimate(self) -> int | None:
        """What the line takes in all, in bit/s; None while nothing is known."""
        estimate = self.estimator.estimate
        return None if estimate is None else int(estimate)

    @property
    def full_lately(self) -> bool:
        """Whether more was found to be too much, not long ago."""
        return monotonic() - self.estimator.lowered_at < RECENTLY

    @property
    def spare_words(self) -> int:
        """How often it can take sound again, 0 to 2: less where it was full lately, and what is
        said again would take much of it.
        """
        estimate = self.estimator.estimate
        if estimate is None or not self.full_lately:
            return 2
        return 0 if estimate < SOUND_ALONE else 1 if estimate < SOUND_ONCE else 2

    @property
    def words_lost(self) -> float:
        """The share of sound that saying it again can mend, 0…1: what a thin line loses for being
        full is not mended by sending more.
        """
        estimator = self.estimator
        if self.spare_words == 2:
            return estimator.lost
        return estimator.lost - estimator.excess_lost

    # -------------------------------------------------------------- who is on it

    def add(self, consumer: "Consumer") -> None:
        """Carry a picture."""
        self._consumers[consumer.ssrc] = consumer
        if self.paced:
            consumer.send_through(self._pacer.send_rtp)

    def remove(self, consumer: "Consumer") -> None:
        """Carry it no longer; what waits of it is sent with the rest."""
        if self._consumers.pop(consumer.ssrc, None) is not None:
            self._pacer.flush()  # its SSRCs are released now, and must not be seen again

    def close(self) -> None:
        """Forget what waits."""
        self._clock.stop(self)
        self._pacer.drop()
        self._consumers.clear()

    # -------------------------------------------------------------- what is told

    def feedback(self, log: SentLog | None, body: bytes, now: float) -> None:
        """Take transport-wide feedback, everything behind its RTCP header; without a log there is
        nothing that it could be about.

        Raises:
            BadMessage: `rtcp`: it is none.
        """
        if log is None:
            return
        matching = self._matching
        if matching is None:
            matching = self._matching = self._listen(log)
        estimator, probing = self.estimator, self._probing
        lowered = estimator.lowered_at
        if isinstance(matching, Matching):
            told = matching.take(TransportFeedback.parse(body), now)
            if not told:
                return
            probing.take(told, estimator, now)
            estimator.feedback(told, now)
        else:
            if not matching.hear(body, now):
                return
            if probing.rate:
                probing.take(matching.packets(), estimator, now)
            estimator.heard(now)
        if estimator.lowered_at != lowered and now - probing.since < OVERSHOOT:
            probing.failed()
        self._settle(now, at_once=estimator.lowered_at != lowered)

    def _listen(self, log: SentLog) -> Matching | Hearing:
        outlet = self._transport.outlet
        if outlet is None:
            return Matching(log)
        hearing = Hearing(outlet.kernel, log)
        self.estimator.arriving = hearing
        return hearing

    def remb(self, bitrate: int, now: float) -> None:
        """Take the receiver's own estimate, where it gives no other feedback."""
        if self._matching is None:
            self.estimator.bounded(float(bitrate))
            self._settle(now, at_once=False)

    def tick(self, now: float) -> None:
        """Look whether the line is cut; once a second."""
        if self._matching is not None:
            lowered = self.estimator.lowered_at
            self.estimator.tick(self._matching.unheard(), now)
            if self.estimator.lowered_at != lowered:
                self._settle(now, at_once=True)

    def _settle(self, now: float, *, at_once: bool) -> None:
        estimator = self.estimator
        estimate = estimator.estimate
        if estimate is None:
            return
        self._pacer.rate = FASTER * estimate
        self._set_paced(
            now - estimator.lowered_at < RECENTLY and estimate < max(THIN, TIMES * estimator.came)
        )
        if self._consumers and self._probing.due(self.wanted, estimator, now):
            self._probing.begin(self.wanted, estimate, self._transport.bytes_out, now)
            self.probes += 1
            self._clock.start(self)
        if self._told is None or at_once or abs(estimate - self._told) > NEWS * self._told:
            self._told = estimate
            self._changed()

    # -------------------------------------------------------------- what is sent

    def step(self, now: float) -> bool:
        """Send what waits, and padding for a probe; False when nothing is left to do."""
        pacer, probing = self._pacer, self._probing
        if pacer.too_long:
            self._overflow(now)
        if probing.under_way:
            pacer.rate = max(pacer.rate, probing.rate)
        if pacer:
            pacer.step(now)
        if probing.under_way:
            owed = probing.owed(self._transport.bytes_out, now)
            if not pacer:
                self._pad(owed)
            if not probing.under_way and self.estimator.estimate is not None:
                pacer.rate = FASTER * self.estimator.estimate
        return bool(pacer) or probing.under_way

    def _pad(self, size: int) -> None:
        if size < PACKET // 2:
            return
        consumer = next((c for c in self._consumers.values() if c.can_pad), None)
        while consumer is not None and size > 0:
            sent = consumer.pad()
            size -= sent
            if not sent:
                return

    def _set_paced(self, paced: bool) -> None:
        if paced is self.paced:
            return
        self.paced = paced
        if not paced:
            self._pacer.flush()
        for consumer in self._consumers.values():
            consumer.send_through(self._pacer.send_rtp if paced else None)

    def _overflow(self, now: float) -> None:
        """Let go of what has waited too long: its tracks go on from a keyframe."""
        self.overflows += 1
        for ssrc, number in self._pacer.drop().items():
            if consumer := self._consumers.get(ssrc):
                consumer.overflowed(number, now)
