"""What is drawn reaches everybody who is in, is kept before it is told, and disturbs nobody."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from classroom.events import Withheld
from classroom.failures import Unavailable
from classroom.ink import points
from classroom.ink.log import InkEntry
from classroom.ink.points import SIDE
from classroom.store.database import DatabaseStore
from classroom.store.memory import MemoryStore
from classroom.talk.wording import Wording
from tests.signaling.ink import BOARD, LINE, Paper, a_stroke, pointed, sketched
from tests.signaling.server import PageError, School, Server, TestPage, school, settings


async def board(classes: School, *classrooms: str) -> list[TestPage]:
    """A lesson with its board open, on which these classrooms may draw."""
    pages = await classes.lesson(*classrooms)
    await pages[0].ask("show_board", page=1)
    await pages[0].ask("set_right", right="annotate", on=True, classroom=None)
    for page in pages:
        await page.until(lambda page=page: shown(page) == 1)  # type: ignore[misc]
    return pages


def shown(page: TestPage) -> int | None:
    assert page.state is not None
    told: int | None = page.state["lesson"]["board"]["page"]
    return told


async def test_several_classrooms_draw_at_once_and_all_see_the_same() -> None:
    async with school() as classes:
        pages = await board(classes, "r1", "r2")
        papers = [await Paper(page).read() for page in pages]

        await asyncio.gather(*(page.ask("draw", **a_stroke()) for page in pages))

        for paper in papers:
            await paper.page.until(lambda paper=paper: len(paper.ids) == 3)  # type: ignore[misc]
        assert papers[0].ids == papers[1].ids == papers[2].ids
        assert {id.partition("/")[0] for id in papers[0].ids} == {"d", "r1", "r2"}


async def test_a_stroke_is_seen_while_it_is_drawn_and_then_as_it_was_kept() -> None:
    async with school() as classes:
        lecturer, qingshan = await board(classes, "r1")
        paper = await Paper(lecturer).read()
        stroke = a_stroke([(1, 2, 3), (4, 5, 6)], pressed=True, colour="red")

        await qingshan.ask("sketch", **stroke)
        await lecturer.until(lambda: sketched(lecturer) == [("r1", stroke["tag"])])
        assert paper.ids == []
        await qingshan.ask("draw", **stroke)
        await qingshan.ask("draw", **stroke)  # the line broke, it does not know

        await paper.shows("r1/1")
        (told,) = paper.strokes
        assert (told["points"], told["colour"]) == (stroke["points"], "red")


async def test_the_lecturers_pointer_is_seen_and_kept_nowhere() -> None:
    store = MemoryStore()
    async with school(store=store) as classes:
        lecturer, qingshan = await board(classes, "r1")

        await lecturer.ask("point", surface=BOARD, x=10, y=20)
        await qingshan.until(lambda: ("d", 10) in pointed(qingshan))
        await lecturer.ask("point", surface=BOARD, x=None, y=None)
        await qingshan.until(lambda: ("d", None) in pointed(qingshan))

        assert await store.ink(classes.room) == []


async def test_taking_off_undoing_and_wiping_reach_everybody() -> None:
    async with school() as classes:
        lecturer, qingshan = await board(classes, "r1")
        paper = await Paper(qingshan).read()
        await qingshan.ask("draw", **a_stroke())
        await lecturer.ask("draw", **a_stroke())
        await paper.shows("r1/1", "d/2")

        with pytest.raises(PageError, match="not_yours"):
            await qingshan.ask("erase", surface=BOARD, strokes=["d/2"])
        await lecturer.ask("erase", surface=BOARD, strokes=["r1/1"])
        await paper.shows("d/2")
        await lecturer.ask("undo", surface=BOARD)
        await paper.shows("r1/1", "d/2")
        await lecturer.ask("wipe", surface=BOARD)
        await paper.shows()
        with pytest.raises(PageError, match="not_allowed"):
            await qingshan.ask("wipe", surface=BOARD)
        await lecturer.ask("undo", surface=BOARD)
        await paper.shows("r1/1", "d/2")


async def test_each_page_of_the_board_keeps_its_own() -> None:
    async with school() as classes:
        lecturer, qingshan = await board(classes, "r1")
        await lecturer.ask("draw", **a_stroke())
        await lecturer.ask("show_board", page=2)

        await lecturer.ask("draw", **a_stroke(surface="board:2"))

        assert (await Paper(qingshan, "board:2").read()).ids == ["d/2"]
        with pytest.raises(PageError, match="not_shown"):
            await Paper(qingshan).read()  # not before it is shown
        assert (await Paper(lecturer).read()).ids == ["d/1"]
        with pytest.raises(PageError, match="not_shown"):
            await lecturer.ask("draw", **a_stroke())
        await lecturer.ask("show_board", page=1)
        await qingshan.until(lambda: shown(qingshan) == 1)
        assert (await Paper(qingshan).read()).ids == ["d/1"]


async def test_who_joins_late_reads_it_all_and_who_has_it_reads_nothing_again() -> None:
    async with school(messages_per_second=1000.0) as classes:
        lecturer, _ = await board(classes, "r1")
        for _ in range(20):
            await lecturer.ask("draw", **a_stroke())

        late = await classes.page("r2")
        with pytest.raises(PageError, match="not_entered"):
            await Paper(late).read()
        await late.enter()

        assert len((await Paper(late).read()).ids) == 20
        sheet = await late.ask("read_ink", surface=BOARD, have=20)
        assert (sheet["same"], sheet["strokes"]) == (True, [])
        sheet = await late.ask("read_ink", surface=BOARD, have=19)
        assert (sheet["same"], len(sheet["strokes"])) == (False, 20)


async def test_a_pause_hides_what_classrooms_drew_from_classrooms_until_it_is_over() -> None:
    async with school() as classes:
        lecturer, qingshan, baishui = await board(classes, "r1", "r2")
        await qingshan.ask("draw", **a_stroke())
        await lecturer.ask("draw", **a_stroke())
        await lecturer.ask("erase", surface=BOARD, strokes=["r1/1"])

        await lecturer.ask("pause_lesson")
        await baishui.until(lambda: baishui.phase == "paused")
        papers = [await Paper(page).read() for page in (lecturer, qingshan, baishui)]
        await lecturer.ask("undo", surface=BOARD)
        await lecturer.ask("draw", **a_stroke())

        await papers[0].shows("r1/1", "d/2", "d/3")
        for paper in papers[1:]:
            await paper.shows("d/2", "d/3")
        with pytest.raises(PageError, match="right_off"):
            await qingshan.ask("sketch", **a_stroke())
        await lecturer.ask("resume_lesson")
        await baishui.until(lambda: baishui.phase == "live")
        assert (await Paper(baishui).read()).ids == ["r1/1", "d/2", "d/3"]


async def test_ink_over_a_screen_goes_with_the_screen() -> None:
    async with school() as classes:
        lecturer, qingshan = await classes.lesson("r1")
        screen = await lecturer.produce("screen")
        await qingshan.until(lambda: screen in qingshan.views)
        paper = await Paper(qingshan, "screen").read()
        await lecturer.ask("draw", **a_stroke(surface="screen"))
        await paper.shows("d/1")

        await lecturer.ask("close_producer", producer=screen)

        await paper.shows()
        with pytest.raises(PageError, match="not_shown"):
            await lecturer.ask("draw", **a_stroke(surface="screen"))


async def test_the_assistant_beside_the_classroom_draws_for_it() -> None:
    async with school() as classes:
        lecturer, _ = await board(classes, "r1")
        tablet = await classes.page("r1", assists=True)
        paper = await Paper(lecturer).read()

        await tablet.ask("draw", **a_stroke())

        await paper.shows("r1/1")


async def test_what_was_drawn_is_there_after_a_restart(tmp_path: Path) -> None:
    async with DatabaseStore.open(f"sqlite+aiosqlite:///{tmp_path}/s.db") as store:
        server = Server(settings(), store)
        await server.make_lesson()
        async with server.running():
            classes = School(server)
            lecturer, qingshan = await board(classes, "r1")
            await qingshan.ask("draw", **a_stroke())
            await lecturer.ask("draw", **a_stroke())
            await lecturer.ask("erase", surface=BOARD, strokes=["r1/1"])
            for page in classes.pages:
                await page.close()

        again = Server(settings(), store)
        again.plan = server.plan
        async with again.running():
            classes = School(again)
            page = await (await classes.page("d")).enter()
            paper = await Paper(page).read()
            assert paper.ids == ["d/2"]
            await page.ask("undo", surface=BOARD)
            await paper.shows("r1/1", "d/2")
            await page.close()


class FailingStore(MemoryStore):
    """A store that can be told not to take ink."""

    down = False

    async def add_ink(self, lesson_id: str, entries: Sequence[InkEntry]) -> None:
        if self.down:
            raise Unavailable("store_down")
        await super().add_ink(lesson_id, entries)


async def test_what_the_store_does_not_take_is_not_told_and_can_be_sent_again() -> None:
    store = FailingStore()
    async with school(store=store) as classes:
        lecturer, qingshan = await board(classes, "r1")
        paper = await Paper(qingshan).read()
        stroke = a_stroke()

        store.down = True
        with pytest.raises(PageError, match="store_down") as refused:
            await lecturer.ask("draw", **stroke)
        assert refused.value.retryable
        assert (await Paper(qingshan).read()).ids == []
        store.down = False
        await lecturer.ask("draw", **stroke)

        await paper.shows("d/1")


async def test_who_has_lost_the_right_a_moment_ago_draws_no_more() -> None:
    async with school() as classes:
        lecturer, qingshan = await board(classes, "r1")

        await lecturer.ask("forbid_all")

        with pytest.raises(PageError, match="right_off"):
            await qingshan.ask("draw", **a_stroke())


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "points that are numbers": ({"points": [1, 2, 3, 4]}, "bad_message"),
    "points with null": ({"points": [None, 2]}, "bad_message"),
    "NaN as text": ({"points": "NaN"}, "bad_stroke"),
    "Infinity as text": ({"points": "Infinity"}, "bad_stroke"),
    "no point": ({"points": ""}, "bad_message"),
    "half a point": ({"points": "AAA"}, "bad_stroke"),
    "a number that does not end": ({"points": "_" * 50}, "bad_stroke"),
    "beyond the edge": ({"points": points.write([(SIDE + 1, 1)])}, "bad_stroke"),
    "before the edge": ({"points": points.write([(-1, 1)])}, "bad_stroke"),
    "pressed too hard": ({"points": points.write([(1, 1, 64)]), "pressed": True}, "bad_stroke"),
    "too many points": ({"points": "AA" * 1_001}, "bad_stroke"),
    "far too many": ({"points": "AA" * 20_000}, "bad_message"),
    "no tool": ({"tool": "flamethrower"}, "bad_message"),
    "no colour": ({"colour": "#ffffff"}, "bad_message"),
    "no width": ({"width": 0}, "bad_message"),
    "a huge width": ({"width": 10**30}, "bad_message"),
    "half a width": ({"width": 1.5}, "bad_message"),
    "a width as text": ({"width": "NaN"}, "bad_message"),
    "a circle of three points": ({"tool": "ellipse"}, "bad_stroke"),
    "text without a text": ({"tool": "text", "points": "AA"}, "bad_stroke"),
    "a text that is none": ({"tool": "text", "points": "AA", "text": "\u200b"}, "text_empty"),
    "a long text": ({"tool": "text", "points": "AA", "text": "长" * 61}, "text_too_long"),
    "a pen with a text": ({"text": "x"}, "bad_stroke"),
    "a link": ({"tool": "text", "points": "AA", "text": "game.com"}, "no_links"),
    "a word": ({"tool": "text", "points": "AA", "text": "坏 词"}, "words_not_allowed"),
    "another surface": ({"surface": "board:2"}, "not_shown"),
    "no surface": ({"surface": "../board:1"}, "bad_message"),
    "a page without number": ({"surface": "board:0"}, "bad_message"),
    "an author of one's own": ({"by": "d"}, "bad_message"),
    "a tag below nothing": ({"tag": -1}, "bad_message"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_stroke_is_refused_with_its_code_and_nobody_sees_it(
    bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    fields, code = BAD[bad]
    async with school(wording=Wording(["坏词"])) as classes:
        lecturer, qingshan = await board(classes, "r1")
        paper = await Paper(lecturer).read()

        with pytest.raises(PageError, match=code) as refused:
            await qingshan.ask("draw", **a_stroke() | fields)

        assert not refused.value.retryable
        await qingshan.ask("draw", **a_stroke())
        await paper.shows("r1/1")
        assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


@pytest.mark.parametrize("bad", ["NaN as text", "too many points", "beyond the edge"])
async def test_a_bad_piece_is_refused_like_a_bad_stroke(bad: str) -> None:
    async with school() as classes:
        (lecturer,) = await board(classes)

        with pytest.raises(PageError, match="bad_stroke"):
            await lecturer.ask("sketch", **a_stroke() | BAD[bad][0])
        with pytest.raises(PageError, match="bad_stroke"):
            await lecturer.ask("sketch", **a_stroke(LINE[:1], tool="text"))


async def test_half_a_place_is_no_place_to_point_at() -> None:
    async with school() as classes:
        (lecturer,) = await board(classes)

        for x, y in ((1, None), (SIDE + 1, 1), ("NaN", 1), (1.5, 1)):
            with pytest.raises(PageError, match="bad_message"):
                await lecturer.ask("point", surface=BOARD, x=x, y=y)


async def test_text_on_the_board_is_text_and_what_is_withheld_is_kept() -> None:
    store = MemoryStore()
    async with school(store=store, wording=Wording(["坏词"])) as classes:
        lecturer, qingshan = await board(classes, "r1")
        paper = await Paper(lecturer).read()

        with pytest.raises(PageError, match="words_not_allowed"):
            await qingshan.ask("draw", **a_stroke(LINE[:1], tool="text", text="坏词"))
        await qingshan.ask("draw", **a_stroke(LINE[:1], tool="text", text="<b>对\u202e吗</b>"))

        await paper.shows("r1/1")
        assert paper.strokes[0]["text"] == "<b>对吗</b>"
        kept = [e for e in await store.events(classes.room) if isinstance(e, Withheld)]
        assert [(e.by, e.text, e.reason) for e in kept] == [("r1", "坏词", "words_not_allowed")]
