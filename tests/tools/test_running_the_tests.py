"""The last line of `make test` speaks for all of its processes."""

import pytest

from tools.run_tests import verdict


def test_all_have_passed_only_if_each_process_says_so() -> None:
    assert verdict(0, 0, 0, 0, 0) == "ALL TESTS PASSED."


@pytest.mark.parametrize(
    ("statuses", "named"),
    [
        ((1, 0, 0, 0, 0), ["first"]),
        ((0, 1, 0, 0, 0), ["second"]),
        ((1, 0, 5, 0, 0), ["first", "third"]),
        ((-9, 0, 0, 2, 0), ["first", "fourth"]),
    ],
)
def test_it_names_the_summaries_to_look_at(statuses: tuple[int, ...], named: list[str]) -> None:
    said = verdict(*statuses)

    assert said.startswith("NOT ALL TESTS PASSED")
    summaries = ("first", "second", "third", "fourth", "fifth")
    assert [each for each in summaries if f"the {each} summary" in said] == named
