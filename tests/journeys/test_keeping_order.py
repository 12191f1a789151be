"""The lecturer keeps order among three rooms: hands, rights, the door, and what lies over them."""

import re

from playwright.async_api import Browser, ViewportSize, expect

from tests.journeys import axe
from tests.journeys.classroom_page import ClassroomPage, open_page
from tools.live_server import Server

TABLET: ViewportSize = {"width": 800, "height": 1280}
QINGSHAN, BAISHUI, HONGYA = "r1", "r2", "r3"


async def begun(server: Server, browser: Browser) -> list[ClassroomPage]:
    """A lesson being taught with two rooms in it; the third link is not used yet."""
    links = await server.new_lesson("青山小学", "白水小学", "红崖小学")
    pages = [await (await open_page(browser, link)).join() for link in links[:3]]
    await pages[0].start()
    for page in pages[1:]:
        await page.phase_is("live")
    third = await open_page(browser, links[3])
    return [*pages, third]


async def press(page: ClassroomPage, *names: str) -> None:
    """Press one button after the other; the bar that hid while nobody moved comes back first."""
    await page.page.mouse.move(300, 300)
    await page.page.mouse.move(320, 320)
    for name in names:
        await page.by(name).click()


async def test_hands_rights_and_the_door(server: Server, browser: Browser) -> None:
    teacher, qingshan, baishui, hongya = await begun(server, browser)

    # The assistant's tablet raises a hand, beside the wall, and the wall shows it.
    tablet = await (await browser.new_context(viewport=TABLET)).new_page()
    await tablet.goto(qingshan.page.url.replace("/learn", "/assist"))
    await expect(tablet.get_by_test_id("standing")).to_have_text(re.compile("^正在上课"))
    await tablet.get_by_test_id("hand").click()
    await tablet.get_by_test_id("raise-question").click()
    await expect(qingshan.by("hand")).to_contain_text("第 1 位")
    assert await axe.violations(tablet) == []

    # Another hand; the second one is called first, by its name, and the other by "next".
    await press(baishui, "hand", "raise-show")
    hands = teacher.by("hands").locator("li")
    await expect(hands).to_have_count(2)
    await expect(hands.first).to_contain_text("提问")
    assert await axe.violations(teacher.page) == []
    assert await axe.violations(qingshan.page) == []
    await hands.nth(1).get_by_test_id("call-hand").click()
    await expect(hands).to_have_count(1)
    await qingshan.sees_moving(classroom=BAISHUI)
    await qingshan.hears(classroom=BAISHUI)
    await teacher.page.keyboard.press("n")
    await expect(hands).to_have_count(0)
    await baishui.sees_moving(classroom=QINGSHAN)
    await expect(tablet.get_by_test_id("standing")).to_have_text("现在请我们班发言")
    await press(qingshan, "hand", "raise-answer")
    await expect(hands).to_have_count(1)
    await hands.first.get_by_test_id("dismiss-hand").click()
    await expect(qingshan.by("hand")).to_have_text("举手")

    # One room's picture is switched off: the others no longer see it, and it says so there.
    await teacher.page.keyboard.press("r")
    order = teacher.by("dialog-order")
    await expect(order).to_be_visible()
    assert await axe.violations(teacher.page) == []
    switch = order.locator(f"[data-classroom={QINGSHAN}] [data-right=video]")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "false")
    await expect(baishui.picture(classroom=QINGSHAN)).to_have_count(0)
    await expect(qingshan.by("toggle-camera")).to_contain_text("老师已关")

    # All is forbidden at once, and all that was before comes back.
    await order.get_by_test_id("forbid").click()
    await expect(baishui.by("hand")).to_be_disabled()
    await expect(baishui.by("toggle-microphone")).to_contain_text("老师已关")
    await baishui.sees_moving(classroom="d")
    await order.get_by_test_id("forbid").click()
    await expect(baishui.by("hand")).to_be_enabled()
    await expect(qingshan.by("toggle-camera")).to_contain_text("老师已关")
    await switch.click()
    await baishui.sees_moving(classroom=QINGSHAN)

    # Behind the locked door the third room knocks, and is let in.
    await order.get_by_test_id("lock").click()
    await teacher.page.keyboard.press("Escape")
    await expect(order).to_have_count(0)
    await expect(hongya.by("check-camera")).to_have_attribute("data-state", "ok")
    await hongya.by("join").click()
    await expect(hongya.page.get_by_text("正在等老师请本教室进来")).to_be_visible()
    await expect(teacher.by("knocking")).to_contain_text("红崖小学")
    assert await axe.violations(teacher.page) == []
    await teacher.by("admit").click()
    await expect(hongya.by("lesson")).to_be_visible()
    await hongya.sees_moving(classroom="d")

    # It is put out, and its link brings it back only when the lecturer says so.
    await teacher.page.keyboard.press("r")
    remove = order.locator(f"[data-classroom={HONGYA}]").get_by_test_id("remove")
    await remove.click()
    await expect(remove).to_have_text("确定请出？")
    await remove.click()
    await expect(hongya.page.get_by_text("本教室被请出了这节课")).to_be_visible()
    await hongya.page.reload()
    await expect(hongya.page.get_by_text("本教室被请出了这节课")).to_be_visible()
    await remove.click()
    await hongya.page.reload()
    await expect(hongya.by("join")).to_be_visible()

    # When nothing else helps.
    await expect(order.get_by_test_id("shut-down")).to_be_disabled()
    await order.get_by_test_id("shut-guard").check()
    await order.get_by_test_id("shut-down").click()
    await expect(qingshan.page.get_by_text("下课了")).to_be_visible()
    await baishui.page.reload()
    await expect(baishui.page.get_by_text("这节课已经结束")).to_be_visible()
    for page in (teacher, qingshan, baishui, hongya):
        assert page.problems == []
