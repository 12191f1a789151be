import pytest

from classroom.timetable.conflicts import CODES, Conflicts, find
from classroom.timetable.pairings import Change, Pairing, Receiver
from tests.classroom.timetable.autumn import at, exception, lessons, pairing, planner, slot

ELSEWHERE = (Receiver("baishui room", "baishui assistant", "baishui class"),)


def together(other: Pairing, **slot_fields: object) -> list[tuple[str, str]]:
    """What collides when another pairing has its lessons on Tuesdays as well."""
    both = planner(slot("s"), slot("t", of="art", **slot_fields), pairings=(other,))
    found = find(lessons(both, "t"), lessons(both, "s"))
    return [(conflict.code, conflict.who) for conflict in found]


def test_lessons_that_share_nobody_are_held_at_the_same_time() -> None:
    assert together(pairing("art", receivers=ELSEWHERE)) == []


def test_lessons_that_touch_do_not_collide() -> None:
    assert together(pairing("art"), period=2) == []
    assert together(pairing("art"), period=None, start="10:50", end="11:30") == []


@pytest.mark.parametrize(
    ("other", "conflict"),
    [
        (pairing("art", classroom="music room", receivers=ELSEWHERE), "classroom_taken"),
        (pairing("art", classroom="qingshan room", receivers=ELSEWHERE), "classroom_taken"),
        (pairing("art", receivers=(Receiver("music room"),)), "classroom_taken"),
        (pairing("art", lecturer="music teacher", receivers=ELSEWHERE), "lecturer_taken"),
        (pairing("art", lecturer="qingshan assistant", receivers=ELSEWHERE), "lecturer_taken"),
        (
            pairing("art", receivers=(Receiver("baishui room", "music teacher"),)),
            "assistant_taken",
        ),
        (
            pairing("art", receivers=(Receiver("baishui room", None, "shiqiao class"),)),
            "class_taken",
        ),
    ],
)
def test_who_is_in_two_places_is_told(other: Pairing, conflict: str) -> None:
    assert [code for code, _ in together(other)] == [conflict]


def test_a_collision_says_what_who_when_and_how_often() -> None:
    art = pairing("art", lecturer="music teacher", receivers=ELSEWHERE)
    late = slot("t", of="art", period=None, start="10:30", end="11:10")
    both = planner(slot("s"), late, pairings=(art,))

    (conflict,) = find(lessons(both, "t"), lessons(both, "s"))

    assert (conflict.code, conflict.who, conflict.times) == ("lecturer_taken", "music teacher", 21)
    assert conflict.lesson is not None
    assert conflict.other is not None
    assert (conflict.lesson.title, conflict.other.title) == ("art 专递", "music 专递")
    assert conflict.day == "2026-09-01"
    assert (conflict.starts_at, conflict.ends_at) == (
        at("2026-09-01", "10:30"),
        at("2026-09-01", "10:50"),
    )


def test_changed_lessons_collide_among_themselves_and_are_told_once() -> None:
    both = planner(slot("s"), slot("t", of="art"), pairings=(pairing("art", receivers=ELSEWHERE),))
    clash = planner(slot("s"), slot("t", of="art"), pairings=(pairing("art"),))

    assert find(lessons(both, "s", "t")) == []
    assert {(c.code, c.times) for c in find(lessons(clash, "s", "t"))} == {
        ("classroom_taken", 21),
        ("assistant_taken", 21),
        ("class_taken", 21),
    }


def test_one_assistant_is_not_in_two_classrooms_of_one_lesson() -> None:
    twice = pairing("music", receivers=(Receiver("a", "same"), Receiver("b", "same")))

    (conflict,) = find(lessons(planner(slot("s"), pairings=(twice,)), "s"))

    assert (conflict.code, conflict.who) == ("assistant_taken", "same")


def test_what_is_cancelled_is_in_nobody_s_way() -> None:
    tuesday = "2026-10-13"
    cancelled = exception("s", tuesday, Change.CANCELLED)
    moved = exception("t", tuesday, Change.MOVED, to_day=tuesday, start="10:10", end="10:50")
    both = planner(
        slot("s"),
        slot("t", of="art", period=1),
        pairings=(pairing("art"),),
        exceptions=(cancelled, moved),
    )

    assert find(lessons(both, "t"), lessons(both, "s")) == []


def test_a_merge_keeps_to_the_cap() -> None:
    merge = exception("t", "2026-10-13", Change.MERGED, other="s", other_day="2026-10-13")
    art = pairing("art", receivers=ELSEWHERE)
    both = planner(
        slot("s"),
        slot("t", of="art"),
        pairings=(pairing("music", cap=2), art),
        exceptions=(merge,),
    )

    (conflict,) = find(lessons(both, "s", "t"))

    assert (conflict.code, conflict.limit, conflict.day) == ("over_cap", 2, "2026-10-13")


def test_the_refusal_names_the_kinds_of_conflict_and_no_person() -> None:
    art = pairing("art", lecturer="music teacher", receivers=ELSEWHERE)
    both = planner(slot("s"), slot("t", of="art"), pairings=(art,))

    refused = Conflicts(find(lessons(both, "s", "t")))

    assert (refused.code, refused.detail) == ("conflicts", "lecturer_taken")
    assert {conflict.code for conflict in refused.conflicts} <= CODES
