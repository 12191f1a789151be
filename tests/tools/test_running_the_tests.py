"""The last line of `make test` speaks for both halves."""

import pytest

from tools.run_tests import verdict


def test_all_have_passed_only_if_both_halves_have() -> None:
    assert verdict(0, 0) == "ALL TESTS PASSED."


@pytest.mark.parametrize(
    ("first", "second", "named"),
    [(1, 0, ["first"]), (0, 1, ["second"]), (1, 5, ["first", "second"]), (-9, 0, ["first"])],
)
def test_it_names_the_summaries_to_look_at(first: int, second: int, named: list[str]) -> None:
    said = verdict(first, second)

    assert said.startswith("NOT ALL TESTS PASSED")
    assert [half for half in ("first", "second") if f"the {half} summary" in said] == named
