"""Transport-wide feedback: what came, what did not, and when, as the sender reads it."""

from hypothesis import given
from hypothesis import strategies as st

from media.transport_feedback import TransportFeedback
from media.upstream.twcc import MAX_PACKETS, MAX_STATUSES, Arrivals


def read(arrivals: Arrivals) -> dict[int, int | None]:
    """Return status by number, as written to the wire and read back."""
    statuses: dict[int, int | None] = {}
    for feedback in arrivals.take():
        again = TransportFeedback.parse(feedback.body())
        for index, ticks in enumerate(again.arrivals):
            number = (again.base_sequence + index) & 0xFFFF
            assert number not in statuses
            statuses[number] = ticks
    return statuses


def test_losses_are_reported_between_what_came() -> None:
    arrivals = Arrivals()
    for number, at in [(10, 1.0), (11, 1.125), (14, 1.25)]:
        arrivals.record(number, at)

    assert read(arrivals) == {10: 4000, 11: 4500, 12: None, 13: None, 14: 5000}


def test_the_next_feedback_begins_where_the_last_ended() -> None:
    arrivals = Arrivals()
    arrivals.record(10, 1.0)
    arrivals.take()

    arrivals.record(13, 1.1)

    assert list(read(arrivals)) == [11, 12, 13]
    assert arrivals.take() == []


def test_numbers_wrap() -> None:
    arrivals = Arrivals()
    for number in (65534, 65535, 0, 2):
        arrivals.record(number, 1.0)

    assert read(arrivals) == {65534: 4000, 65535: 4000, 0: 4000, 1: None, 2: 4000}


def test_disorder_within_a_feedback_is_reported_as_it_was() -> None:
    arrivals = Arrivals()
    for number, at in [(1, 1.0), (3, 1.125), (2, 1.25)]:
        arrivals.record(number, at)

    assert read(arrivals) == {1: 4000, 2: 5000, 3: 4500}


def test_what_comes_after_its_feedback_stays_lost() -> None:
    arrivals = Arrivals()
    arrivals.record(1, 1.0)
    arrivals.record(3, 1.0)
    arrivals.take()

    arrivals.record(2, 1.1)

    assert arrivals.take() == []
    assert arrivals.late == 1


def test_a_long_silence_and_a_great_leap_fit_too() -> None:
    arrivals = Arrivals()
    arrivals.record(1, 1.0)
    arrivals.record(2, 30.0)
    arrivals.record(1500, 30.1)

    statuses = read(arrivals)

    assert [n for n, ticks in statuses.items() if ticks is not None] == [1, 2, 1500]


@given(
    st.lists(st.tuples(st.integers(0, 60), st.floats(0, 0.5)), min_size=1, max_size=200),
    st.integers(0, 65535),
)
def test_whatever_comes_each_is_reported_once_and_at_its_time(
    steps: list[tuple[int, float]], first: int
) -> None:
    arrivals = Arrivals()
    number, at = first, 100.0
    came: dict[int, int] = {}
    for step, pause in steps:
        number, at = number + step, at + pause
        arrivals.record(number & 0xFFFF, at)
        came.setdefault(number, int(at * 4000))

    feedbacks = arrivals.take()

    assert all(len(f.arrivals) <= MAX_STATUSES for f in feedbacks)
    reported = [t for f in feedbacks for t in TransportFeedback.parse(f.body()).arrivals]
    assert [t & 0xFFFFFF for t in reported if t is not None] == [
        came[n] & 0xFFFFFF for n in sorted(came)
    ]


def test_a_sender_whose_numbers_leap_gets_no_flood_of_feedback() -> None:
    arrivals = Arrivals()
    for index in range(10_000):
        arrivals.record(index * (MAX_STATUSES + 1) & 0xFFFF, 1.0)

    packets = arrivals.take()
    arrivals.record((9_999 * (MAX_STATUSES + 1) + 1) & 0xFFFF, 1.1)

    assert len(packets) == MAX_PACKETS
    assert len(read(arrivals)) == 1
