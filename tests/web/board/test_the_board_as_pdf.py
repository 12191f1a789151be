"""What was drawn in a lesson is taken away as PDF, by who leads it."""

import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from classroom.events import FileShared
from classroom.files.values import FileKind
from classroom.ink import points
from classroom.ink.log import Drew, InkEntry
from classroom.ink.sheets import Ink
from classroom.ink.strokes import Colour, Stroke, Tool
from classroom.ink.values import Board
from tests.classroom.school import LECTURER, NINE, QINGSHAN, live
from tests.signaling.ink import LINE, a_stroke
from tests.signaling.server import TestPage
from tests.web.files.handing import Classes, classes, ticket
from web.board.pdf import pdf
from web.board.sheets import sheets
from web.transfer.forms import Language

SLIDE = FileShared(
    at=NINE, file="f1", by=LECTURER, name="古诗.pdf", kind=FileKind.PDF, size=9,
    sha256="f1" * 32, sizes=((800, 600), (800, 600)),
)  # fmt: skip


def drew(surface: str, number: int, tool: Tool, by: str = LECTURER, **more: object) -> InkEntry:
    at = LINE if tool in (Tool.PEN, Tool.MARKER) else LINE[: 1 if tool is Tool.TEXT else 2]
    stroke = Stroke(id=f"{by}/{number}", tool=tool, points=points.write(at), **more)  # type: ignore[arg-type]
    return Drew(at=NINE, surface=surface, by=by, stroke=stroke, tag=number)


def paper(*entries: InkEntry, language: Language = Language.ZH, pages: int = 2) -> PdfReader:
    record = replace(live(QINGSHAN).record, board=Board(page=None, pages=pages))
    return PdfReader(io.BytesIO(pdf("课", sheets(record, Ink(entries), [SLIDE]), language)))


def test_every_page_of_the_board_and_every_slide_that_was_drawn_on_is_a_page() -> None:
    made = paper(
        drew("board:1", 1, Tool.PEN),
        drew("slides:f1:2", 2, Tool.ARROW, by=QINGSHAN),
        drew("screen", 3, Tool.PEN),
    )

    assert len(made.pages) == 3
    assert [round(float(page.mediabox.width)) for page in made.pages] == [960, 960, 800]
    assert "青山小学" in made.pages[2].extract_text()
    assert "古诗.pdf" in made.pages[2].extract_text()


@pytest.mark.parametrize("tool", Tool)
@pytest.mark.parametrize("colour", [Colour.BLACK, Colour.PURPLE])
def test_whatever_can_be_drawn_can_be_printed(tool: Tool, colour: Colour) -> None:
    text = "<b>对\\)吗</b>" if tool is Tool.TEXT else ""

    made = paper(drew("board:1", 1, tool, colour=colour, text=text), language=Language.EN)

    assert len(made.pages) == 2
    assert text in made.pages[0].extract_text()
    assert "by 实验小学" in made.pages[0].extract_text()


def test_a_lesson_without_a_board_is_a_pdf_too() -> None:
    assert len(paper(pages=0).pages) <= 1


async def taken(here: Classes, page: TestPage, lesson: str = "") -> tuple[int, bytes]:
    url = f"{here.server.url}/lesson/{lesson or here.room}/board.pdf?language=zh"
    async with here.http.get(url, headers={"Authorization": f"Lesson {ticket(page)}"}) as answer:
        return answer.status, await answer.read()


async def test_the_lecturer_takes_it_away_and_nobody_else_does(tmp_path: Path) -> None:
    async with classes(tmp_path) as here:
        lecturer, page = await here.lesson("r1")
        first = here.room
        await lecturer.ask("show_board", page=1)
        await lecturer.ask("draw", **a_stroke())

        status, body = await taken(here, lecturer)

        assert status == 200
        assert len(PdfReader(io.BytesIO(body)).pages) == 1
        assert (await taken(here, page))[0] == 403
        await here.server.make_lesson()
        stranger, _ = await here.lesson("r1")
        assert (await taken(here, stranger, first))[0] == 403
