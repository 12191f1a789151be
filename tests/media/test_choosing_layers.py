"""Which simulcast layer suits, given which are sent."""

import pytest

from media.downstream.layers import choose, sending


@pytest.mark.parametrize(
    ("preferred", "alive", "chosen"),
    [
        (2, [True, True, True], 2),
        (0, [True, True, True], 0),
        (2, [True, True, False], 1),
        (2, [True, False, False], 0),
        (0, [False, True, True], 1),
        (1, [False, False, True], 2),
        (2, [True], 0),
        (2, [True, True], 1),
        (1, [False, False, False], None),
        (1, [], None),
    ],
)
def test_the_best_up_to_the_preferred_else_the_lowest_above(
    preferred: int, alive: list[bool], chosen: int | None
) -> None:
    assert choose(preferred, alive) == chosen


def test_a_layer_behind_the_others_is_not_being_sent() -> None:
    assert sending([10.0, 9.9, 8.0]) == [True, True, False]


def test_when_all_are_silent_none_counts_as_gone() -> None:
    never = float("-inf")

    assert sending([5.0, 5.0, 5.1]) == [True, True, True]
    assert sending([never, never, never]) == [False, False, False]
