"""A county's first day: the set-up link, the first administrator, the phone, and signing in again.

On every page of the way: nothing breaks WCAG 2.2 AA, in both languages.
"""

import re
import time

import pyotp
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "mountain-stream-42"
expect.set_options(timeout=PATIENCE_MS)


def by(page: Page, name: str) -> Locator:
    return page.get_by_test_id(name)


def setup_link(server: Server) -> str:
    found = re.search(r"http\S+/setup#\S+", server.log.read_text())
    assert found is not None, "the server told no set-up link"
    return found[0]


async def meets_wcag(page: Page) -> None:
    for _ in range(2):  # in Chinese, then in English, then back
        assert await axe.violations(page) == []
        await by(page, "language").click()


async def enrol(page: Page) -> pyotp.TOTP:
    """Take the second factor up as a phone would; return the phone."""
    phone = pyotp.TOTP((await by(page, "secret").inner_text()).replace(" ", ""))
    await by(page, "code").fill(phone.now())
    await by(page, "send-enrol").click()
    await expect(by(page, "codes").get_by_role("listitem")).to_have_count(10)
    return phone


async def test_the_first_administrator_sets_up_and_signs_in_again(
    server: Server, browser: Browser
) -> None:
    context = await browser.new_context(viewport={"width": 1024, "height": 768})
    page = await context.new_page()
    await page.goto(server.url)
    await expect(by(page, "setup-needed")).to_be_visible()
    await meets_wcag(page)

    await page.goto(setup_link(server))
    await expect(by(page, "form-setup")).to_be_visible()
    assert "#" not in page.url  # the token is out of the address bar
    await meets_wcag(page)
    await by(page, "send-setup").click()
    await expect(by(page, "county-name")).to_be_focused()  # the first thing that is missing
    await meets_wcag(page)
    for name, text in {
        "county-name": "绿水县",
        "county-code": "510124",
        "real_name": "周明",
        "display_name": "周老师",
        "number": "A001",
        "login": "zhou.ming",
        "password": PASSWORD,
    }.items():
        await by(page, name).fill(text)
    await page.keyboard.press("Enter")

    await expect(by(page, "secret")).to_be_visible()
    await meets_wcag(page)
    phone = await enrol(page)
    await meets_wcag(page)
    await by(page, "codes-done").click()
    await expect(by(page, "no-lessons")).to_be_visible()
    await meets_wcag(page)

    await by(page, "account").click()
    await expect(by(page, "account")).to_be_visible()
    await expect(by(page, "factor")).to_contain_text("已开启")
    await meets_wcag(page)
    await page.goto(server.url)
    await by(page, "sign-out").click()
    await expect(by(page, "login")).to_be_focused()
    await meets_wcag(page)

    await by(page, "login").fill("zhou.ming")
    await by(page, "password").fill("not-the-password")
    await page.keyboard.press("Enter")
    await expect(by(page, "failed")).to_contain_text("账号或密码不对")
    await meets_wcag(page)
    await by(page, "password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(by(page, "code")).to_be_focused()
    await meets_wcag(page)
    await by(page, "code").fill(phone.at(int(time.time()) + 30))  # the next one; this one was used

    await expect(by(page, "home")).to_contain_text("周老师，您好")
    await page.goto(setup_link(server))
    await expect(by(page, "link-gone")).to_contain_text("重新启动服务器")
    await meets_wcag(page)
    await context.close()
