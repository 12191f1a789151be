"""An inspector fills a sheet in, in two tabs at once, and files it; the teacher answers."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from playwright.async_api import Browser, Dialog, Page, expect

from classroom.store.tables import accounts
from classroom.store.tables.planned import lessons, seats
from classroom.store.tables.recordings import recordings
from classroom.store.tables.register import TABLES
from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS
from tests.journeys.county import MAIN, LiveCounty, live_county

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]
expect.set_options(timeout=PATIENCE_MS)

LESSON, INSPECTOR, TEACHER = "music", "督导员", f"{MAIN}老师"
FORM = {
    "zh": "听课评价表",
    "items": [
        {"key": "goal", "zh": "教学目标", "weight": 30},
        {"key": "talk", "zh": "印象", "scale": "text", "weight": 0, "required": False},
    ],
}


@pytest_asyncio.fixture(loop_scope="module")
async def here(tmp_path: Path) -> AsyncIterator[LiveCounty]:
    async with live_county(tmp_path) as county:
        await _recorded(county)
        yield county


async def _recorded(here: LiveCounty) -> None:
    """Let a lesson have been recorded, and somebody be there who inspects lessons."""
    county, at = here.county, time.time() - 86_400
    where = county["绿水县"].scope
    await county.add(
        INSPECTOR, "people", region=county.id("绿水县"), number="I01", real_name="周督导",
        display_name="周老师", verified_by="school",
    )  # fmt: skip
    people = TABLES["people"]
    times: dict[str, Any] = {"starts_at": at, "ends_at": at + 2400}
    of: dict[str, Any] = {"scope": county[MAIN].scope, **times}
    lesson = of | {
        "id": LESSON, "term": "t", "pairing": "p", "slot": "s", "day": "2026-11-16",
        "usual_at": at, "title": "三年级音乐", "subject": "music", "mode": "dedicated", "cap": 3,
        "state": "opened", "into": "", "merged_from": [], "reason": "",
    }  # fmt: skip
    place = of | {
        "lesson": LESSON, "place": 0, "classroom": here.room(MAIN), "person": county.id(TEACHER),
        "region": where,
    }  # fmt: skip
    recording = {
        "id": LESSON, "scope": of["scope"], "title": "三年级音乐", "subject": "音乐",
        "starts_at": at, "began_at": at, "ended_at": at + 2400, "state": "sealed",
        "keeping": "lesson", "seconds": 2400.0, "head": "ab" * 32,
    }  # fmt: skip
    async with here.database.engine.begin() as connection:
        grants = [{"role": "inspector", "scope": where}]
        one = sa.update(people).where(people.c.id == county.id(INSPECTOR)).values(grants=grants)
        await connection.execute(one)
        for table, row in ((lessons, lesson), (seats, place), (recordings, recording)):
            await connection.execute(sa.insert(table).values(row))
        for person in (INSPECTOR, TEACHER):
            account = {
                "person": county.id(person), "login": county.id(person), "password": "",
                "password_at": at, "totp": "", "totp_step": 0, "totp_offered": "", "made_at": at,
            }  # fmt: skip
            await connection.execute(sa.insert(accounts.accounts).values(account))


async def sits_down(here: LiveCounty, browser: Browser, who: str, path: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    secret = await here.sign_in(who)
    await context.add_cookies([{"name": "sanketang", "value": secret, "url": here.server.url}])
    page = await context.new_page()
    await page.goto(here.server.url + path)
    return page


async def another_tab(page: Page) -> Page:
    other = await page.context.new_page()
    await other.goto(page.url)
    await expect(other.get_by_test_id("fill")).to_be_visible()
    return other


async def test_a_sheet_in_two_tabs_is_filed_and_answered(
    here: LiveCounty, browser: Browser
) -> None:
    within = {"within": here.county.id("绿水县")}
    await here.as_clerk("POST", "/api/v1/inspection-forms", json=FORM | within)
    page = await sits_down(here, browser, INSPECTOR, f"/admin/inspections?begin={LESSON}")
    await page.get_by_test_id("choose-form").click()
    await expect(page.get_by_test_id("fill")).to_be_visible()
    await expect(page.get_by_test_id("fill").get_by_text("· ·")).to_have_count(0)
    assert await axe.violations(page) == []
    other = await another_tab(page)

    # One tab is filled in by the keyboard, and saves by itself; the other is told what differs.
    await page.get_by_test_id("item-goal").get_by_role("radio").first.focus()
    await page.keyboard.press("8")
    await page.get_by_test_id("fill-summary").fill("结构清楚")
    await page.keyboard.press("Control+s")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    await expect(page.get_by_test_id("score")).to_contain_text("80")
    await other.get_by_test_id("fill-summary").fill("另一个标签页")
    await expect(other.get_by_test_id("sheet-conflict")).to_contain_text("结构清楚")
    await other.get_by_test_id("take-theirs").click()
    await expect(other.get_by_test_id("fill-summary")).to_have_value("结构清楚")

    await page.get_by_test_id("file").click()
    await page.locator(".el-message-box .el-button--primary").click()
    await expect(page.get_by_test_id("trust")).to_have_attribute("data-trust", "good")

    teacher = await sits_down(here, browser, TEACHER, "/")
    await teacher.get_by_test_id("to-answer").get_by_role("link").click()
    await teacher.get_by_test_id("sheet-row").click()
    await expect(teacher.get_by_test_id("result")).to_contain_text("80")
    teacher.on("dialog", _accept)
    await teacher.get_by_test_id("answer").fill("谢谢，会改进。")
    await teacher.get_by_test_id("send-answer").click()

    await expect(teacher.get_by_test_id("sheet")).to_contain_text("谢谢，会改进。")
    await page.goto(f"{here.server.url}/admin/inspections")
    await expect(page.get_by_test_id("answered")).to_contain_text("三年级音乐")
    assert await axe.violations(page) == []


async def _accept(dialog: Dialog) -> None:
    await dialog.accept()
