"""Children's eyes, by a clock that is told: 20 minutes in primary schools, 30 in secondary ones,
ten of rest, 150 and 240 a day, until 21:00 from home; a lesson in a classroom is never cut.
"""

import pytest

from classroom.safety.eyes import (
    MINUTE,
    Doing,
    EyeRules,
    Eyes,
    Stage,
    Where,
    longest_minutes,
    look,
    stage_of,
    stops,
    stretches,
)
from tests.classroom.school import NINE

RULES = EyeRules()


def minutes(*spans: tuple[float, float]) -> list[tuple[float, float]]:
    """Spans in minutes after nine."""
    return [(NINE + start * MINUTE, NINE + end * MINUTE) for start, end in spans]


def after(number: float) -> float:
    return NINE + number * MINUTE


ON = minutes((0, 600))  # a screen that is on since nine


@pytest.mark.parametrize(
    ("stage", "at", "eyes"),
    [
        (Stage.PRIMARY, 14.9, Eyes.FINE),
        (Stage.PRIMARY, 15, Eyes.SOON),
        (Stage.PRIMARY, 19.9, Eyes.SOON),
        (Stage.PRIMARY, 20, Eyes.OVERDUE),
        (Stage.SECONDARY, 20, Eyes.FINE),
        (Stage.SECONDARY, 29.9, Eyes.SOON),
        (Stage.SECONDARY, 30, Eyes.OVERDUE),
    ],
)
def test_a_break_is_due_after_twenty_minutes_or_thirty(stage: Stage, at: float, eyes: Eyes) -> None:
    assert look(ON, after(at), stage, RULES).eyes is eyes


def test_it_says_when_a_break_is_due() -> None:
    assert look(ON, after(5), Stage.PRIMARY, RULES).break_at == after(20)


def test_a_break_is_one_when_it_lasts_ten_minutes() -> None:
    screens = minutes((0, 18))

    assert look(screens, after(20), Stage.PRIMARY, RULES).eyes is Eyes.RESTING
    assert look(screens, after(20), Stage.PRIMARY, RULES).rested_at == after(28)
    assert look(screens, after(28), Stage.PRIMARY, RULES).eyes is Eyes.RESTED


def test_a_shorter_break_is_none_and_a_whole_one_begins_anew() -> None:
    short, whole = minutes((0, 15), (24, 40)), minutes((0, 15), (25, 40))

    assert look(short, after(26), Stage.PRIMARY, RULES).eyes is Eyes.OVERDUE
    assert look(whole, after(26), Stage.PRIMARY, RULES).eyes is Eyes.FINE
    assert longest_minutes(short, RULES) == pytest.approx(40)
    assert longest_minutes(whole, RULES) == pytest.approx(15)
    assert len(stretches(whole, RULES)) == 2


def test_before_any_screen_everybody_is_rested() -> None:
    assert look([], NINE, Stage.PRIMARY, RULES).eyes is Eyes.RESTED
    assert look(ON, after(-1), Stage.PRIMARY, RULES).eyes is Eyes.RESTED
    assert longest_minutes([], RULES) == 0


def test_the_youngest_who_attend_decide() -> None:
    assert stage_of([9, 6, 7]) is Stage.PRIMARY
    assert stage_of([7, 12]) is Stage.SECONDARY
    assert stage_of([]) is None


def why(
    at: float,
    *,
    where: Where = Where.HOME,
    before: float = 0.0,
    stage: Stage = Stage.PRIMARY,
    rules: EyeRules = RULES,
) -> str | None:
    return stops(
        ON, after(at), midnight=0.0, day_minutes=before, stage=stage, where=where, rules=rules
    )


def test_from_home_a_lesson_stops_for_a_break() -> None:
    assert why(19) is None
    assert why(20) == "break_due"


@pytest.mark.parametrize(("stage", "before", "at"), [
    (Stage.PRIMARY, 140, 10), (Stage.SECONDARY, 220, 20),
])  # fmt: skip
def test_from_home_a_lesson_stops_when_the_day_is_full(
    stage: Stage, before: float, at: float
) -> None:
    assert why(at - 0.1, stage=stage, before=before) is None
    assert why(at, stage=stage, before=before) == "day_full"


def test_from_home_a_lesson_stops_at_nine_in_the_evening() -> None:
    twelve_hours = 12 * 60

    assert why(twelve_hours) == "too_late"


@pytest.mark.parametrize("doing", Doing)
def test_in_a_classroom_a_lesson_is_never_cut(doing: Doing) -> None:
    rules = EyeRules(classroom=doing)

    for at in (25, 300, 13 * 60):
        assert why(at, where=Where.CLASSROOM, before=500, rules=rules) is None


@pytest.mark.parametrize("doing", [Doing.OFF, Doing.WARN])
def test_from_home_nothing_stops_where_it_is_not_enforced(doing: Doing) -> None:
    assert why(300, before=500, rules=EyeRules(home=doing)) is None
