"""A line that exists in numbers only: so wide and long, losing and shaking packets."""

from collections.abc import Callable
from random import Random

from media.congestion.estimator import Estimator
from media.congestion.matching import Matching
from media.congestion.probing import Probing
from media.downstream.sent_log import SentLog
from media.transport_feedback import TICKS_A_SECOND, TransportFeedback

STEP = 0.005
FEEDBACK = 0.1


class Line:
    """Carries packets one after another; what finds no room in its queue is lost."""

    def __init__(
        self,
        capacity: Callable[[float], float],
        *,
        delay: float = 0.03,
        queue_seconds: float = 0.4,
        loss: float = 0.0,
        jitter: float = 0.0,
        seed: int = 1,
    ) -> None:
        self.capacity = capacity
        self.delay = delay
        self.queue_seconds = queue_seconds
        self.loss = loss
        self.jitter = jitter
        self.free_at = 0.0
        self.random = Random(seed)

    def carry(self, size: int, now: float) -> float | None:
        """Return when a packet arrives that enters now, or None; without capacity none does."""
        if not self.capacity(now):
            return None
        waiting = max(0.0, self.free_at - now)
        if waiting > self.queue_seconds:
            return None
        self.free_at = max(self.free_at, now) + 8 * size / self.capacity(now)
        if self.random.random() < self.loss:
            return None
        return self.free_at + self.delay + self.random.random() * self.jitter


class Drive:
    """A sender of sound and picture over a line, with the receiver's feedback."""

    def __init__(self, line: Line, wanted: Callable[[float | None, float], float]) -> None:
        """`wanted(estimate, now)` is the bit/s of picture to send."""
        self.line = line
        self.wanted = wanted
        self.estimator = Estimator()
        self.now = 0.0
        self.log = SentLog(1, clock=lambda: self.now)
        self.matching = Matching(self.log)
        self.history: list[tuple[float, float | None]] = []
        self.queued = 0.0  # seconds: the longest that the line's queue has been
        self.probing = Probing()
        self.useful = 0.0  # bit/s that would be of use: what is probed for
        self.probes = 0
        self.silent = False  # nothing is sent: the lesson pauses
        self._sent = 0
        self._arrivals: dict[int, float] = {}  # what came or will, until it was told of
        self._first = 0  # the first number that no feedback has covered
        self._next_feedback = FEEDBACK
        self._step = 0

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.now < end:
            self.now += STEP
            self._step += 1
            if self._step % 4 == 0 and not self.silent:
                self.send(110)
            if self._step % 8 == 0 and not self.silent:  # 25 pictures a second
                size = int(self.wanted(self.estimator.estimate, self.now) / 25 / 8)
                while size > 0:
                    self.send(min(size, 1200))
                    size -= 1200
            self._probe()
            if self.now >= self._next_feedback:
                self._next_feedback += FEEDBACK
                self._hear()

    def _probe(self) -> None:
        probing = self.probing
        if probing.due(self.useful, self.estimator, self.now):
            probing.begin(self.useful, self.estimate, self._sent, self.now)
            self.probes += 1
        if probing.under_way:
            owed = probing.owed(self._sent, self.now)
            while owed >= 1200:
                self.send(1200)
                owed -= 1200

    def send(self, size: int) -> None:
        """Send one packet now."""
        self._sent += size
        arrives = self.line.carry(size, self.now)
        if arrives is not None:
            self._arrivals[self.log.next] = arrives
        self.log.note(size)
        self.queued = max(self.queued, self.line.free_at - self.now)

    @property
    def estimate(self) -> float:
        """The estimate now."""
        assert self.estimator.estimate is not None
        return self.estimator.estimate

    def spread(self, since: float) -> tuple[float, float]:
        """Return the least and the greatest estimate since then."""
        values = [value for at, value in self.history if at >= since and value is not None]
        return min(values), max(values)

    def _hear(self) -> None:
        """Tell of what had arrived one delay ago, late packets too, as browsers do."""
        there = {n: at for n, at in self._arrivals.items() if at <= self.now - self.line.delay}
        if there:
            base = min(self._first, min(there))
            arrivals = tuple(
                int(there[n] * TICKS_A_SECOND) if n in there else None
                for n in range(base, max(there) + 1)
            )
            self._first = base + len(arrivals)
            for number in there:
                del self._arrivals[number]
            feedback = TransportFeedback.parse(
                TransportFeedback(9, 9, base & 0xFFFF, 0, arrivals).body()
            )
            told = self.matching.take(feedback, self.now)
            self.probing.take(told, self.estimator, self.now)
            self.estimator.feedback(told, self.now)
        self.estimator.tick(self.matching.unheard(), self.now)
        self.history.append((self.now, self.estimator.estimate))
