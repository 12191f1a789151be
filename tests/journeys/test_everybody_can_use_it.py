"""Pages without a mouse, without colours, and at a first visit. Checked by axe-core and by hand."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

expect.set_options(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lesson(
    server: Server, browser: Browser
) -> AsyncIterator[tuple[ClassroomPage, ClassroomPage]]:
    """A live lesson: the lecturer's page, and a classroom's that sees the lecturer."""
    links = await server.new_lesson("青山小学", "柳溪小学")
    lecturer = await (await open_page(browser, links[0])).join()
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    await room.sees_moving(place="main")
    await lecturer.sees_moving(place="strip")
    yield lecturer, room
    await lecturer.page.context.close()
    await room.page.context.close()


async def violations(page: ClassroomPage) -> list[str]:
    """Return what breaks WCAG 2.2 AA on the page as it is now."""
    return await axe.violations(page.page)


@pytest.mark.parametrize("path", ["/#", "/learn#", f"/learn#{'x' * 32}"])
async def test_pages_outside_a_lesson_meet_wcag(
    server: Server, browser: Browser, path: str
) -> None:
    page = await open_page(browser, server.url + path)
    await page.page.get_by_role("heading", level=1).wait_for()

    assert not await violations(page)
    await page.page.context.close()


async def test_the_device_check_meets_wcag(server: Server, browser: Browser) -> None:
    links = await server.new_lesson("青山小学")
    page = await open_page(browser, links[1])
    await page.page.locator("[data-testid=check-camera][data-state=ok]").wait_for()
    await page.page.locator("[data-testid=check-line][data-state=ok]").wait_for()

    assert not await violations(page)
    await page.page.context.close()


async def test_a_lesson_meets_wcag(lesson: tuple[ClassroomPage, ClassroomPage]) -> None:
    for page in lesson:
        assert not await violations(page)


async def test_dialogs_meet_wcag_and_give_the_focus_back(
    lesson: tuple[ClassroomPage, ClassroomPage],
) -> None:
    lecturer, _ = lesson

    for opener in ("keys", "settings", "end"):
        await lecturer.by(opener).focus()
        await lecturer.page.keyboard.press("Enter")
        await expect(lecturer.by(f"dialog-{opener}")).to_be_visible()
        assert not await violations(lecturer)
        await lecturer.page.keyboard.press("Escape")
        await expect(lecturer.by(opener)).to_be_focused()


async def test_the_lecturer_needs_no_mouse(
    lesson: tuple[ClassroomPage, ClassroomPage],
) -> None:
    lecturer, room = lesson
    keyboard = lecturer.page.keyboard

    await keyboard.press("1")
    await expect(room.by("words-stage")).to_be_visible()
    await keyboard.press("1")
    await expect(room.by("words-stage")).to_have_count(0)
    await keyboard.press("p")
    await expect(room.by("words-paused")).to_be_visible()
    await keyboard.press("p")
    await expect(room.by("words-paused")).to_have_count(0)
    await keyboard.press("?")
    await expect(lecturer.by("dialog-keys")).to_be_visible()
    await keyboard.press("Escape")

    await expect(lecturer.by("dialog-keys")).to_have_count(0)


async def test_tab_reaches_every_button_in_the_order_they_stand(
    lesson: tuple[ClassroomPage, ClassroomPage],
) -> None:
    lecturer, _ = lesson
    await lecturer.by("language").focus()
    stops = await lecturer.page.locator("button:enabled:visible").count()

    reached: list[str] = []
    for _ in range(stops + 10):
        await lecturer.page.keyboard.press("Tab")
        stop = await lecturer.page.evaluate(
            """() => {
              const now = document.activeElement;
              if (!now?.matches("button")) return "";
              const ring = getComputedStyle(now).boxShadow !== "none";
              return (now.dataset.testid ?? now.ariaLabel ?? now.textContent) + (ring ? "" : "!");
            }"""
        )
        if stop:
            reached.append(stop)

    assert len(set(reached)) >= stops - 1  # two classrooms may share a button's name
    assert not [stop for stop in reached if stop.endswith("!")], "the focus is not seen"
    assert reached.index("keys") < reached.index("call-on") < reached.index("toggle-microphone")
    assert reached.index("toggle-microphone") < reached.index("end") < reached.index("pause")


async def test_three_sentences_are_told_once(server: Server, browser: Browser) -> None:
    links = await server.new_lesson("青山小学")
    wall = await (await open_page(browser, links[1])).join()

    await expect(wall.by("first-visit").get_by_role("listitem")).to_have_count(3)
    await wall.page.clock.install()
    await wall.page.reload()
    await expect(wall.by("lesson")).to_be_visible()

    await expect(wall.by("first-visit")).to_have_count(0)
    await wall.page.context.close()
