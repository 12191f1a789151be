"""Makes the pictures of the clerk's guide from a server of its own: the second half of
`make pictures`.

Rule: nothing is drawn or retouched, and nobody in them is real. What only leads to a picture is
made by the API; what is seen is what the pages show of it.
"""

import asyncio
import re
import tempfile
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
from playwright.async_api import Browser, Page, expect

from tools.chromium import chromium
from tools.live_server import Server
from tools.pictures import FOLDER, PATIENCE_MS, SIZE, keep

ZONE = "Asia/Shanghai"
PASSWORD = "竹林深处有一间教室 7"
CENTRE, POINT = "青山中心小学", "石桥教学点"
BELLS = (("08:30", "09:10"), ("09:20", "10:00"), ("10:20", "11:00"), ("14:00", "14:40"))
LESSONS = {"三年级音乐": ("music", "陈晓", (1, 3)), "三年级美术": ("art", "杨帆", (2, 4))}
PUPILS = (
    "学校代码,学年,班级,学号,姓名\n"
    "S1,2026,三年级1班,01,林小禾\nS1,2026,三年级1班,02,周小麦\n"
    "S1,去年,三年级1班,03,王小豆\nS1,2026,三年级9班,04,李小谷\n"
)


class Desk:
    """Somebody's browser; what the pages ask of the API is asked directly, too."""

    def __init__(self, page: Page, url: str) -> None:
        """Sit down before a page."""
        self.page, self.url, self._csrf = page, url, ""

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as whoever is signed in."""
        headers = {"X-CSRF-Token": self._csrf, "Origin": self.url}
        url = f"{self.url}/api/v1/{path}"
        answer = await self.page.request.fetch(url, method=method, data=body, headers=headers)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {await answer.text()}")
        told = await answer.json()
        session = await (await self.page.request.get(f"{self.url}/api/v1/session")).json()
        self._csrf = session.get("csrf") or self._csrf
        return told

    async def make(self, things: str, /, **values: Any) -> str:
        """Make a thing; return its id."""
        return str((await self.ask("POST", things, values))["id"])

    async def arrive(self, way: str, **values: Any) -> None:
        """Take a one-time link up, and a second factor."""
        await self.ask("POST", way, values | {"password": PASSWORD})
        secret = (await self.ask("POST", "account/totp", {}))["secret"]
        await self.ask("PUT", "account/totp", {"code": pyotp.TOTP(secret).now()})

    async def open(self, path: str) -> None:
        """Open an administration page and wait until it is there."""
        await self.page.goto(f"{self.url}/admin{path}")
        await expect(self.page.get_by_test_id("admin")).to_be_visible()
        await self.page.wait_for_load_state("networkidle")

    async def choose(self, school: str) -> None:
        """Look at one school."""
        box = self.page.get_by_test_id("place").locator("input")
        await box.click()
        await box.press_sequentially(school)
        options = self.page.locator(".el-select-dropdown__item:visible")
        await options.filter(has_text=school).first.click()
        await self.page.wait_for_load_state("networkidle")


async def seated(browser: Browser, url: str) -> Desk:
    """Open a browser of one's own."""
    here: dict[str, Any] = {"viewport": SIZE, "locale": "zh-CN", "timezone_id": ZONE}
    context = await browser.new_context(**here)
    return Desk(await context.new_page(), url)


async def first_administrator(desk: Desk, log: str) -> str:
    """Set the server up; return the county's id."""
    found = re.search(r"/setup#([A-Za-z0-9_-]+)", log)
    if found is None:
        raise RuntimeError("the server printed no set-up link")
    region = {"kind": "county", "name": "青山县", "code": "530902"}
    names = {"real_name": "李建国", "display_name": "李主任", "number": "0001"}
    await desk.arrive("setup", token=found[1], regions=[region], login="lizhuren", **names)
    return str((await desk.ask("GET", "regions"))["items"][0]["id"])


async def schools(desk: Desk, county: str) -> dict[str, str]:
    """Make two schools, their rooms and teachers; return ids by name."""
    made = {}
    people = {CENTRE: ("陈晓", "杨帆"), POINT: ("王秀英",)}
    for number, (name, kind) in enumerate({CENTRE: "centre", POINT: "teaching_point"}.items()):
        code = f"S{number}"
        made[name] = await desk.make("schools", region=county, name=name, code=code, kind=kind)
        room = "多媒体教室" if number else "录播教室"
        made[room] = await desk.make("classrooms", school=made[name], name=room)
        for place, who in enumerate(people[name]):
            values = {"real_name": who, "display_name": f"{who[0]}老师", "verified_by": "school"}
            number_ = f"T{number}{place}"
            made[who] = await desk.make("people", school=made[name], number=number_, **values)
    await desk.make("classes", school=made[POINT], name="三年级1班", grade=3, year=2026)
    return made


async def timetable(desk: Desk, county: str, made: dict[str, str]) -> None:
    """Make a term, bells, pairings and their week."""
    today = datetime.now(ZoneInfo(ZONE)).date()
    monday = today - timedelta(days=today.weekday())
    days = {"first_day": f"{monday}", "last_day": f"{monday + timedelta(days=120)}"}
    term = await desk.make("terms", region=county, name="秋季学期", **days)
    periods = [{"start": start, "end": end} for start, end in BELLS]
    bells = {"school": made[CENTRE], "name": "夏季作息", "periods": periods}
    await desk.make("bell_schedules", **bells)
    receivers = [{"classroom": made["多媒体教室"], "assistant": made["王秀英"]}]
    for name, (subject, lecturer, weekdays) in LESSONS.items():
        values = {"term": term, "classroom": made["录播教室"], "lecturer": made[lecturer]}
        pairing = await desk.make(
            "pairings", name=name, subject=subject, receivers=receivers, **values
        )
        for weekday in weekdays:
            await desk.make("slots", pairing=pairing, weekday=weekday, period=weekday // 2 + 1)


async def enrolling(desk: Desk, browser: Browser) -> None:
    """Show a PC's code at `/room`, and type it where the classroom is."""
    room = await seated(browser, desk.url)
    await room.page.goto(f"{desk.url}/room")
    shown = room.page.get_by_test_id("code")
    await expect(shown).to_be_visible()
    await keep(room.page, "room-code")
    code = await shown.get_attribute("data-code") or ""
    await desk.open("/classrooms")
    await desk.choose(POINT)
    rows = desk.page.get_by_test_id("list-classrooms").locator("tbody:not(.skeleton) tr")
    await rows.filter(has_text="多媒体教室").locator("button.name").click()
    await desk.page.get_by_test_id("device-code").fill(code)
    await desk.page.get_by_test_id("look").click()
    await expect(desk.page.get_by_test_id("enrol")).to_be_visible()
    await desk.page.get_by_test_id("enrol").scroll_into_view_if_needed()
    await keep(desk.page, "clerk-device")


async def trail(desk: Desk, browser: Browser, county: str) -> None:
    """Show what an auditor sees of it all."""
    names = {"real_name": "周正", "display_name": "周审计", "number": "A001"}
    grants = [{"role": "auditor", "scope": "/"}]
    person = await desk.make("people", region=county, verified_by="school", grants=grants, **names)
    invitation = (await desk.ask("POST", f"people/{person}/invitation"))["path"]
    auditor = await seated(browser, desk.url)
    await auditor.arrive("activation", token=invitation.partition("#")[2], login="zhouzheng")
    await auditor.open("/audit")
    await auditor.page.get_by_test_id("verify").click()
    await expect(auditor.page.get_by_test_id("trail-state")).to_contain_text("没有被改动过")
    await keep(auditor.page, "clerk-audit")


async def main() -> None:
    """Make them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = Server(folder, TIMETABLE_ZONE=ZONE)
        await server.start()
        stack.push_async_callback(server.stop)
        browser = await stack.enter_async_context(chromium())
        desk = await seated(browser, server.url)

        log = await asyncio.to_thread(server.log.read_text, "utf-8")
        county = await first_administrator(desk, log)
        made = await schools(desk, county)
        await desk.open("")
        await expect(desk.page.get_by_test_id("first-steps")).to_be_visible()
        await keep(desk.page, "clerk-steps")

        await timetable(desk, county, made)
        await desk.open("/week")
        await desk.choose(CENTRE)
        await expect(desk.page.locator("[data-cell] .card").first).to_be_visible()
        await keep(desk.page, "clerk-week")

        await desk.open("/import?kind=pupils")
        table = {"name": "名单.csv", "mimeType": "text/csv", "buffer": PUPILS.encode()}
        await desk.page.get_by_test_id("file").set_input_files(table)  # type: ignore[arg-type]
        await expect(desk.page.get_by_test_id("preview")).to_contain_text("要填开学的年份")
        await keep(desk.page, "clerk-import")

        await enrolling(desk, browser)
        await trail(desk, browser, county)


if __name__ == "__main__":
    asyncio.run(main())
