"""One lesson of the timetable from its bell to its compliance report: a lecturer at her laptop,
three classrooms whose PCs walk in by themselves, and an assistant with a tablet in one of them.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, expect
from pypdf import PdfReader

from classroom.safety.catalogue import CATALOGUE
from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage
from tests.journeys.clerk import Clerk, first_administrator
from tests.journeys.consenting import another_is_on_stage, guardians_are_asked
from tests.journeys.county import zone
from tests.journeys.drawn import WRITTEN, both_strokes_are_on, draw
from tests.journeys.modified import ask_raw
from tests.journeys.planned import BAISHUI, CENTRE, HONGYA, QINGSHAN, PlannedLesson
from tests.journeys.reviewing import all_see_that_it_is_recorded, its_recording_is_reviewed
from tests.signaling.ink import a_stroke
from tests.web.files import documents
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
expect.set_options(timeout=PATIENCE_MS)
OPENS_MS = 60_000  # the server looks for lessons that are due four times a minute
SOUNDS = "stats.consumers.filter(({{kind}}) => kind === 'audio').length === {}"

# A report's clauses, as they are shown and as they are printed.
ROWS = """(rows) => rows.map((row) => ({
  id: row.dataset.clause,
  state: row.querySelector(".state").className.replace("state", "").trim(),
  why: row.cells[2].querySelector("p").innerText,
  proofs: [...row.cells[2].querySelectorAll("p.small:not(.soft)")].map((p) => p.innerText).join(),
}))"""
PRINTED = """(rows) => rows.map((row) => ({
  id: row.querySelector(".id").innerText,
  state: row.cells[1].className.replace("state", "").trim(),
}))"""
CLAUSES = sum(len(chapter.clauses) for chapter in CATALOGUE)
SHAPES = {"pass": "√通过", "fail": "×不通过", "unknown": "?未知", "people": "□由单位出具"}
# What this lesson shows to have been kept, and what the report says of it.
KEPT = {
    "A2/R9": "都来自已核验的人或教室设备",
    "B1": "4 个教室都凭登录或教室设备进入",
    "B2": "都用了第二步验证",
    "B3": "每个教室都有登记的设备",
    "B4/M31a": "都已核验身份",
    "M31b": "开播前刚验证过",
    "B6": "1 次开关都一直有效",
    "B7": "2 次暂停期间都没有人能互动或新进入",
    "1.D-expected": "只有课表上的教室进入",
    "T14": "统计与逐条记录算出来的一致",
    "T13": "3 个听讲教室都到了",
    "T10-overrun": "没有超过",
    "roll-call": "点名 1 次，各教室都已确认",
    "G3-fields": "都有时间、人、事、地址和结果",
}
NO_OCCASION = ("B7-forbid", "B8", "B8-package", "L1/M29", "B10", "1.D-lock", "1.D-remove")
FOR_PEOPLE = ("A1",)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server whose schools have daytime now."""
    running = Server(tmp_path_factory.mktemp("server"), TIMETABLE_ZONE=zone().key)
    await running.start()
    yield running
    await running.stop()


class Lesson:
    """Everybody in it, each before their own page."""

    def __init__(self, planned: PlannedLesson) -> None:
        self.planned = planned
        self.teacher: ClassroomPage
        self.tablet: ClassroomPage  # of the assistant in QINGSHAN
        self.walls: dict[str, ClassroomPage] = {}

    def id(self, school: str) -> str:
        return self.planned.rooms[school]

    @property
    def qingshan(self) -> ClassroomPage:
        return self.walls[QINGSHAN]

    @property
    def baishui(self) -> ClassroomPage:
        return self.walls[BAISHUI]

    @property
    def hongya(self) -> ClassroomPage:
        return self.walls[HONGYA]


async def press(page: ClassroomPage, *names: str) -> None:
    """Press one button after the other; the bar that hid while nobody moved comes back first."""
    await page.page.mouse.move(300, 300)
    await page.page.mouse.move(320, 320)
    for name in names:
        await page.by(name).click()


async def test_a_whole_lesson_and_its_report(server: Server, browser: Browser) -> None:
    clerk = await first_administrator(browser, server)
    lesson = Lesson(PlannedLesson(clerk))

    await it_opens_and_the_classrooms_walk_in(lesson, browser)
    await who_comes_while_it_is_paused_waits_at_the_door(lesson, browser)
    await the_roll_is_called(lesson)
    await a_hand_is_called_on_and_only_that_room_is_heard(lesson)
    await the_walls_change_with_what_the_lecturer_wants(lesson)
    await a_slide_is_drawn_on_every_wall(lesson)
    await two_draw_on_the_board(lesson)
    await a_question_is_answered_by_three(lesson)
    await something_is_said(lesson)
    await in_a_pause_nobody_acts_whatever_their_page_sends(lesson)
    await what_was_before_comes_back(lesson)
    await a_page_that_is_loaded_again_finds_everything(lesson)
    await all_see_that_it_is_recorded(lesson.teacher, lesson.tablet, lesson.walls)
    await another_is_on_stage(lesson.teacher, lesson.baishui, lesson.id(HONGYA))
    await it_ends(lesson)

    await its_report_says_what_happened(lesson, clerk)
    await its_recording_is_reviewed(lesson.planned, clerk, browser, server)


async def it_opens_and_the_classrooms_walk_in(lesson: Lesson, browser: Browser) -> None:
    planned = lesson.planned
    await planned.make(datetime.now(zone()))
    await guardians_are_asked(planned.clerk, planned.county, refused="红小豆")
    # The centre's PC is known, too, and is switched off: the lecturer has brought her laptop.
    await (await planned.enrolled(browser, CENTRE)).page.context.close()
    for name in (QINGSHAN, BAISHUI):
        lesson.walls[name] = await planned.enrolled(browser, name)
    lesson.teacher = await planned.person(browser, CENTRE, "linxiao")
    lesson.tablet = await planned.person(browser, QINGSHAN, "wangxiuying")
    await lesson.teacher.page.set_viewport_size({"width": 1366, "height": 768})
    await lesson.tablet.page.set_viewport_size({"width": 800, "height": 1280})

    for wall in lesson.walls.values():
        await expect(wall.by("lesson")).to_be_visible(timeout=OPENS_MS)
    await lesson.teacher.page.goto(f"{planned.clerk.url}/teach?lesson={planned.id}")
    await lesson.teacher.join()
    await lesson.teacher.start()
    await lesson.tablet.page.goto(f"{planned.clerk.url}/assist?lesson={planned.id}")
    await expect(lesson.tablet.by("standing")).to_contain_text("正在上课")
    for wall in lesson.walls.values():
        await wall.sees_moving(place="main")


async def who_comes_while_it_is_paused_waits_at_the_door(lesson: Lesson, browser: Browser) -> None:
    await press(lesson.teacher, "pause")
    await lesson.qingshan.phase_is("paused")

    late = lesson.walls[HONGYA] = await lesson.planned.enrolled(browser, HONGYA)
    await expect(late.by("words-knocking")).to_be_visible()
    await expect(lesson.teacher.by("knocking")).to_contain_text(HONGYA)
    await press(lesson.teacher, "resume")

    await late.sees_moving(place="main")
    await expect(lesson.teacher.by("arrived")).to_contain_text("3")


async def the_roll_is_called(lesson: Lesson) -> None:
    teacher, tablet = lesson.teacher, lesson.tablet
    await teacher.page.keyboard.press("l")
    roll = teacher.by("dialog-roll")
    await expect(roll.locator("li[data-classroom]")).to_have_count(3)

    absent = tablet.page.locator("[data-pupil]").filter(has_text="青小麦")
    await tablet.page.locator("[data-brush=absent]").click()
    await absent.click()
    await expect(absent).to_have_attribute("data-mark", "absent")
    await tablet.by("roll-confirm").click()
    for wall in (lesson.baishui, lesson.hongya):
        await press(wall, "roll", "roll-confirm")
        await wall.page.keyboard.press("Escape")

    there = roll.locator(f"li[data-classroom='{lesson.id(QINGSHAN)}']")
    await expect(there.locator(".count")).to_contain_text("2")
    await expect(there.get_by_test_id("roll-names")).to_contain_text("青小麦")
    await expect(teacher.by("roll-sum")).to_contain_text("3 间已确认，共 3 间")
    await teacher.page.keyboard.press("Escape")


async def a_hand_is_called_on_and_only_that_room_is_heard(lesson: Lesson) -> None:
    teacher, qingshan, baishui, hongya = lesson.teacher, *lesson.walls.values()
    await teacher.hears(classroom=lesson.id(HONGYA))
    await press(qingshan, "hand", "raise-question")
    hand = teacher.by("hands").locator("li")
    await expect(hand).to_contain_text([f"{QINGSHAN}提问"])

    await hand.get_by_test_id("call-hand").click()

    for wall in (baishui, hongya):
        await wall.sees_moving(classroom=lesson.id(QINGSHAN))
        await wall.hears(classroom=lesson.id(QINGSHAN))
    await teacher.hears(classroom=lesson.id(QINGSHAN))
    await expect(lesson.tablet.by("standing")).to_have_text("现在请我们班发言")
    # Nothing comes of the other rooms' microphones: one of the lecturer, and one of the stage.
    await teacher.until_stats(SOUNDS.format(1))
    await baishui.until_stats(SOUNDS.format(2))
    await hongya.until_stats(SOUNDS.format(2))
    await qingshan.until_stats(SOUNDS.format(1))


async def the_walls_change_with_what_the_lecturer_wants(lesson: Lesson) -> None:
    teacher, qingshan, baishui, _ = lesson.teacher, *lesson.walls.values()
    await (
        teacher.by("spotlight")
        .and_(teacher.page.locator(f"[data-classroom='{lesson.id(QINGSHAN)}']"))
        .click()
    )
    await baishui.sees_moving(place="spotlight", classroom=lesson.id(QINGSHAN))
    await expect(lesson.tablet.by("lit")).to_be_visible()
    await teacher.by("layout-side_by_side").click()
    for wall in (baishui, lesson.hongya):
        await expect(wall.by("wall")).to_have_attribute("data-layout", "split")
    await press(teacher, "spotlight-off")
    await expect(qingshan.by("words-stage")).to_be_visible()


async def a_slide_is_drawn_on_every_wall(lesson: Lesson) -> None:
    teacher = lesson.teacher
    slides = FilePayload(name="静夜思.pdf", mimeType="application/pdf", buffer=documents.pdf(2))
    await teacher.page.keyboard.press("k")
    await teacher.by("add-file").set_input_files(slides)
    await teacher.by("show-file").click()
    await teacher.by("slide-next").click()
    for page in (*lesson.walls.values(), lesson.tablet):
        await expect(page.by("slide")).to_have_attribute("data-drawn", "2")
        assert await page.page.evaluate(WRITTEN)


async def two_draw_on_the_board(lesson: Lesson) -> None:
    teacher, qingshan = lesson.teacher, lesson.qingshan
    await expect(qingshan.by("pens")).to_have_count(0)
    await teacher.page.keyboard.press("r")
    switch = teacher.page.locator(f"[data-classroom='{lesson.id(QINGSHAN)}'] [data-right=annotate]")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    await teacher.page.keyboard.press("Escape")
    await teacher.page.keyboard.press("b")

    await press(teacher, "tool-pen", "colour-red")
    await draw(teacher, (0.1, 0.2), (0.5, 0.5))
    await press(qingshan, "tool-pen", "colour-blue")
    await draw(qingshan, (0.2, 0.8), (0.6, 0.6))

    for page in (teacher, *lesson.walls.values(), lesson.tablet):
        await both_strokes_are_on(page)
    await expect(lesson.baishui.by("pens")).to_have_count(0)


async def a_question_is_answered_by_three(lesson: Lesson) -> None:
    teacher = lesson.teacher
    await teacher.page.keyboard.press("q")
    await teacher.by("question-text").fill("这首诗是谁写的？")
    for place, poet in enumerate(("李白", "杜甫")):
        await teacher.by("question-option").nth(place).fill(poet)
    await teacher.by("question-ask").click()

    await lesson.tablet.by("option").filter(has_text="李白").click()
    await lesson.baishui.by("option").filter(has_text="李白").click()
    await lesson.hongya.by("option").filter(has_text="杜甫").click()

    await expect(teacher.by("question-count")).to_contain_text("3")
    await press(teacher, "question-reveal")
    for wall in lesson.walls.values():
        of_it = wall.by("question-results").locator("li")
        await expect(of_it.nth(0)).to_have_text(re.compile(rf"李白.*2.*{QINGSHAN}.*{BAISHUI}"))
        await expect(of_it.nth(1)).to_have_text(re.compile(rf"杜甫.*1.*{HONGYA}"))


async def something_is_said(lesson: Lesson) -> None:
    await press(lesson.baishui, "talk-open", "to-everybody")
    await lesson.baishui.by("say-text").fill("我们背下来了")
    await lesson.baishui.by("say-text").press("Enter")
    await expect(lesson.hongya.by("said-now")).to_contain_text("我们背下来了")
    await lesson.teacher.page.keyboard.press("c")
    await expect(lesson.teacher.by("remark")).to_contain_text(["我们背下来了"])


async def in_a_pause_nobody_acts_whatever_their_page_sends(lesson: Lesson) -> None:
    teacher, qingshan, baishui = lesson.teacher, lesson.qingshan, lesson.baishui
    await press(baishui, "files-open")
    await expect(baishui.by("file")).to_have_count(1)
    await press(teacher, "pause")

    for wall in lesson.walls.values():
        await wall.phase_is("paused")
        await expect(wall.by("pens")).to_have_count(0)
    await expect(baishui.by("remark")).to_have_count(0)
    await expect(baishui.by("file")).to_have_count(0)
    await expect(baishui.by("say-text")).to_be_disabled()
    await expect(teacher.picture().filter(visible=True)).to_have_count(0)
    await draw(teacher, (0.1, 0.9), (0.3, 0.9))  # the lecturer goes on
    await baishui.hears(source="microphone")

    for code, type, message in (
        ("right_off", "say", {"to": "everybody", "text": "听得见吗"}),
        ("wrong_phase", "raise_hand", {"purpose": "answer"}),
        ("right_off", "draw", a_stroke()),
        ("not_allowed", "resume_lesson", {}),
        ("not_allowed", "set_right", {"right": "text", "on": True, "classroom": None}),
    ):
        answer = await ask_raw(qingshan.page, type, **message)
        assert (type, answer["code"]) == (type, code)


async def what_was_before_comes_back(lesson: Lesson) -> None:
    teacher, baishui = lesson.teacher, lesson.baishui
    await press(teacher, "resume")
    for wall in lesson.walls.values():
        await wall.phase_is("live")
        await both_strokes_are_on(wall)
    await expect(lesson.qingshan.by("pens")).to_be_visible()
    await expect(baishui.by("remark")).to_have_count(1)
    await expect(baishui.by("file")).to_have_count(1)
    await teacher.sees_moving(classroom=lesson.id(QINGSHAN))
    await baishui.sees_moving(classroom=lesson.id(QINGSHAN))


async def a_page_that_is_loaded_again_finds_everything(lesson: Lesson) -> None:
    again = lesson.qingshan
    await again.page.reload()
    await again.phase_is("live")
    await both_strokes_are_on(again)
    await expect(again.by("pens")).to_be_visible()
    await expect(again.by("question-results")).to_be_visible()
    await again.sees_moving(classroom=lesson.id(CENTRE))
    await lesson.teacher.sees_moving(classroom=lesson.id(QINGSHAN))


async def it_ends(lesson: Lesson) -> None:
    await press(lesson.teacher, "end", "end-yes")
    for wall in lesson.walls.values():
        await expect(wall.page.locator("[data-testid=words-ended]")).to_be_visible()
    await expect(lesson.tablet.by("words-ended")).to_be_visible()
    for page in (lesson.teacher, lesson.tablet, *lesson.walls.values()):
        assert page.problems == []


async def its_report_says_what_happened(lesson: Lesson, clerk: Clerk) -> None:
    await clerk.open(f"compliance?lesson={lesson.planned.id}")
    report = clerk.page.get_by_test_id("report")
    await expect(report.locator("tr[data-clause]")).to_have_count(CLAUSES)
    # The server counts lessons that are over four times a minute; then the report stays as it is.
    async with asyncio.timeout(OPENS_MS / 1000):
        while await report.locator("tr[data-clause=T14] .state.unknown").count():
            await clerk.page.reload()
            await expect(report.locator("tr[data-clause]")).to_have_count(CLAUSES)
    rows: list[dict[str, Any]] = await report.locator("tr[data-clause]").evaluate_all(ROWS)
    states = {row["id"]: row["state"] for row in rows}

    # What this lesson has decided, and by what.
    for id, said in KEPT.items():
        (row,) = (row for row in rows if row["id"] == id)
        assert (id, row["state"]) == (id, "pass"), row
        assert re.search(said, row["why"]), row
        assert row["proofs"], row
    # What it had no occasion for is not passed; neither is what is for people to show.
    assert {id: states[id] for id in NO_OCCASION} == dict.fromkeys(NO_OCCASION, "unknown")
    assert {id: states[id] for id in FOR_PEOPLE} == dict.fromkeys(FOR_PEOPLE, "people")
    assert not [row for row in rows if row["state"] == "pass" and not row["proofs"]]
    for state in ("fail", "unknown", "pass", "people"):
        number = sum(each == state for each in states.values())
        await expect(report.get_by_test_id(f"count-{state}")).to_contain_text(f"{number}")

    # It prints, as a page and as a file, with the same verdicts and without anybody's name.
    async with clerk.page.context.expect_page() as opened:
        await clerk.page.get_by_test_id("print").click()
    page = await opened.value
    printed: list[dict[str, Any]] = await page.locator("tr:has(.id)").evaluate_all(PRINTED)
    assert {row["id"]: row["state"] for row in printed} == states
    async with clerk.page.expect_download() as saved:
        await clerk.page.get_by_test_id("pdf").click()
    pdf = PdfReader(await (await saved.value).path())
    text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    for state, shape in SHAPES.items():
        number = sum(each == state for each in states.values())
        assert f"{shape}{number}" in text
        assert text.count(shape) == number + 1
    for name in ("青小麦", "林晓", "林老师"):
        assert name not in text
        assert name not in await page.content()
    assert clerk.complaints == []
