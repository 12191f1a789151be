"""Points come back as they were, and nothing else is points."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.failures import BadMessage
from classroom.ink.points import FORCE, SIDE, Point, read, write
from classroom.ink.sheets import STROKES, SURFACE_BYTES
from classroom.ink.strokes import Colour, Stroke

side = st.integers(0, SIDE)


@given(st.lists(st.tuples(side, side), min_size=1, max_size=50))
def test_points_come_back(points: list[tuple[int, int]]) -> None:
    assert read(write(points), pressed=False, most=50) == points


@given(st.lists(st.tuples(side, side, st.integers(0, FORCE)), min_size=1, max_size=50))
def test_points_come_back_with_the_pens_force(points: list[tuple[int, int, int]]) -> None:
    assert read(write(points), pressed=True, most=50) == points


@given(st.text(max_size=60), st.booleans())
def test_whatever_is_sent_is_points_on_the_surface_or_refused(text: str, pressed: bool) -> None:
    points: list[Point] = [(0, 0)]

    with suppress(BadMessage):
        points = read(text, pressed=pressed, most=20)

    assert 1 <= len(points) <= 20
    assert all(0 <= number <= SIDE for point in points for number in point)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "NaN",
        "NaNNaN",
        "Infinity",
        "-1,5",
        "[0,0]",
        "ggggggggAA",
        "AB",
        "____",
        "AA A",
        "ＡＡ",
    ],
    ids=repr,
)
def test_these_are_no_points(text: str) -> None:
    with pytest.raises(BadMessage, match="bad_stroke"):
        read(text, pressed=False, most=100)


def test_a_point_beyond_the_edge_is_refused() -> None:
    read(write([(SIDE, SIDE)]), pressed=False, most=1)
    with pytest.raises(BadMessage, match="bad_stroke"):
        read(write([(SIDE + 1, 0)]), pressed=False, most=1)
    with pytest.raises(BadMessage, match="bad_stroke"):
        read(write([(0, 0, FORCE + 1)]), pressed=True, most=1)


def test_five_thousand_strokes_of_thirty_points_fit_on_a_surface() -> None:
    hand = [(4000 + 40 * n, 4000 + 30 * (n % 3)) for n in range(30)]

    stroke = Stroke(id="r60/5000", colour=Colour.PURPLE, width=12, points=write(hand))

    assert stroke.size * STROKES <= SURFACE_BYTES
