"""Whatever a receiver says, each packet is told of once, and only what was sent."""

import tracemalloc

from hypothesis import given, settings
from hypothesis import strategies as st

from media.congestion.estimator import Estimator
from media.congestion.matching import PATIENCE, Matching
from media.congestion.rate import LEAST, MOST
from media.downstream.sent_log import SIZE, SentLog
from media.transport_feedback import TransportFeedback


def sent(count: int) -> SentLog:
    """Return a log of so many packets, 10 ms apart."""
    log = SentLog(5, clock=lambda: log.next / 100)
    for _ in range(count):
        log.note(1000)
    return log


def told(base: int, *arrivals: int | None) -> TransportFeedback:
    return TransportFeedback(1, 1, base & 0xFFFF, 0, arrivals)


def test_what_came_has_its_size_and_both_times() -> None:
    matching = Matching(sent(3))

    assert matching.take(told(0, 4000, 4040, None), 1.0) == [
        (0.0, 1000, 1.0),
        (0.01, 1000, 1.01),
    ]


def test_a_packet_counts_as_lost_only_when_it_can_no_longer_be_late() -> None:
    matching = Matching(sent(4))
    assert len(matching.take(told(0, 4000, None, None), 1.0)) == 1

    late = matching.take(told(1, 4100), 1.0 + PATIENCE / 2)
    rest = matching.take(told(3, 4200), 1.01 + PATIENCE)

    assert late == [(0.01, 1000, 1.025)]
    assert rest == [(0.03, 1000, 1.05), (0.02, 1000, None)]


def test_nothing_is_told_twice() -> None:
    matching = Matching(sent(2))
    matching.take(told(0, 4000, 4040), 1.0)

    assert matching.take(told(0, 4000, 4040), 2.0) == []


def test_numbers_go_on_after_the_sixteenth_bit() -> None:
    matching = Matching(sent(0x20004))

    result = matching.take(told(0xFFFE, 0, 4, 8, 12), 1.0)

    assert [round(at * 100) for at, _, _ in result] == [0x1FFFE, 0x1FFFF, 0x20000, 0x20001]


def test_arrivals_go_on_when_their_clock_wraps() -> None:
    matching = Matching(sent(4))

    before = matching.take(told(0, 0xFFFFFFF0, 0xFFFFFFFC), 1.0)
    after = matching.take(told(2, 0x00000004), 1.1)

    assert after[0][2] is not None
    assert before[1][2] is not None
    assert round((after[0][2] - before[1][2]) * 4000) == 8


def test_who_says_that_everything_came_at_once_is_not_remembered_for_ever() -> None:
    estimator = Estimator()
    tracemalloc.start()
    try:
        for index in range(200):
            estimator.feedback([(index / 10, 1000, 5.0)] * 100, index / 10)

        assert tracemalloc.get_traced_memory()[0] < 200_000
    finally:
        tracemalloc.stop()


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFF),
            st.lists(st.none() | st.integers(0, 0xFFFFFFFF), min_size=1, max_size=60),
        ),
        max_size=20,
    ),
    st.sampled_from((0, 3, 500, SIZE + 200)),
)
def test_lies_do_no_harm(lies: list[tuple[int, list[int | None]]], count: int) -> None:
    log = sent(count)
    matching, estimator = Matching(log), Estimator()
    total = 0

    for index, (base, arrivals) in enumerate(lies):
        result = matching.take(told(base, *arrivals), index * 0.1)
        total += len(result)
        estimator.feedback(result, index * 0.1)

    assert total <= min(count, SIZE)
    assert estimator.estimate is None or LEAST <= estimator.estimate <= MOST
