"""Who draws where, who takes what off, and where it ends."""

import pytest

from classroom.commands import EndLesson, ForbidAll, HideBoard, PauseLesson, SetRight, ShowBoard
from classroom.events import BoardShown
from classroom.failures import Refused
from classroom.ink import drawing, sheets
from classroom.ink.board import PAGES
from classroom.ink.log import Drew, InkEntry
from classroom.ink.points import write
from classroom.ink.sheets import Ink
from classroom.ink.strokes import Stroke
from classroom.ink.surfaces import shown
from classroom.lesson import Lesson
from classroom.media_messages import Source
from classroom.states import Right
from tests.classroom.school import BAISHUI, LECTURER, NINE, QINGSHAN, live, scheduled, send

BOARD = "board:1"
LINE = write([(0, 0), (100, 100)])


class Drawing:
    """A lesson with its board open, and its ink with the log that made it."""

    def __init__(self) -> None:
        self.lesson = live(QINGSHAN, BAISHUI)
        self.lesson.handle(ShowBoard(by=LECTURER, page=1), NINE)
        self.ink = Ink()
        self.log: list[InkEntry] = []
        self._tag = 0

    def draw(self, by: str, surface: str = BOARD) -> str:
        self._tag += 1
        stroke = Stroke(id="", points=LINE)
        entry = drawing.draw(self.ink, surface, stroke, by=by, tag=self._tag, now=NINE)
        assert isinstance(entry, Drew)
        self.log.append(entry)
        return entry.stroke.id

    def erase(self, by: str, *ids: str) -> None:
        seat = self.lesson.record.seat(by)
        assert seat is not None
        self._keep(drawing.erase(self.ink, BOARD, ids, seat=seat, now=NINE))

    def undo(self, by: str) -> None:
        self._keep(drawing.undo(self.ink, BOARD, by=by, now=NINE))

    def wipe(self) -> None:
        self._keep(drawing.wipe(self.ink, BOARD, by=LECTURER, now=NINE))

    @property
    def strokes(self) -> list[str]:
        return [stroke.id for stroke in self.ink.sheet(BOARD).strokes()]

    def _keep(self, entry: InkEntry | None) -> None:
        if entry is not None:
            self.log.append(entry)


def check(lesson: Lesson, who: str, surface: str = BOARD) -> None:
    seat = lesson.record.seat(who)
    assert seat is not None
    drawing.check_may_draw(lesson.record, seat, surface)


def test_a_stroke_is_named_by_its_classroom_and_its_number() -> None:
    board = Drawing()

    assert [board.draw(QINGSHAN), board.draw(LECTURER), board.draw(QINGSHAN)] == [
        "r1/1",
        "d/2",
        "r1/3",
    ]


def test_a_stroke_that_is_sent_again_is_the_same_stroke() -> None:
    board = Drawing()
    board.draw(QINGSHAN)

    again = drawing.draw(board.ink, BOARD, Stroke(id="", points=LINE), by=QINGSHAN, tag=1, now=NINE)

    assert again is None
    assert board.strokes == ["r1/1"]


def test_a_classroom_takes_off_its_own_strokes_and_the_lecturer_anybodys() -> None:
    board = Drawing()
    mine, other, hers = board.draw(QINGSHAN), board.draw(BAISHUI), board.draw(LECTURER)

    board.erase(QINGSHAN, mine)
    for theirs in (other, hers):
        with pytest.raises(Refused, match="not_yours"):
            board.erase(QINGSHAN, theirs)
    board.erase(LECTURER, other)

    assert board.strokes == [hers]
    board.erase(LECTURER, other)  # once more: it is off, and that is all


def test_each_undoes_their_own_last_step() -> None:
    board = Drawing()
    board.draw(QINGSHAN)
    board.draw(BAISHUI)

    board.undo(QINGSHAN)

    assert board.strokes == ["r2/2"]
    with pytest.raises(Refused, match="nothing_to_undo"):
        board.undo(QINGSHAN)


def test_taking_off_and_wiping_can_be_undone_and_strokes_lie_as_before() -> None:
    board = Drawing()
    first, second = board.draw(QINGSHAN), board.draw(LECTURER)
    board.erase(LECTURER, first)
    board.wipe()
    assert board.strokes == []

    board.undo(LECTURER)
    assert board.strokes == [second]
    board.undo(LECTURER)
    assert board.strokes == [first, second]
    board.undo(LECTURER)
    assert board.strokes == [first]


def test_the_log_says_all_of_it() -> None:
    board = Drawing()
    first = board.draw(QINGSHAN)
    board.draw(LECTURER)
    board.wipe()
    board.undo(LECTURER)
    board.erase(LECTURER, first)

    again = Ink(board.log)

    assert [s.id for s in again.sheet(BOARD).strokes()] == board.strokes == ["d/2"]
    assert again.sheet(BOARD).revision == board.ink.sheet(BOARD).revision == 5
    drawing.undo(again, BOARD, by=LECTURER, now=NINE)
    assert first in again.sheet(BOARD)


def test_a_draft_that_is_not_kept_leaves_no_trace() -> None:
    board = Drawing()
    first = board.draw(QINGSHAN)

    draft = board.ink.copy()
    drawing.wipe(draft, BOARD, by=LECTURER, now=NINE)

    assert board.strokes == [first]
    assert len(draft.sheet(BOARD)) == 0


def test_a_page_and_a_lesson_hold_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Drawing()
    monkeypatch.setattr(drawing, "STROKES", 3)
    monkeypatch.setattr(drawing, "ENTRIES", 6)
    for _ in range(3):
        board.draw(QINGSHAN)

    with pytest.raises(Refused, match="page_full"):
        board.draw(LECTURER)
    board.undo(QINGSHAN)
    board.draw(LECTURER)
    board.draw(LECTURER, "board:2")

    with pytest.raises(Refused, match="ink_full"):
        board.draw(LECTURER, "board:2")


def test_a_lesson_holds_only_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Drawing()
    board.draw(QINGSHAN)
    monkeypatch.setattr(drawing, "LESSON_BYTES", board.ink.size + 10)

    with pytest.raises(Refused, match="ink_full"):
        board.draw(LECTURER)


def test_so_many_steps_can_be_undone_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    board = Drawing()
    monkeypatch.setattr(sheets, "STEPS", 2)
    for _ in range(3):
        board.draw(QINGSHAN)

    board.undo(QINGSHAN)
    board.undo(QINGSHAN)

    with pytest.raises(Refused, match="nothing_to_undo"):
        board.undo(QINGSHAN)


def test_the_lecturer_draws_and_a_classroom_that_may() -> None:
    board = Drawing()
    check(board.lesson, LECTURER)
    with pytest.raises(Refused, match="right_off"):
        check(board.lesson, QINGSHAN)

    board.lesson.handle(
        SetRight(by=LECTURER, right=Right.ANNOTATE, on=True, classroom=QINGSHAN), NINE
    )

    check(board.lesson, QINGSHAN)
    with pytest.raises(Refused, match="right_off"):
        check(board.lesson, BAISHUI)
    with pytest.raises(Refused, match="not_entered"):
        check(board.lesson, "r3")


@pytest.mark.parametrize("latch", [PauseLesson, ForbidAll])
def test_a_pause_takes_the_pen_away_and_hides_what_classrooms_drew(
    latch: type[PauseLesson],
) -> None:
    lesson = Drawing().lesson
    lesson.handle(SetRight(by=LECTURER, right=Right.ANNOTATE, on=True, classroom=None), NINE)

    lesson.handle(latch(by=LECTURER), NINE)

    with pytest.raises(Refused, match="right_off"):
        check(lesson, QINGSHAN)
    check(lesson, LECTURER)
    qingshan, lecturer = lesson.record.seat(QINGSHAN), lesson.record.delivering
    assert qingshan is not None
    assert drawing.hidden_from(lesson.record, qingshan, "r1/1")
    assert not drawing.hidden_from(lesson.record, qingshan, "d/2")
    assert not drawing.hidden_from(lesson.record, lecturer, "r1/1")


def test_ink_goes_only_on_what_is_shown() -> None:
    lesson = live(QINGSHAN)
    assert shown(lesson.record) is None
    with pytest.raises(Refused, match="not_shown"):
        check(lesson, LECTURER)

    send(lesson, LECTURER, Source.SCREEN)
    check(lesson, LECTURER, "screen")
    lesson.handle(ShowBoard(by=LECTURER, page=1), NINE)
    lesson.handle(ShowBoard(by=LECTURER, page=2), NINE)

    check(lesson, LECTURER, "board:2")
    for surface in (BOARD, "screen", "slides:abc:1"):
        with pytest.raises(Refused, match="not_shown"):
            check(lesson, LECTURER, surface)
    lesson.handle(HideBoard(by=LECTURER), NINE)
    check(lesson, LECTURER, "screen")
    lesson.handle(EndLesson(by=LECTURER), NINE)
    with pytest.raises(Refused, match="lesson_over"):
        check(lesson, LECTURER, "screen")


def test_a_page_is_added_after_the_last_and_there_is_an_end() -> None:
    lesson = live(QINGSHAN)
    told = lesson.handle(ShowBoard(by=LECTURER, page=1), NINE)
    assert told == [BoardShown(at=NINE, page=1)]

    with pytest.raises(Refused, match="unknown_page"):
        lesson.handle(ShowBoard(by=LECTURER, page=3), NINE)
    for page in range(2, PAGES + 1):
        lesson.handle(ShowBoard(by=LECTURER, page=page), NINE)
    with pytest.raises(Refused, match="board_full"):
        lesson.handle(ShowBoard(by=LECTURER, page=PAGES + 1), NINE)

    assert lesson.record.board.pages == PAGES
    assert lesson.handle(ShowBoard(by=LECTURER, page=PAGES), NINE) == []
    lesson.handle(HideBoard(by=LECTURER), NINE)
    assert (lesson.record.board.page, lesson.record.board.pages) == (None, PAGES)


def test_only_the_lecturer_who_is_in_opens_the_board() -> None:
    with pytest.raises(Refused, match="not_allowed"):
        live(QINGSHAN).handle(ShowBoard(by=QINGSHAN, page=1), NINE)
    with pytest.raises(Refused, match="not_open"):
        scheduled().handle(ShowBoard(by=LECTURER, page=1), NINE - 7200)
