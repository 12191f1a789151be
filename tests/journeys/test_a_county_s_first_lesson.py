"""From an empty server to a lesson that opens by itself, with two classrooms of two schools in it,
and to the audit trail that tells of it. Nobody touches the classrooms' PCs but to enrol them.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage
from tests.journeys.county import classroom_pc, zone
from tests.journeys.test_from_the_setup_link_to_signing_in import PASSWORD, by, enrol, setup_link
from tools.live_server import ROOT, Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
expect.set_options(timeout=PATIENCE_MS)
OPENS_MS = 60_000  # the server looks for lessons that are due four times a minute


class Administrator:
    """The first administrator, signed in; what the pages ask of the API, asked directly."""

    def __init__(self, page: Page, server: Server) -> None:
        self._page, self._server, self._api = page, server, f"{server.url}/api/v1"
        self._csrf = ""

    async def set_up(self, link: str) -> None:
        await self._page.goto(link)
        for name, text in {
            "county-name": "绿水县",
            "county-code": "510124",
            "real_name": "周明",
            "display_name": "周老师",
            "number": "A001",
            "login": "zhou.ming",
            "password": PASSWORD,
        }.items():
            await by(self._page, name).fill(text)
        await self._page.keyboard.press("Enter")
        await enrol(self._page)

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        if not self._csrf:
            told = await (await self._page.request.get(f"{self._api}/session")).json()
            self._csrf = told["csrf"]
        answer = await self._page.request.fetch(
            self._api + path, method=method, data=body, headers={"X-CSRF-Token": self._csrf}
        )
        told = await answer.json()
        assert answer.ok, told
        return told

    async def shuts_down(self, title: str) -> None:
        """End a lesson that goes on, from the page of today's lessons."""
        await self._page.goto(f"{self._server.url}/admin")
        await by(self._page, "lessons-today").get_by_text(title).first.click()
        await by(self._page, "shut-lesson").click()
        await self._page.get_by_label("原因").fill("有人闯进课堂")
        await by(self._page, "shut-yes").click()

    async def add(self, things: str, /, **values: Any) -> str:
        return str((await self.ask("POST", f"/{things}", values))["id"])


async def test_a_lesson_opens_by_itself_between_two_schools(
    browser: Browser, tmp_path: Path
) -> None:
    here = zone()
    server = Server(tmp_path, TIMETABLE_ZONE=here.key)
    await server.start()
    try:
        clerk = Administrator(await (await browser.new_context()).new_page(), server)
        await clerk.set_up(setup_link(server))
        rooms = await two_schools_with_a_lesson(clerk, datetime.now(here))

        async with (
            classroom_pc(browser, tmp_path / "main") as (_, main_tab),
            classroom_pc(browser, tmp_path / "wall") as (_, wall_tab),
        ):
            main, wall = ClassroomPage(main_tab), ClassroomPage(wall_tab)
            for page, room in ((main, rooms[0]), (wall, rooms[1])):
                await page.page.goto(f"{server.url}/room")
                await expect(page.by("code")).to_be_visible()
                code = await page.by("code").get_attribute("data-code")
                body = {"code": code, "classroom": room, "name": "讲台电脑"}
                await clerk.ask("POST", "/devices", body)

            await expect(main.by("lesson")).to_be_visible(timeout=OPENS_MS)
            await expect(wall.by("lesson")).to_be_visible(timeout=OPENS_MS)
            await main.start()
            await wall.sees_moving(place="main")
            await wall.hears()

            await clerk.shuts_down("音乐专递")
            await expect(wall.by("room-wall")).to_be_visible(timeout=OPENS_MS)
            assert (main.problems, wall.problems) == ([], [])

        today = await clerk.ask("GET", f"/lessons?classroom={rooms[1]}")
        assert [each["phase"] for each in today["items"][:1]] == ["ended"]
        assert await verified(server)
    finally:
        await server.stop()


async def two_schools_with_a_lesson(clerk: Administrator, now: datetime) -> list[str]:
    """Enter what a county's clerk enters; return the two classrooms."""
    region = (await clerk.ask("GET", "/regions"))["items"][0]["id"]
    rooms, teachers = [], []
    for code, name, kind in [
        ("5101240001", "中心小学", "urban"),
        ("5101240002", "青山小学", "village"),
    ]:
        school = await clerk.add("schools", region=region, name=name, code=code, kind=kind)
        rooms.append(await clerk.add("classrooms", school=school, name="录播教室"))
        teachers.append(
            await clerk.add(
                "people",
                school=school,
                number="T01",
                real_name="林晓",
                display_name="林老师",
                verified_by="school",
            )
        )
    term = await clerk.add(
        "terms",
        region=region,
        name="本学期",
        first_day=f"{now - timedelta(days=7):%Y-%m-%d}",
        last_day=f"{now + timedelta(days=60):%Y-%m-%d}",
    )
    pairing = await clerk.add(
        "pairings",
        name="音乐专递",
        subject="music",
        term=term,
        classroom=rooms[0],
        lecturer=teachers[0],
        receivers=[{"classroom": rooms[1], "assistant": teachers[1]}],
    )
    start = now + timedelta(minutes=5)
    await clerk.add(
        "slots",
        pairing=pairing,
        weekday=start.isoweekday(),
        start=f"{start:%H:%M}",
        end=f"{start + timedelta(minutes=40):%H:%M}",
    )
    return rooms


async def verified(server: Server) -> bool:
    """Whether the audit trail is whole, as its own command says."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "sanketang.py", "audit", "verify",
        cwd=ROOT, env=server.environment, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    return await process.wait() == 0
