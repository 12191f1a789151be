"""Refusals at the door: a few of each address are recorded, and not many of all together."""

from signaling.buckets import BURST_SECONDS
from signaling.noted import REFUSALS_A_SECOND, REFUSALS_OF_ALL, Noted

NOON = 43_200.0


def test_one_address_is_recorded_a_few_times() -> None:
    noted = Noted()

    recorded = [noted.few("192.0.2.1", NOON) for _ in range(100)]

    assert sum(recorded) == REFUSALS_A_SECOND * BURST_SECONDS
    assert noted.few("192.0.2.2", NOON)


def test_whoever_comes_from_another_address_each_time_does_not_fill_the_trail() -> None:
    noted = Noted()

    recorded = [noted.few(f"2001:db8::{number:x}", NOON) for number in range(1000)]

    assert sum(recorded) == REFUSALS_OF_ALL * BURST_SECONDS
    assert noted.left_out == 1000 - sum(recorded)
    assert noted.few("192.0.2.1", NOON + 1)
