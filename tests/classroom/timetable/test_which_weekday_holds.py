from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from classroom.timetable.calendar import CalendarDay
from classroom.timetable.days import Days, each, week_of
from tests.classroom.timetable.autumn import (
    CENTRE,
    QINGSHAN,
    TERM,
    days,
    holiday,
    lessons,
    make_up,
    planner,
    slot,
)

term_days = st.sampled_from(list(each(TERM.first_day, TERM.last_day)))
weekdays = st.integers(1, 7)
calendars = st.dictionaries(term_days, st.one_of(st.none(), weekdays), max_size=30).map(
    lambda said: [make_up(d, w) if w else holiday(d) for d, w in said.items()]
)


def test_a_day_that_nobody_speaks_of_is_its_own_weekday() -> None:
    assert Days().weekday("2026-09-01", CENTRE) == 2
    assert Days().weekday("2026-09-06", CENTRE) == 7


def test_no_weekday_holds_on_a_holiday_and_another_on_a_make_up_day() -> None:
    calendar = Days([holiday("2026-10-01"), make_up("2026-10-10", follows=4)])

    assert calendar.weekday("2026-10-01", CENTRE) is None
    assert calendar.weekday("2026-10-10", CENTRE) == 4


def test_the_school_s_own_calendar_wins_over_the_county_s() -> None:
    sports_day = holiday("2026-10-10", school="qingshan")
    calendar = Days([make_up("2026-10-10", follows=4), sports_day])

    assert calendar.weekday("2026-10-10", QINGSHAN) is None
    assert calendar.weekday("2026-10-10", CENTRE) == 4


def test_the_nearer_region_wins_over_the_one_around_it() -> None:
    calendar = Days([holiday("2026-11-02", region="city"), make_up("2026-11-02", 1)])

    assert calendar.weekday("2026-11-02", "/city/county/centre/") == 1
    assert calendar.weekday("2026-11-02", "/city/elsewhere/school/") is None


def test_a_week_goes_from_monday_to_sunday() -> None:
    assert week_of("2026-09-07") == week_of("2026-09-13") == week_of("2026-09-06") + 1
    assert week_of("2026-12-28") == week_of("2027-01-03")


@given(calendar=calendars, weekday=weekdays)
def test_lessons_are_held_exactly_on_the_days_that_follow_their_weekday(
    calendar: list[CalendarDay], weekday: int
) -> None:
    said = {day.day: day.follows for day in calendar}

    held = days(lessons(planner(slot("s", weekday=weekday), days=tuple(calendar)), "s"))

    assert held == [
        day
        for day in each(TERM.first_day, TERM.last_day)
        if said.get(day, date.fromisoformat(day).isoweekday()) == weekday
    ]


@given(calendar=calendars, weekday=weekdays)
def test_a_holiday_never_shifts_which_weeks_are_on(
    calendar: list[CalendarDay], weekday: int
) -> None:
    every_other = slot("s", weekday=weekday, every=2)
    quiet = {week_of(day) for day in days(lessons(planner(every_other), "s"))}

    held = days(lessons(planner(every_other, days=tuple(calendar)), "s"))

    assert {week_of(day) % 2 for day in held} <= {week % 2 for week in quiet}
