"""What is handed round and what is shown, as the lesson decides it."""

import msgspec
import pytest

from classroom import commands as c
from classroom.failures import Refused
from classroom.files.sharing import may_have, seen_by
from classroom.files.showing import shown_to
from classroom.files.values import MOST, FileKind
from classroom.lesson import Lesson
from classroom.states import Phase, Right
from tests.classroom.school import LECTURER, NINE, live

MEGABYTE = 1 << 20
NOW = NINE + 60


def shared(lesson: Lesson, by: str, n: int, size: int = 1000, pages: int = 3) -> str:
    """Hand round the n-th file; return its id."""
    file = f"{n:032x}"
    lesson.handle(
        c.ShareFile(
            by=by,
            file=file,
            name=f"{n}.pdf",
            kind=FileKind.PDF,
            size=size,
            sha256=file * 2,
            sizes=((960, 540),) * pages,
            most_bytes=MEGABYTE,
        ),
        NOW,
    )
    return file


def with_files(lesson: Lesson) -> Lesson:
    """The receiving classrooms may hand files round."""
    lesson.handle(c.SetRight(by=LECTURER, right=Right.FILE, on=True, classroom=None), NOW)
    return lesson


def refused(lesson: Lesson, command: c.Command) -> str:
    before = lesson.record
    with pytest.raises(Refused) as caught:
        lesson.handle(command, NOW)
    assert lesson.record is before
    return caught.value.code


def test_the_list_is_in_the_order_in_which_it_was_handed_round() -> None:
    lesson = with_files(live("r1", "r2"))

    files = [shared(lesson, LECTURER, 1), shared(lesson, "r1", 2), shared(lesson, LECTURER, 3)]

    assert [file.id for file in seen_by(lesson.record, "r2")] == files


def test_classrooms_fill_half_of_the_room_at_most() -> None:
    lesson = with_files(live("r1", "r2"))
    for n in range(MOST // 2):
        shared(lesson, "r1" if n % 2 else "r2", n)

    with pytest.raises(Refused, match="too_many_files"):
        shared(lesson, "r1", 100)
    for n in range(MOST // 2):
        shared(lesson, LECTURER, 200 + n)
    with pytest.raises(Refused, match="too_many_files"):
        shared(lesson, LECTURER, 300)


def test_files_of_a_lesson_have_so_many_bytes_together() -> None:
    lesson = with_files(live("r1"))

    with pytest.raises(Refused, match="files_full"):
        shared(lesson, "r1", 1, size=MEGABYTE // 2 + 1)
    shared(lesson, "r1", 1, size=MEGABYTE // 2)
    with pytest.raises(Refused, match="files_full"):
        shared(lesson, "r1", 2, size=1)
    shared(lesson, LECTURER, 3, size=MEGABYTE // 2)
    with pytest.raises(Refused, match="files_full"):
        shared(lesson, LECTURER, 4, size=1)


def test_what_a_classroom_handed_round_is_kept_for_what_it_may_prove() -> None:
    lesson = with_files(live("r1"))
    theirs, ours = shared(lesson, "r1", 1), shared(lesson, LECTURER, 2)

    for file in (theirs, ours):
        lesson.handle(c.TakeFileAway(by=LECTURER, file=file), NOW)

    assert seen_by(lesson.record, LECTURER) == ()
    assert [(file.id, file.gone) for file in lesson.record.files.shared] == [(theirs, True)]
    with pytest.raises(Refused, match="unknown_file"):
        may_have(lesson.record, LECTURER, theirs)
    assert refused(lesson, c.TakeFileAway(by=LECTURER, file=theirs)) == "unknown_file"


def test_a_file_that_was_taken_away_may_come_again() -> None:
    lesson = with_files(live("r1"))
    lesson.handle(c.TakeFileAway(by=LECTURER, file=shared(lesson, "r1", 1)), NOW)

    again = shared(lesson, "r1", 1)

    assert [file.id for file in lesson.record.files.shared] == [again]
    assert len(seen_by(lesson.record, "r1")) == 1


def test_a_page_is_shown_turned_and_put_away() -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1)

    for page in (1, 2, 2, 3):
        lesson.handle(c.ShowSlides(by=LECTURER, file=file, page=page), NOW)

    showing = shown_to(lesson.record, "r1")
    assert showing is not None
    assert showing.key == f"slides:{file}:3"
    lesson.handle(c.StopShowing(by=LECTURER), NOW)
    assert shown_to(lesson.record, "r1") is None


@pytest.mark.parametrize(
    ("page", "pages", "code"),
    [(0, 3, "no_such_page"), (4, 3, "no_such_page"), (1, 0, "not_slides")],
)
def test_what_is_not_there_is_not_shown(page: int, pages: int, code: str) -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1, pages=pages)

    assert refused(lesson, c.ShowSlides(by=LECTURER, file=file, page=page)) == code
    assert refused(lesson, c.ShowSlides(by=LECTURER, file="f" * 32, page=1)) == "unknown_file"
    assert refused(lesson, c.ShowSlides(by="r1", file=file, page=1)) == "not_allowed"


def test_who_has_not_come_in_sees_nothing_of_it() -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1)
    lesson.handle(c.ShowSlides(by=LECTURER, file=file, page=1), NOW)
    lesson.handle(c.Arrive(by="r2", session="0" * 64), NOW)

    assert shown_to(lesson.record, "r2") is None
    assert seen_by(lesson.record, "r2") == ()
    with pytest.raises(Refused, match="not_entered"):
        may_have(lesson.record, "r2", file)


def test_a_file_that_is_taken_away_is_shown_no_more() -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1)
    lesson.handle(c.ShowSlides(by=LECTURER, file=file, page=1), NOW)

    lesson.handle(c.TakeFileAway(by=LECTURER, file=file), NOW)

    assert lesson.record.showing is None


def test_what_is_shown_goes_on_through_a_pause_and_ends_with_the_lesson() -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1)
    lesson.handle(c.ShowSlides(by=LECTURER, file=file, page=2), NOW)

    lesson.handle(c.PauseLesson(by=LECTURER), NOW)
    assert seen_by(lesson.record, "r1") == ()
    assert may_have(lesson.record, "r1", file).id == file
    lesson.handle(c.ShowSlides(by=LECTURER, file=file, page=3), NOW)
    lesson.handle(c.EndLesson(by=LECTURER), NOW)

    assert lesson.record.phase is Phase.ENDED
    assert lesson.record.showing is None


def test_after_a_shut_down_nobody_has_anything() -> None:
    lesson = live("r1")
    file = shared(lesson, LECTURER, 1)

    lesson.handle(c.ShutDown(by=LECTURER), NOW)

    for classroom in (LECTURER, "r1"):
        assert seen_by(lesson.record, classroom) == ()
        with pytest.raises(Refused, match="unknown_file"):
            may_have(lesson.record, classroom, file)


def test_all_that_a_lesson_may_hold_of_files_stays_small() -> None:
    lesson = live("r1")
    for n in range(MOST):
        shared(lesson, LECTURER, n, pages=500)

    assert len(msgspec.json.encode(lesson.record.files)) < 10_000
