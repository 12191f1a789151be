from zoneinfo import ZoneInfo

from classroom.accounts.board import BoardLesson, coming, day_of, to_enter
from classroom.states import Part
from classroom.timetable.planned import PlannedState

NOON = 1_788_235_200.0  # 2026-09-01 12:00 in Shanghai


def lesson(id: str, minutes: float, state: PlannedState) -> BoardLesson:
    return BoardLesson(
        id=id,
        part=Part.RECEIVING,
        subject="music",
        title="音乐",
        lecturer="王老师",
        starts_at=NOON + minutes * 60,
        ends_at=NOON + minutes * 60 + 2400,
        state=state,
    )


def test_a_day_is_the_school_s_own() -> None:
    begin, end = day_of(NOON, ZoneInfo("Asia/Shanghai"))

    assert (NOON - begin, end - NOON) == (12 * 3600, 12 * 3600)
    assert day_of(begin, ZoneInfo("Asia/Shanghai")) == (begin, end)


def test_of_two_open_lessons_the_one_that_has_begun_is_entered() -> None:
    before = lesson("before", -50, PlannedState.OPENED)
    running = lesson("running", -5, PlannedState.OPENED)
    following = lesson("following", 10, PlannedState.OPENED)

    assert to_enter([before, running, following], NOON) is running
    assert to_enter([following], NOON) is following
    assert to_enter([lesson("x", 10, PlannedState.PLANNED)], NOON) is None


def test_what_was_cancelled_or_merged_does_not_come() -> None:
    lessons = [
        lesson("over", -60, PlannedState.ENDED),
        lesson("cancelled", 10, PlannedState.CANCELLED),
        lesson("merged", 20, PlannedState.MERGED),
        lesson("next", 30, PlannedState.PLANNED),
    ]

    found = coming(lessons, NOON)

    assert found is not None
    assert found.id == "next"
    assert coming(lessons[:3], NOON) is None
