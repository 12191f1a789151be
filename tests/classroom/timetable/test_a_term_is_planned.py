from classroom.timetable.pairings import Change, Mode, Receiver
from classroom.timetable.planned import PlannedState
from classroom.timetable.planner import Gap
from tests.classroom.timetable.autumn import (
    BELLS,
    at,
    days,
    exception,
    holiday,
    lessons,
    make_up,
    pairing,
    planner,
    slot,
)

TUESDAY, NEXT = "2026-10-13", "2026-10-20"
FRIDAY_LESSON = slot("friday", of="art", weekday=5, period=1)


def test_a_slot_has_a_lesson_every_week_by_the_bells() -> None:
    made = lessons(planner(slot("s")), "s")

    assert len(made) == 21
    assert days(made)[:2] == ["2026-09-01", "2026-09-08"]
    assert (made[0].starts_at, made[0].ends_at) == (
        at("2026-09-01", "10:10"),
        at("2026-09-01", "10:50"),
    )
    assert made[0].classrooms == ("music room", "qingshan room", "shiqiao room")


def test_planning_again_gives_the_same_lessons_with_the_same_ids() -> None:
    assert lessons(planner(slot("s")), "s") == lessons(planner(slot("s")), "s")


def test_the_national_holiday_is_made_up_for() -> None:
    calendar = (holiday("2026-10-06"), make_up("2026-10-10", follows=2))

    held = days(lessons(planner(slot("s"), days=calendar), "s"))

    assert "2026-10-06" not in held
    assert "2026-10-10" in held


def test_a_slot_keeps_to_its_own_first_and_last_day() -> None:
    limited = slot("s", first_day="2026-09-08", last_day="2026-09-22")

    assert days(lessons(planner(limited), "s")) == ["2026-09-08", "2026-09-15", "2026-09-22"]


def test_every_other_week_counts_from_the_first_such_weekday() -> None:
    mondays = slot("s", weekday=1, every=2, last_day="2026-10-12")

    assert days(lessons(planner(mondays), "s")) == ["2026-09-07", "2026-09-21", "2026-10-05"]


def test_in_winter_the_winter_bells_hold() -> None:
    winter = BELLS.__class__(
        school="centre", name="冬季", periods=BELLS.periods[:2], first_day="2026-11-01"
    )
    second = slot("s", period=2)

    made = lessons(planner(second, slot("third"), bells=(BELLS, winter)), "s")
    short = planner(slot("third"), bells=(BELLS, winter))
    planned = lessons(short, "third")

    assert len(made) == 21
    assert days(planned)[-1] == "2026-10-27"
    assert Gap("no_such_period", "third", "2026-11-03") in short.gaps


def test_without_bells_there_is_a_gap_and_no_lesson() -> None:
    silent = planner(slot("s"), bells=())

    assert lessons(silent, "s") == []
    assert next(iter(silent.gaps)) == Gap("no_bells", "s", "2026-09-01")


def test_a_classroom_whose_school_has_a_holiday_of_its_own_is_left_out() -> None:
    fair = holiday(TUESDAY, school="qingshan")

    made = {lesson.day: lesson for lesson in lessons(planner(slot("s"), days=(fair,)), "s")}

    assert made[TUESDAY].classrooms == ("music room", "shiqiao room")
    assert made[NEXT].classrooms == ("music room", "qingshan room", "shiqiao room")


def test_a_lesson_that_nobody_could_receive_is_not_made() -> None:
    fairs = (holiday(TUESDAY, school="qingshan"), holiday(TUESDAY, school="shiqiao"))

    assert TUESDAY not in days(lessons(planner(slot("s"), days=fairs), "s"))


def test_a_moved_lesson_keeps_its_id_and_says_when_it_would_have_been() -> None:
    usual = planner(slot("s")).lesson(("s", TUESDAY))
    moved = exception(
        "s", TUESDAY, Change.MOVED, to_day="2026-10-15", start="14:00", end="14:40", reason="体检"
    )

    lesson = planner(slot("s"), exceptions=(moved,)).lesson(("s", TUESDAY))

    assert usual is not None
    assert lesson is not None
    assert (lesson.id, lesson.usual_at, lesson.reason) == (usual.id, usual.starts_at, "体检")
    assert lesson.starts_at == at("2026-10-15", "14:00")


def test_a_lesson_moved_before_its_day_became_a_holiday_is_still_there() -> None:
    moved = exception("s", TUESDAY, Change.MOVED, to_day="2026-10-17", start="09:00", end="09:40")

    made = lessons(planner(slot("s"), days=(holiday(TUESDAY),), exceptions=(moved,)), "s")

    assert "2026-10-17" in days(made)
    assert TUESDAY not in days(made)


def test_a_cancelled_lesson_stays_in_the_list_as_cancelled() -> None:
    cancelled = exception("s", TUESDAY, Change.CANCELLED, reason="停电")

    made = lessons(planner(slot("s"), exceptions=(cancelled,)), "s")

    states = {lesson.day: (lesson.state, lesson.reason) for lesson in made}
    assert states[TUESDAY] == (PlannedState.CANCELLED, "停电")
    assert states[NEXT] == (PlannedState.PLANNED, "")


def test_cancelling_what_a_holiday_has_taken_away_means_nothing() -> None:
    cancelled = exception("s", TUESDAY, Change.CANCELLED)
    at_rest = planner(slot("s"), days=(holiday(TUESDAY),), exceptions=(cancelled,))

    assert at_rest.lesson(("s", TUESDAY)) is None
    assert at_rest.gaps == {}


def test_swapped_lessons_take_each_other_s_time_said_once() -> None:
    swap = exception("s", TUESDAY, Change.SWAPPED, other="friday", other_day="2026-10-16")
    both = planner(slot("s"), FRIDAY_LESSON, pairings=(pairing("art"),), exceptions=(swap,))

    music, art = both.lesson(("s", TUESDAY)), both.lesson(("friday", "2026-10-16"))

    assert music is not None
    assert art is not None
    assert (music.starts_at, art.starts_at) == (at("2026-10-16", "08:30"), at(TUESDAY, "10:10"))
    assert set(both.keys("s", TUESDAY, TUESDAY)) == {("s", TUESDAY), ("friday", "2026-10-16")}
    assert set(both.keys("friday", "2026-10-16", "2026-10-16")) == {
        ("s", TUESDAY),
        ("friday", "2026-10-16"),
    }


def test_a_lesson_is_not_swapped_with_two_others() -> None:
    swaps = (
        exception("s", TUESDAY, Change.SWAPPED, other="friday", other_day="2026-10-16"),
        exception("s", NEXT, Change.SWAPPED, other="friday", other_day="2026-10-16"),
    )
    torn = planner(slot("s"), FRIDAY_LESSON, pairings=(pairing("art"),), exceptions=swaps)

    assert list(torn.gaps) == [Gap("contradiction", "s", NEXT)]


def test_merged_classrooms_join_the_other_lesson() -> None:
    shared = pairing(
        "art",
        mode=Mode.SHARED,
        school_class="near class",
        receivers=(Receiver("qingshan room"), Receiver("baishui room", "baishui assistant")),
    )
    merge = exception("friday", "2026-10-16", Change.MERGED, other="s", other_day=TUESDAY)
    both = planner(slot("s"), FRIDAY_LESSON, pairings=(shared,), exceptions=(merge,))

    host, guest = both.lesson(("s", TUESDAY)), both.lesson(("friday", "2026-10-16"))

    assert host is not None
    assert guest is not None
    assert (guest.state, guest.into) == (PlannedState.MERGED, host.id)
    assert host.merged_from == (guest.id,)
    assert host.receivers == (
        Receiver("qingshan room", "qingshan assistant", "qingshan class"),
        Receiver("shiqiao room", None, "shiqiao class"),
        Receiver("baishui room", "baishui assistant"),
        Receiver("art room", None, "near class"),
    )


def test_nothing_is_merged_into_a_lesson_that_is_not_there() -> None:
    merge = exception("friday", "2026-10-16", Change.MERGED, other="s", other_day=TUESDAY)
    cancelled = exception("s", TUESDAY, Change.CANCELLED)
    torn = planner(
        slot("s"), FRIDAY_LESSON, pairings=(pairing("art"),), exceptions=(merge, cancelled)
    )

    guest = torn.lesson(("friday", "2026-10-16"))

    assert guest is not None
    assert guest.state is PlannedState.PLANNED
    assert list(torn.gaps) == [Gap("no_such_lesson", "friday", "2026-10-16")]
