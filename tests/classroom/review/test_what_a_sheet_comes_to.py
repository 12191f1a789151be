"""A form's scales and weights, and the one rule by which a result is worked out."""

from typing import Any

import pytest

from classroom.review.forms import (
    FormItem,
    FormOrder,
    Level,
    Scale,
    SheetMark,
    check_form,
    check_marks,
    result,
)

WORDS = (
    Level(points=0, zh="没有", en="no"),
    Level(points=1, zh="偶尔", en="at times"),
    Level(points=2, zh="经常", en="often"),
)
FORM = FormOrder(
    zh="听课评价",
    items=(
        FormItem(key="goal", zh="目标明确", low=0, high=10, weight=30),
        FormItem(key="talk", zh="师生互动", scale=Scale.LEVELS, levels=WORDS, weight=20),
        FormItem(key="tools", zh="设备使用", low=1, high=5, weight=10, required=False),
        FormItem(key="words", zh="印象", scale=Scale.TEXT, weight=0, required=False),
    ),
)


def marks(**points: int | None) -> list[SheetMark]:
    return [SheetMark(item=item, points=given) for item, given in points.items()]


@pytest.mark.parametrize(("given", "expected"), [
    ({"goal": 10, "talk": 2, "tools": 5}, 100.0),
    ({"goal": 0, "talk": 0, "tools": 1}, 0.0),  # the least of a scale is nothing, 1 of 5 too
    ({"goal": 5, "talk": 1, "tools": 3}, 50.0),
    ({"goal": 10, "talk": 0}, 60.0),  # 30 of 50: what is left out weighs nothing
    ({"goal": 7, "talk": 2, "tools": 2}, 72.5),  # (21 + 20 + 2.5) / 60
    ({"tools": 2}, 25.0),
    ({"words": None}, None),
    ({}, None),
])  # fmt: skip
def test_each_share_of_a_scale_is_weighed(given: dict[str, int], expected: float | None) -> None:
    assert result(FORM, marks(**given)) == expected


def test_half_of_a_tenth_goes_up_for_everybody() -> None:
    form = FormOrder(zh="表", items=(FormItem(key="a", zh="项", low=0, high=80, weight=1),))

    assert [result(form, marks(a=each)) for each in (1, 3, 79)] == [1.3, 3.8, 98.8]


@pytest.mark.parametrize(("change", "problem"), [
    ({"key": "talk"}, ("items[1].key", "twice")),
    ({"low": 5, "high": 5}, ("items[0].high", "wrong_scale")),
    ({"scale": Scale.LEVELS}, ("items[0].levels", "wrong_scale")),
    ({"scale": Scale.LEVELS, "levels": (WORDS[0], WORDS[0])}, ("items[0].levels", "wrong_scale")),
    ({"scale": Scale.TEXT}, ("items[0].weight", "text_weighs_nothing")),
    ({"zh": " "}, ("items[0].zh", "too_short")),
])  # fmt: skip
def test_a_form_that_makes_no_sense_is_told_where(
    change: dict[str, Any], problem: tuple[str, str]
) -> None:
    values: dict[str, Any] = {"key": "goal", "zh": "目标", "weight": 30}
    first = FormItem(**(values | change))

    found = check_form(FormOrder(zh="表", items=(first, *FORM.items[1:])))

    assert problem in [(each.field, each.code) for each in found]


def test_a_form_that_weighs_nothing_is_none() -> None:
    only = FormItem(key="a", zh="印象", scale=Scale.TEXT, weight=0)

    assert [each.code for each in check_form(FormOrder(zh="表", items=(only,)))] == [
        "weighs_nothing"
    ]
    assert check_form(FORM) == []


def test_marks_are_on_their_scale_and_what_is_required_is_there() -> None:
    wrong = marks(goal=11, talk=3, words=1, nothing=1)

    loose = [(each.field, each.code) for each in check_marks(FORM, wrong, complete=False)]
    complete = check_marks(FORM, marks(goal=4, tools=3), complete=True)

    assert loose == [
        ("marks[0].points", "not_on_the_scale"),
        ("marks[1].points", "not_on_the_scale"),
        ("marks[2].points", "not_on_the_scale"),
        ("marks[3].item", "not_found"),
    ]
    assert [(each.field, each.code) for each in complete] == [("marks.talk", "missing")]
    assert check_marks(FORM, marks(), complete=False) == []
