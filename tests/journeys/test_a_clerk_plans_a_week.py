"""From an empty school to a planned week, as a clerk who has never seen the pages does it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.journeys import axe
from tests.journeys.clerk import Clerk, first_administrator
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

CENTRE, POINT = "青山中心小学", "石桥教学点"
MUSIC, ART = "三年级音乐", "三年级美术"
TIMETABLE_PAGES = ("today", "week", "week?view=dated", "pairings", "calendar")
TIMETABLE_PARTS = ("calendar?part=terms", "calendar?part=bells", "today?view=picture")


def next_monday() -> date:
    """The first day of the term: at school, wherever this runs."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    return today + timedelta(days=7 - today.weekday())


class Planner:
    """A clerk before the timetable's pages."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.page = clerk.page

    async def schools(self) -> None:
        """Two schools with a room each and their teachers: other pages make those."""
        regions = (await self.clerk.ask("GET", "/regions"))["items"]
        county = next(region["id"] for region in regions if region["kind"] == "county")
        rooms = {CENTRE: "录播教室", POINT: "三年级教室"}
        people = {CENTRE: ("陈老师", "杨老师"), POINT: ("王老师",)}
        for number, name in enumerate(rooms):
            kind = "teaching_point" if number else "centre"
            school = await self.clerk.make(
                "schools", region=county, name=name, code=f"S{number}", kind=kind
            )
            await self.clerk.make("classrooms", school=school["id"], name=rooms[name])
            for place, called in enumerate(people[name]):
                names = {"real_name": called, "display_name": called}
                await self.clerk.make(
                    "people", school=school["id"], number=f"T{place}", grants=[], **names
                )

    def cell(self, weekday: int, period: int) -> Locator:
        """A place of the week."""
        return self.page.locator(f"[data-cell='{weekday} {period - 1}']")

    def chip(self, name: str) -> Locator:
        """A pairing beside the week."""
        return self.page.locator(".chip").filter(has_text=name)

    async def term(self, first: date) -> None:
        """Make a term."""
        await self.page.get_by_test_id("new-term").click()
        await self.clerk.fill(name="秋季学期")
        await self.day("first_day", first)
        await self.day("last_day", first + timedelta(days=27))
        await self.clerk.saved()

    async def day(self, field: str, day: date) -> None:
        """Type a date into the form."""
        box = self.clerk.field(field).locator("input")
        await box.fill(f"{day}")
        await box.press("Enter")

    async def holiday(self, day: date, name: str) -> None:
        """Mark a day, by keyboard alone."""
        await self.page.locator(f"[data-day='{day - timedelta(days=1)}']").focus()
        await self.page.keyboard.press("ArrowRight")
        await self.page.keyboard.press("Enter")
        await self.page.get_by_test_id("day-name").fill(name)
        await self.page.get_by_test_id("save-day").click()
        marked = self.page.locator(f"[data-day='{day}']")
        await expect(marked).to_have_attribute("aria-label", f"{_said(day)}、放假：{name}")

    async def bells(self) -> None:
        """Let the page make the bells."""
        form = self.page.get_by_test_id("bell-form")
        await self.page.get_by_test_id("new-bells").click()
        await self.page.get_by_test_id("bell-name").fill("夏季作息")
        await self.page.get_by_test_id("fill-bells").click()
        await self.page.get_by_test_id("save-bells").click()
        await expect(form).to_be_hidden()
        await expect(self.page.get_by_role("img", name="第 6 节 14:30–15:10")).to_be_visible()

    async def pairing(self, name: str, subject: str, lecturer: str) -> None:
        """Pair the two schools."""
        form = self.page.get_by_test_id("pairing-form")
        await self.page.get_by_test_id("new-pairing").click()
        await self.clerk.pick(form.get_by_test_id("subject").locator("input"), subject)
        await form.get_by_test_id("pairing-name").fill(name)
        await self.clerk.pick(form.get_by_test_id("field-classroom").locator("input"), "录播教室")
        await self.clerk.pick(form.get_by_test_id("field-lecturer").locator("input"), lecturer)
        receiver = form.get_by_test_id("receiver-0").locator("input")
        await self.clerk.pick(receiver.nth(0), "三年级教室")
        await self.clerk.pick(receiver.nth(1), "王老师")
        await form.get_by_test_id("save-pairing").click()
        await expect(form).to_be_hidden()
        await expect(self.clerk.row("pairings", name)).to_contain_text("还没有排时间")

    async def choose_school(self, name: str) -> None:
        """Say which school the pages are about."""
        await self.clerk.pick(self.page.get_by_test_id("place").locator("input"), name)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日 周{'一二三四五六日'[day.weekday()]}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def planner(server: Server, browser: Browser) -> Planner:
    """The first administrator, with two schools and nothing planned."""
    planner = Planner(await first_administrator(browser, server))
    await planner.schools()
    return planner


async def test_everybody_can_use_the_pages_before_anything_is_planned(planner: Planner) -> None:
    clerk = planner.clerk

    for path in (*TIMETABLE_PAGES, *TIMETABLE_PARTS):
        await clerk.open(path)
        await clerk.page.wait_for_load_state("networkidle")

        assert await axe.violations(clerk.page) == [], path

    assert clerk.complaints == []


async def test_a_clerk_plans_a_week(planner: Planner) -> None:
    clerk, page, monday = planner.clerk, planner.page, next_monday()
    wednesday = monday + timedelta(days=2)

    await clerk.open()
    await expect(page.get_by_test_id("first-steps")).to_contain_text("定下第一天和最后一天")
    await page.get_by_test_id("step-terms").click()
    await planner.term(monday)

    await page.get_by_test_id("part-days").click()
    await planner.holiday(wednesday, "运动会")

    await planner.choose_school(CENTRE)
    await page.get_by_test_id("part-bells").click()
    await planner.bells()

    await clerk.open("pairings")
    await planner.pairing(MUSIC, "音乐", "陈老师")
    await planner.pairing(ART, "美术", "杨老师")

    # One slot by keyboard alone: taken up, carried, put down.
    await clerk.open("week")
    await planner.chip(MUSIC).focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    await expect(planner.cell(3, 2)).to_contain_text(MUSIC)
    assert await axe.violations(page) == []

    # The other one by mouse onto the same place: marked before, and explained when put there.
    await planner.chip(ART).hover()
    await page.mouse.down()
    await planner.cell(3, 2).hover(position={"x": 30, "y": 30})
    await planner.cell(3, 2).hover(position={"x": 40, "y": 40})
    await expect(planner.cell(3, 2).locator(".target")).to_contain_text("三年级音乐")
    await page.mouse.up()
    reasons = page.get_by_test_id("conflicts")
    await expect(reasons).to_contain_text("王老师")
    await expect(reasons).to_contain_text(f"《{MUSIC}》")
    await expect(planner.cell(3, 2)).not_to_contain_text(ART)

    # By clicking instead of dragging, onto a free one; and back, and once more.
    await planner.chip(ART).click()
    assert await axe.violations(page) == []
    await planner.cell(2, 3).locator(".target").click()
    await expect(planner.cell(2, 3)).to_contain_text(ART)
    await page.get_by_test_id("undo").last.click()
    await expect(planner.cell(2, 3)).not_to_contain_text(ART)
    await planner.chip(ART).click()
    await planner.cell(2, 3).locator(".target").click()
    await expect(planner.cell(2, 3)).to_contain_text(ART)

    # The holiday is skipped, and only then.
    await clerk.open("week?view=dated")
    await expect(page.get_by_role("columnheader", name="周三")).to_contain_text("运动会")
    await expect(planner.cell(2, 3)).to_contain_text(ART)
    await expect(page.locator(".card").filter(has_text=MUSIC)).to_have_count(0)
    assert await axe.violations(page) == []
    await page.get_by_test_id("week-after").click()
    await expect(planner.cell(3, 2)).to_contain_text(MUSIC)

    # One lesson is called off with a reason, and comes back.
    await planner.cell(3, 2).locator(".card").click()
    await page.get_by_test_id("do-cancelled").click()
    await page.get_by_test_id("reason").fill("陈老师到县里开会")
    await page.get_by_test_id("save-exception").click()
    await expect(planner.cell(3, 2)).to_contain_text("停课")
    await planner.cell(3, 2).locator(".card").click()
    await expect(page.get_by_test_id("lesson")).to_contain_text("陈老师到县里开会")
    await page.get_by_test_id("undo-exception").click()
    await expect(planner.cell(3, 2)).not_to_contain_text("停课")

    # The term is counted: three Wednesdays, one less for the holiday; four Tuesdays.
    await clerk.open("pairings")
    await expect(clerk.row("pairings", MUSIC)).to_contain_text("还有 3")
    await expect(clerk.row("pairings", ART)).to_contain_text("还有 4")
    await page.get_by_test_id("plan-term").click()
    await expect(page.get_by_test_id("plan-told")).to_contain_text("课都对")
    assert await axe.violations(page) == []

    assert clerk.complaints == []
