"""Layouts and the spotlight: what all walls show large, pushed by the lecturer."""

import pytest

from classroom.commands import (
    CallOn,
    EndLesson,
    Leave,
    PauseLesson,
    ResumeLesson,
    SetLayout,
    SetRight,
    Spotlight,
)
from classroom.events import LayoutChanged, SpotlightChanged
from classroom.failures import Refused
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.states import Layout, Place, Right
from classroom.views import Scene, View, views_of
from tests.classroom.school import (
    BAISHUI,
    HONGYA,
    LECTURER,
    NINE,
    QINGSHAN,
    live,
    send,
)


def four_classrooms() -> Lesson:
    lesson = live(QINGSHAN, BAISHUI, HONGYA)
    for classroom in (LECTURER, QINGSHAN, BAISHUI, HONGYA):
        send(lesson, classroom, Source.CAMERA, Source.MICROPHONE)
    return lesson


def light(lesson: Lesson, classroom: str | None) -> None:
    lesson.handle(Spotlight(by=LECTURER, classroom=classroom), NINE)


def pictures(lesson: Lesson, classroom: str) -> dict[str, tuple[Place, int]]:
    views = views_of(lesson.record, classroom)
    return {v.producer: (v.place, v.layer) for v in views if v.place is not Place.SOUND}


def heard(lesson: Lesson, classroom: str) -> list[str]:
    return [v.producer for v in views_of(lesson.record, classroom) if v.place is Place.SOUND]


def test_a_classroom_in_the_spotlight_is_large_on_every_other_wall_and_heard_on_none() -> None:
    lesson = four_classrooms()

    light(lesson, BAISHUI)

    for wall in (QINGSHAN, HONGYA):
        assert pictures(lesson, wall)["r2/camera"] == (Place.SPOTLIGHT, 2)
        assert heard(lesson, wall) == ["d/microphone"]
    assert "r2/camera" not in pictures(lesson, BAISHUI)
    assert pictures(lesson, LECTURER)["r2/camera"] == (Place.MAIN, 2)


def test_on_stage_and_in_the_spotlight_it_is_shown_once_and_heard() -> None:
    lesson = four_classrooms()
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)

    light(lesson, BAISHUI)

    assert pictures(lesson, QINGSHAN) == {
        "d/camera": (Place.MAIN, 1),
        "r2/camera": (Place.SPOTLIGHT, 2),
    }
    assert heard(lesson, QINGSHAN) == ["d/microphone", "r2/microphone"]


def test_a_picture_whose_right_is_off_is_in_no_spotlight() -> None:
    lesson = four_classrooms()
    light(lesson, BAISHUI)

    lesson.handle(SetRight(by=LECTURER, right=Right.VIDEO, on=False, classroom=BAISHUI), NINE)

    assert "r2/camera" not in pictures(lesson, QINGSHAN)


def test_a_pause_puts_everybody_out_of_the_light_and_brings_it_back() -> None:
    lesson = four_classrooms()
    light(lesson, BAISHUI)

    lesson.handle(PauseLesson(by=LECTURER), NINE)
    assert pictures(lesson, QINGSHAN) == {"d/camera": (Place.MAIN, 2)}

    lesson.handle(ResumeLesson(by=LECTURER), NINE)
    assert pictures(lesson, QINGSHAN)["r2/camera"] == (Place.SPOTLIGHT, 2)


def test_the_spotlight_goes_out_with_its_classroom_and_with_the_lesson() -> None:
    lesson = four_classrooms()
    light(lesson, BAISHUI)

    lesson.handle(Leave(by=BAISHUI), NINE)
    assert lesson.record.staging.spotlight is None

    light(lesson, QINGSHAN)
    lesson.handle(EndLesson(by=LECTURER), NINE)
    assert lesson.record.staging.spotlight is None


@pytest.mark.parametrize(
    ("classroom", "code"),
    [("r4", "not_present"), (LECTURER, "not_receiving"), ("nobody", "unknown_classroom")],
)
def test_who_cannot_be_lit_is_refused_with_the_reason(classroom: str, code: str) -> None:
    lesson = four_classrooms()

    with pytest.raises(Refused) as refused:
        light(lesson, classroom)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("layout", "lecturer", "first", "second"),
    [
        (Layout.SPEAKER, 2, 1, 1),
        (Layout.SIDE_BY_SIDE, 2, 2, 1),
        (Layout.GRID, 1, 1, 1),
        (Layout.SURFACE, 1, 0, 0),
    ],
)
def test_a_layout_says_how_large_each_picture_is_sent(
    layout: Layout, lecturer: int, first: int, second: int
) -> None:
    lesson = four_classrooms()
    for classroom in (BAISHUI, HONGYA):
        lesson.handle(CallOn(by=LECTURER, classroom=classroom), NINE)

    lesson.handle(SetLayout(by=LECTURER, layout=layout), NINE)

    assert pictures(lesson, QINGSHAN) == {
        "d/camera": (Place.MAIN, lecturer),
        "r2/camera": (Place.STAGE, first),
        "r3/camera": (Place.STAGE, second),
    }


@pytest.mark.parametrize("layout", Layout)
def test_a_screen_is_sharp_in_every_layout(layout: Layout) -> None:
    lesson = four_classrooms()
    send(lesson, LECTURER, Source.SCREEN)
    light(lesson, BAISHUI)

    lesson.handle(SetLayout(by=LECTURER, layout=layout), NINE)

    assert pictures(lesson, QINGSHAN)["d/screen"] == (Place.MAIN, 2)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("lit", [None, BAISHUI, HONGYA])
def test_no_layout_shows_anybody_who_was_not_called_or_lit_and_nobody_twice(
    layout: Layout, lit: str | None
) -> None:
    lesson = four_classrooms()
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)
    before = heard(lesson, QINGSHAN)

    lesson.handle(SetLayout(by=LECTURER, layout=layout), NINE)
    light(lesson, lit)

    views = views_of(lesson.record, QINGSHAN)
    shown = [v.producer for v in views]
    assert len(shown) == len(set(shown))
    assert set(pictures(lesson, QINGSHAN)) == {"d/camera", "r2/camera"} | (
        {f"{lit}/camera"} if lit else set()
    )
    assert heard(lesson, QINGSHAN) == before


def test_one_look_at_a_lesson_serves_every_page() -> None:
    lesson = four_classrooms()
    lesson.handle(CallOn(by=LECTURER, classroom=BAISHUI), NINE)
    everybody = [seat.id for seat in lesson.record.seats]

    scene = Scene(lesson.record)

    alone: list[tuple[View, ...]] = [views_of(lesson.record, each) for each in everybody]
    assert [scene.of(each) for each in everybody] == alone


def test_what_is_so_already_is_no_event() -> None:
    lesson = four_classrooms()
    grid, dark = SetLayout(by=LECTURER, layout=Layout.GRID), Spotlight(by=LECTURER, classroom=None)

    assert lesson.handle(grid, NINE) == [LayoutChanged(at=NINE, layout=Layout.GRID)]
    assert lesson.handle(grid, NINE) == []
    assert lesson.handle(dark, NINE) == []
    lit = lesson.handle(Spotlight(by=LECTURER, classroom=QINGSHAN), NINE)
    assert lit == [SpotlightChanged(at=NINE, classroom=QINGSHAN)]


def test_only_the_lecturer_arranges_the_walls() -> None:
    lesson = four_classrooms()

    for command in (
        SetLayout(by=QINGSHAN, layout=Layout.GRID),
        Spotlight(by=QINGSHAN, classroom=QINGSHAN),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            lesson.handle(command, NINE)
