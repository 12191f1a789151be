"""Numbers of identity documents are nobody's number here: not a pupil's, not a teacher's."""

from typing import Any

import pytest

from classroom.register.checks import Invalid, build
from classroom.register.identity import holds_identity_number
from classroom.register.people import PEOPLE, PUPILS
from classroom.register.resource import Kind

PUPIL = {"school_class": "c", "name": "小禾"}
PERSON = {"school": "s", "real_name": "王秀英", "display_name": "王老师"}
REAL = "11010519491231002X"  # the example in GB 11643


@pytest.mark.parametrize("number", [REAL, REAL.lower(), f"G{REAL}", "110105-19491231-002X"])
@pytest.mark.parametrize(("kind", "values"), [(PUPILS, PUPIL), (PEOPLE, PERSON)])
def test_an_identity_number_is_refused_as_a_number(
    kind: Kind[Any], values: dict[str, str], number: str
) -> None:
    with pytest.raises(Invalid) as refused:
        build(kind, {**values, "number": number})

    assert [(p.field, p.code) for p in refused.value.problems] == [("number", "number_is_identity")]


@pytest.mark.parametrize(
    "number",
    [
        "20260301",
        "T0012",
        "110105194912310021",  # its check character is wrong
        "110105194913310022",  # nobody was born in a thirteenth month
        "1" * 32,
    ],
)
def test_other_long_numbers_are_numbers(number: str) -> None:
    assert build(PUPILS, {**PUPIL, "number": number}).number == number


def test_one_character_alone_is_the_right_check_character() -> None:
    right = [last for last in "0123456789X" if holds_identity_number(REAL[:-1] + last)]

    assert right == ["X"]
