"""What is looked at is drawn: the same from the same seed, none twice, handed out in turn."""

from hypothesis import given
from hypothesis import strategies as st

from classroom.review.sampling import (
    Candidate,
    SamplingOrder,
    assign,
    check_rule,
    draw,
    wanted,
)

ids = st.sets(st.text("abcdef0123456789", min_size=4, max_size=8), max_size=60)


@given(seed=st.text(max_size=32), frame=ids, before=ids, many=st.integers(0, 80))
def test_a_draw_is_repeatable_and_takes_none_twice(
    seed: str, frame: set[str], before: set[str], many: int
) -> None:
    drawn = draw(seed, sorted(frame), before, many)

    assert drawn == draw(seed, sorted(frame, reverse=True), set(before), many)
    assert len(set(drawn)) == len(drawn) == min(many, len(frame - before))
    assert set(drawn) <= frame - before


def test_another_seed_draws_others() -> None:
    frame = [f"lesson{n}" for n in range(200)]

    drawn = {tuple(draw(f"{n}", frame, (), 10)) for n in range(20)}
    counts = [sum(each in one for one in drawn) for each in frame]

    assert len(drawn) == 20
    assert max(counts) < 8  # no lesson is a favourite


def rule(**more: object) -> SamplingOrder:
    return SamplingOrder(title="音乐课", inspectors=("a",), **more)  # type: ignore[arg-type]


def test_a_share_is_rounded_up_and_filled_up() -> None:
    five = rule(share=5.0)

    assert [wanted(five, frame, 0) for frame in (0, 1, 20, 21, 40)] == [0, 1, 1, 2, 2]
    assert wanted(five, 60, 2) == 1  # more were sealed since; two were drawn before
    assert wanted(five, 40, 2) == 0
    assert wanted(rule(share=0.1), 1000, 0) == 1
    assert wanted(rule(count=3), 2, 0) == 2


def test_a_rule_says_how_many_in_one_way() -> None:
    for order in (rule(), rule(share=5.0, count=1)):
        assert [each.code for each in check_rule(order)] == ["one_of_two"]
    twice = SamplingOrder(title="音乐课", count=1, inspectors=("a", "a"))
    assert [each.code for each in check_rule(twice)] == ["twice"]


def test_they_are_handed_out_in_turn_and_nobody_gets_their_own_lesson() -> None:
    lessons = [
        Candidate(recording=f"r{n}", scope="/n/", lecturer="b" if n == 1 else "x") for n in range(5)
    ]

    given, turn = assign(lessons, ["a", "b", "c"], 0, lambda person, _: person != "c")
    more, after = assign(lessons[:2], ["a", "b", "c"], turn, lambda *_: True)

    assert [each.inspector for each in given] == ["a", "a", "b", "a", "b"]
    assert [each.inspector for each in more] == ["c", "a"]
    assert after == 1
    assert assign(lessons[:1], ["a"], 0, lambda *_: False)[0][0].inspector == ""
