"""A table of what is sent by who means no good: each refused with its code, nobody else disturbed.

One classroom sends it all, one row after the other; to another classroom the lesson looks the same
before and after, and it still gets its answers. What each row stands for is tried in breadth
elsewhere, see docs/develop/threats.md.
"""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from classroom.states import Right
from tests.signaling.ink import BOARD, LINE, Paper, a_stroke
from tests.signaling.server import PageError, TestPage
from tests.web.files import documents
from tests.web.files.handing import Classes, classes, names

MARKUP = "<svg onload=alert(1)><script>alert(2)</script><b>粗</b>"
RLO, ZWSP = "\u202e", "\u200b"


class Bench:
    """A classroom that means no good, and what it can lay its hands on of another lesson."""

    def __init__(
        self, here: Classes, lecturer: TestPage, page: TestPage, elsewhere: dict[str, str]
    ) -> None:
        self.here, self.lecturer, self.page, self.elsewhere = here, lecturer, page, elsewhere

    async def ask(self, request: str, **payload: Any) -> str:
        try:
            await self.page.ask(request, **payload)
        except PageError as refused:
            return str(refused.code)
        return "ok"

    async def raise_hand_in_a_pause(self) -> str:
        await self.lecturer.ask("pause_lesson")
        code = await self.ask("raise_hand", purpose="question")
        await self.lecturer.ask("resume_lesson")
        return code

    async def flood(self, request: str, undo: str, **payload: Any) -> str:
        codes = [await self.ask(request, **payload) for _ in range(100)]
        await self.page.ask(undo)
        assert codes.count("ok") <= 20
        return codes[-1]

    async def produce_with(self, transport: str) -> str:
        return await self.ask("produce", transport=transport, source="document", rtp_parameters={})

    async def consume(self, producer: str) -> str:
        recv = await self.page.transport("recv")
        return await self.ask("consume", transport=recv, producer=producer, rtp_capabilities={})

    async def read_file(self, file: str) -> str:
        answer = await self.here.get(self.page, file)
        return str((await answer.json())["code"])

    async def read_there(self) -> str:
        """By one's own ticket."""
        answer = await self.here.get(self.page, self.elsewhere["file"], self.elsewhere["lesson"])
        return str((await answer.json())["code"])

    async def a_megabyte(self) -> str:
        """By a page beside, for the connection does not survive it."""
        tablet = await self.here.page("r1", assists=True)
        await tablet.client.emit("say", {"to": "everybody", "text": "x" * 1_000_000})
        await tablet.disconnected.wait()
        return "disconnected"


def draw(**bad: Any) -> Callable[[Bench], Awaitable[str]]:
    return lambda bench: bench.ask("draw", **a_stroke() | bad)


def hand(data: Callable[[], bytes], name: str) -> Callable[[Bench], Awaitable[str]]:
    return lambda bench: bench.here.code(bench.page, data(), name)


def ask(request: str, **payload: Any) -> Callable[[Bench], Awaitable[str]]:
    return lambda bench: bench.ask(request, **payload)


TABLE: dict[str, tuple[str, Callable[[Bench], Awaitable[str]]]] = {
    "a hundred hands": (
        "too_many",
        lambda bench: bench.flood("raise_hand", "lower_hand", purpose="question"),
    ),
    "a line of a megabyte": ("disconnected", lambda bench: bench.a_megabyte()),
    "a long line": ("text_too_long", ask("say", to="everybody", text="长" * 8_000)),
    "a line that nobody sees": ("text_empty", ask("say", to="everybody", text=ZWSP + RLO)),
    "a line in another's name": ("bad_message", ask("say", to="everybody", text="x", by="d")),
    "a report with markup": ("bad_message", ask("report", what="remark", id="0", reason=MARKUP)),
    "a report of markup": ("bad_message", ask("report", what="remark", id=MARKUP, reason="abuse")),
    "what only the lecturer may": ("not_allowed", ask("resume_lesson")),
    "a hand in a pause": ("wrong_phase", lambda bench: bench.raise_hand_in_a_pause()),
    "an answer to nothing": (
        "no_question",
        ask("answer_question", question="q99", reply={"options": [0]}),
    ),
    "a roll that was not called": ("no_roll", ask("confirm_roll", classroom="r1")),
    "another classroom's roll": ("not_allowed", ask("confirm_roll", classroom="r2")),
    "another lesson's transport": (
        "unknown_transport",
        lambda bench: bench.produce_with(bench.elsewhere["transport"]),
    ),
    "another lesson's picture": (
        "not_in_view",
        lambda bench: bench.consume(bench.elsewhere["producer"]),
    ),
    "another lesson's track": (
        "unknown_producer",
        lambda bench: bench.ask("pause_producer", producer=bench.elsewhere["producer"]),
    ),
    "another lesson's file": (
        "unknown_file",
        lambda bench: bench.read_file(bench.elsewhere["file"]),
    ),
    "another lesson by one's ticket": (
        "ticket_unknown",
        lambda bench: bench.read_there(),
    ),
    "a stroke of another classroom": (
        "not_yours",
        ask("erase", surface=BOARD, strokes=["r2/1"]),
    ),
    "a stroke with NaN": ("bad_stroke", draw(points="NaN")),
    "a stroke with numbers": ("bad_message", draw(points=[1e308, -1])),
    "a stroke beyond the edge": ("bad_stroke", draw(points="_" * 50)),
    "a stroke without a point": ("bad_message", draw(points="")),
    "a stroke of 20,000 points": ("bad_message", draw(points="AA" * 20_000)),
    "a stroke as wide as the world": ("bad_message", draw(width=10**30)),
    "a stroke on a page nobody sees": ("not_shown", draw(surface="board:7")),
    "a place that is none": ("bad_message", ask("point", surface=BOARD, x="NaN", y=1)),
    "a PDF with a script": ("file_active", hand(documents.with_script, "a.pdf")),
    "a PDF of 2,000 pages": ("file_pages", hand(lambda: documents.pdf(2_000), "a.pdf")),
    "a PDF with a password": ("file_encrypted", hand(documents.with_password, "a.pdf")),
    "a PDF that is broken": ("file_broken", hand(lambda: documents.pdf()[:-300], "a.pdf")),
    "a page as a PDF": ("file_not_taken", hand(lambda: b"<html>" + MARKUP.encode(), "a.pdf")),
    "a drawing with a script": ("file_not_taken", hand(MARKUP.encode, "a.svg")),
}


async def lesson(here: Classes) -> list[TestPage]:
    pages = await here.lesson("r1", "r2")
    for right in (Right.FILE, Right.ANNOTATE):
        await pages[0].ask("set_right", right=right, on=True, classroom="r1")
    await pages[0].ask("show_board", page=1)
    return pages


async def of_another(here: Classes) -> dict[str, str]:
    """Ids in a lesson that is taught at the same time."""
    (lecturer,) = await here.lesson()
    return {
        "lesson": here.room,
        "transport": await lecturer.transport("send"),
        "producer": await lecturer.produce("camera"),
        "file": await here.shared(lecturer, documents.pdf(1)),
    }


async def looks(page: TestPage) -> dict[str, Any]:
    """What the lesson looks like from a page that asks just now."""
    told = await page.ask("sync")
    return {key: told[key] for key in told if key not in ("version", "now")}


async def test_each_is_refused_with_its_code_and_disturbs_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with classes(tmp_path) as here:
        elsewhere = await of_another(here)
        await here.server.make_lesson()
        lecturer, page, bystander = await lesson(here)
        bench = Bench(here, lecturer, page, elsewhere)
        before = await looks(bystander)
        got, disturbed = {}, []

        for what, (_, does) in TABLE.items():
            here.clock.go(10)
            got[what] = await does(bench)
            if await looks(bystander) != before:
                disturbed.append(what)

        assert got == {what: code for what, (code, _) in TABLE.items()}
        assert disturbed == []
        assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
        await bystander.ask("raise_hand", purpose="answer")
        assert page.goodbyes == [], "who is refused goes on watching"


async def typed(page: TestPage, lecturer: TestPage, text: str, here: Classes) -> dict[str, str]:
    """Type the same wherever something can be typed in a lesson; return what others are told."""
    await page.ask("say", to="everybody", text=text)
    await lecturer.ask("pin_notice", text=text)
    await lecturer.ask("ask_question", kind="text", text=text, options=[], right=None)
    await page.ask("answer_question", question="q1", reply={"text": text})
    await lecturer.ask("reveal_question")
    await page.ask("draw", **a_stroke(LINE[:1], tool="text", text=text))
    assert await here.code(page, documents.picture(), f"{text}.png") == "ok"
    other = here.pages[2]
    paper = await Paper(other).read()
    state = await looks(other)
    return {
        "chat": other.remarks[-1],
        "notice": state["lesson"]["notice"],
        "question": state["question"]["text"],
        "answer": state["question"]["answers"][0]["reply"]["text"],
        "board": paper.strokes[-1]["text"],
        "file": next(iter(names(other).values())),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(MARKUP, MARKUP, id="markup"),
        pytest.param(f"甲{RLO}乙{ZWSP}丙", "甲乙丙", id="what turns the eye round"),
        pytest.param("{{7*7}}${x}' OR 1=1;--", "{{7*7}}${x}' OR 1=1;--", id="code"),
    ],
)
async def test_whatever_is_typed_is_text_everywhere(tmp_path: Path, text: str, told: str) -> None:
    async with classes(tmp_path) as here:
        lecturer, page, _ = await lesson(here)

        seen = await typed(page, lecturer, text, here)

        name = seen.pop("file")
        assert name.endswith(".png")
        assert not set(f'<>"|/{RLO}{ZWSP}') & set(name)
        assert seen == dict.fromkeys(seen, told)
