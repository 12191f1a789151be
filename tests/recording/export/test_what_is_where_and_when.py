"""The plan of a film, its chapters and its pages: pure."""

import pytest

from classroom import events as e
from classroom.files.values import FileKind
from classroom.media_messages import Source
from classroom.questions.question import QuestionKind
from classroom.recording.exports import ExportLayout, ExportOrder
from classroom.recording.values import Marked
from classroom.states import Phase
from recording.export.chapters import chapters, pages
from recording.export.order import Order, Page, Stage
from recording.export.plan import PAGES, Span, plan
from recording.manifest.index import Gap, Index, IndexedMark, IndexedPart, IndexedTrack, Piece


def track(number: int, seat: str, source: Source, *times: tuple[int, int]) -> IndexedTrack:
    """A track of whole seconds that has something from … to."""
    first = times[0][0]
    pieces = [
        Piece(0, 1, (at - first) * 1000, 1000, True)
        for since, to in times
        for at in range(since, to)
    ]
    part = IndexedPart(
        part=1, file=f"{number}-1.mp4", mime="video/mp4", rate=90_000, width=640, height=360,
        init=1, wall=float(first), segments=pieces,
    )  # fmt: skip
    return IndexedTrack(
        track=number, seat=seat, classroom=seat, source=source, leading=seat == "a", parts=[part]
    )


def planned(
    tracks: list[IndexedTrack], layout: ExportLayout = ExportLayout.LECTURER, *,
    marks: tuple[IndexedMark, ...] = (), gaps: tuple[Gap, ...] = (),
    stage: tuple[Stage, ...] = (), shown: tuple[Page, ...] = (),
) -> list[Span]:  # fmt: skip
    index = Index(
        lesson="l", began=0, ended=60, over=True, seconds=60, bytes=0, tracks=tracks,
        marks=list(marks), gaps=list(gaps),
    )  # fmt: skip
    return plan(
        Order(
            folder="", work="", index=index, tracks=tuple(each.track for each in tracks),
            layout=layout, since=0, until=60, language="zh", zone="Asia/Shanghai", mark="",
            names={}, stage=stage, pages=shown,
        )
    )  # fmt: skip


def told(spans: list[Span]) -> list[tuple[float, float, list[int]]]:
    return [(span.since, span.until, [tile.track for tile in span.tiles]) for span in spans]


def test_a_camera_that_fails_leaves_a_hole_and_one_that_is_off_leaves_nothing() -> None:
    camera = track(1, "a", Source.CAMERA, (0, 20), (30, 40), (50, 60))
    off = IndexedMark(at=20, what=Marked.MUTED, track=1, detail={})
    on = IndexedMark(at=30, what=Marked.UNMUTED, track=1, detail={})

    spans = planned([camera], marks=(off, on))

    assert told(spans) == [(0, 20, [1]), (20, 30, []), (30, 40, [1]), (40, 50, [1]), (50, 60, [1])]
    assert [tile.hole for span in spans for tile in span.tiles] == [None, None, (40, 50), None]


def test_a_screen_that_is_shared_no_more_is_gone_unless_it_was_lost() -> None:
    camera = track(1, "a", Source.CAMERA, (0, 60))
    screen = track(2, "a", Source.SCREEN, (10, 20), (40, 50))

    assert told(planned([camera, screen])) == [
        (0, 10, [1]), (10, 20, [2, 1]), (20, 40, [1]), (40, 50, [2, 1]), (50, 60, [1])
    ]  # fmt: skip
    lost = Gap(since=20, until=40, track=None, why="restarted")
    spans = planned([camera, screen], gaps=(lost,))
    assert [tile.hole for tile in spans[2].tiles] == [(20, 40), None]


def test_who_is_not_on_stage_is_in_the_grid_only() -> None:
    tracks = [track(n, seat, Source.CAMERA, (0, 60)) for n, seat in enumerate("abc", 1)]
    stage = (Stage(at=10, seats=("c", "b")), Stage(at=40, seats=()))

    assert told(planned(tracks, stage=stage)) == [(0, 10, [1]), (10, 40, [1, 3, 2]), (40, 60, [1])]
    assert told(planned(tracks, ExportLayout.GRID, stage=stage)) == [(0, 60, [1, 2, 3])]


@pytest.mark.parametrize("layout", ExportLayout)
@pytest.mark.parametrize("rooms", range(9))
def test_boxes_lie_within_the_picture_even_and_apart(layout: ExportLayout, rooms: int) -> None:
    seats = "abcdefghi"[: rooms + 1]
    tracks = [track(n, seat, Source.CAMERA, (0, 60)) for n, seat in enumerate(seats, 1)]
    shown = Page(since=0, until=60, surface="board:1", size=(960, 540))

    ((span),) = planned(tracks, layout, shown=(shown,))

    assert PAGES in [tile.track for tile in span.tiles]
    taken: set[tuple[int, int]] = set()
    for box in (tile.box for tile in span.tiles):
        assert not any(each % 2 for each in (box.x, box.y, box.width, box.height))
        assert 0 <= box.x <= box.x + box.width <= 1280
        assert 0 <= box.y <= box.y + box.height <= 720
        dots = {
            (x, y)
            for x in range(box.x, box.x + box.width, 10)
            for y in range(box.y, box.y + box.height, 10)
        }
        assert not dots & taken
        taken |= dots


EVENTS: list[e.Event] = [
    e.PhaseChanged(at=1, phase=Phase.LIVE, reason="lecturer"),
    e.FileShared(
        at=2, file="f", by="a", name="静夜思.pdf", kind=FileKind.PDF, size=1, sha256="f",
        sizes=((960, 540), (720, 540)),
    ),
    e.SlideShown(at=10, file="f", page=1),
    e.SlideShown(at=20, file="f", page=2),
    e.BoardShown(at=30, page=1),
    e.QuestionAsked(
        at=32, question="q", kind=QuestionKind.SINGLE, text="下一句？", options=(), right=None
    ),
    e.BoardShown(at=40, page=None),
    e.StageChanged(at=45, stage=("b",)),
    e.ShowingEnded(at=50),
    e.PhaseChanged(at=60, phase=Phase.ENDED, reason="lecturer"),
]  # fmt: skip


def test_chapters_are_a_few_seconds_apart_and_name_classrooms() -> None:
    order = ExportOrder(layout=ExportLayout.GRID, since=0, until=60, language="zh", mark="")

    found = [(each.at, each.title) for each in chapters(EVENTS, {"b": "石门村"}, order)]

    assert found == [
        (0, "上课"), (10, "课件：静夜思.pdf"), (30, "白板"), (45, "石门村 上台")
    ]  # fmt: skip


def test_the_board_lies_over_slides_and_what_is_kept_no_more_is_known() -> None:
    kept = [
        (each.since, each.until, each.surface, each.file, each.gone)
        for each in pages(EVENTS, {"f": "/files/f"}, 55)
    ]

    assert kept == [
        (10, 20, "slides:f:1", "/files/f", False),
        (20, 30, "slides:f:2", "/files/f", False),
        (30, 40, "board:1", "", False),
        (40, 50, "slides:f:2", "/files/f", False),
    ]
    assert [each.gone for each in pages(EVENTS, {}, 55)] == [True, True, False, True]
