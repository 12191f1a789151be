"""The C kernel and the Python path make the same of feedback, to the last bit, whatever comes."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.failures import BadMessage
from media.congestion.arriving import MOST_ARRIVALS, Acknowledged, Arriving, Summed
from media.congestion.matching import Matching
from media.downstream.sent_log import MASK, SIZE, SentLog
from media.kernel.binding import load
from media.kernel.hearing import Hearing
from media.transport_feedback import MAX_PACKETS, TransportFeedback
from tests.media.congestion.line import Drive, Line


def summed(one: Summed) -> tuple[object, ...]:
    last = (one.first, one.last, one.bits) if one.told else ()
    latest = one.latest if one.received else None
    return one.told, one.received, last, latest, one.came, one.usage, one.stands, one.just_now()


class Both:
    """Both ways to listen, on two logs of the same packets."""

    def __init__(self, log: SentLog) -> None:
        kernel = load(True)
        assert kernel is not None
        self.log = log
        self.matching = Matching(log)
        self.arriving = Arriving()
        self._again = SentLog(log.element_id)
        self._again.times, self._again.count = log.times, log.count
        self.hearing = Hearing(kernel, self._again)
        self._copied = 0

    def take(self, body: bytes, now: float) -> list[Acknowledged]:
        """Give both one feedback, and hold what they make of it against each other."""
        for number in range(max(self._copied, self.log.next - SIZE), self.log.next):
            self._again.sizes[number & MASK] = self.log.sizes[number & MASK]
        self._copied = self.log.next
        try:
            feedback = TransportFeedback.parse(body)
        except BadMessage as fault:
            words = "on no packets" if " on " in fault.detail else fault.detail
            with pytest.raises(BadMessage, match=words):
                self.hearing.hear(body, now)
            return []
        told = self.matching.take(feedback, now)
        assert self.hearing.hear(body, now) == len(told)
        assert self.hearing.packets() == told
        if told:
            self.arriving.take(told)
            assert summed(self.hearing) == summed(self.arriving)
        assert self._again.sizes == self.log.sizes
        return told


class Beside:
    """Stands in a drive for its matching."""

    def __init__(self, both: Both) -> None:
        self._both = both

    def unheard(self) -> bool:
        unheard = self._both.matching.unheard()
        assert self._both.hearing.unheard() == unheard
        return unheard

    def take(self, feedback: TransportFeedback, now: float) -> Sequence[Acknowledged]:
        return self._both.take(feedback.body(), now)


@pytest.mark.parametrize(
    "line",
    [
        Line(lambda now: 600_000 if now < 40 else 250_000, queue_seconds=0.6),
        Line(lambda now: 5_000_000, loss=0.08, jitter=0.15),
        Line(lambda now: 400_000 if not 20 < now < 24 else 0, jitter=0.02),
    ],
    ids=["thin", "shaking", "cut"],
)
def test_a_line_sounds_the_same(line: Line) -> None:
    drive = Drive(line, lambda estimate, now: 450_000)
    both = Both(drive.log)
    drive.matching = Beside(both)  # type: ignore[assignment]

    drive.run(130)  # the sums of the trend are made anew after 60 s

    assert both.matching.unheard() == both.hearing.unheard()


sendings = st.lists(
    st.tuples(st.sampled_from((0.0, 0.001, 0.004, 0.02, 0.3)), st.integers(1, 1300)), max_size=30
)
ticks = st.one_of(
    st.none(),
    st.integers(0, 400),
    st.integers(0, 30_000),
    st.integers(0, 0xFFFFFFFF),
)
Change = Callable[[bytearray], None]


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """Return feedback that may be true, a lie, or no feedback at all."""
    base, count = draw(st.integers(-40, 400)), draw(st.integers(1, 60))
    start = draw(st.sampled_from((0, 9000, 0xFFFFFF00)))
    arrivals = []
    for _ in range(count):
        step = draw(ticks)
        arrivals.append(None if step is None else start + step & 0xFFFFFFFF)
    try:
        body = bytearray(TransportFeedback(1, 1, base & 0xFFFF, 0, tuple(arrivals)).body())
    except ValueError:
        body = bytearray(draw(st.binary(max_size=60)))
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        if body:
            body[draw(st.integers(0, len(body) - 1))] = draw(st.integers(0, 255))
    return bytes(body[: draw(st.sampled_from((len(body), len(body), len(body), 17)))])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(sendings, st.lists(bodies(), max_size=4)), max_size=12))
def test_lies_sound_the_same(rounds: list[tuple[list[tuple[float, int]], list[bytes]]]) -> None:
    now = 5.0
    log = SentLog(1, clock=lambda: now)
    both = Both(log)

    for sending, heard in rounds:
        for pause, size in sending:
            now += pause
            log.note(size)
        for body in heard:
            now += 0.05
            both.take(body, now)


def run(base: int, count: int, first: int, step: int) -> bytes:
    arrivals = tuple((first + i * step) & 0xFFFFFFFF for i in range(count))
    return TransportFeedback(1, 1, base & 0xFFFF, 0, arrivals).body()


def test_more_than_either_keeps_sounds_the_same() -> None:
    now = 5.0
    log = SentLog(1, clock=lambda: now)
    both = Both(log)

    for turn in range(40):
        for _ in range(1000):
            now += 0.0001
            log.note(1200)
        # None came, then half of it in the wrong order, all at once, or long after it was sent.
        base = turn * 1000
        match turn % 5:
            case 0:
                both.take(run(base + 500, 500, turn * 400, 0), now)
                both.take(run(base, 700, turn * 400, -1), now)
            case 1:
                both.take(run(base, 1000, turn * 400, 0), now)
            case 2:
                both.take(run(base - 5000, MAX_PACKETS, turn * 400, 1), now + 0.3)
            case 3:
                gone = (None,) * 999 + (turn * 400,)
                both.take(TransportFeedback(1, 1, base & 0xFFFF, 0, gone).body(), now)

    assert len(both.arriving._arrivals) <= MOST_ARRIVALS
