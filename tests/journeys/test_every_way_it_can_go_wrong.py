"""Each failure once, for real: what happened, what to do, one button, and the way back.

One server and one browser serve nearly all of them; whoever needs others says why.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tools.chromium import chromium
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")
expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., Awaitable[ClassroomPage]]

ENGLISH = 'localStorage.setItem("sanketang.language", "en");'
NO_DEVICES = 'Object.defineProperty(navigator, "mediaDevices", { value: undefined });'
NO_WEBRTC = "delete window.RTCPeerConnection;"
DEVICES_THROW = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "{name}"));
"""

NOTHING = DEVICES_THROW.format(name="NotFoundError")  # and it spares the machine two encoders


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server whose lessons have two places."""
    running = Server(tmp_path_factory.mktemp("server"), LESSON_CAP="2")
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def open_link(browser: Browser) -> AsyncIterator[Open]:
    """Opens pages and closes them after the test."""
    pages: list[ClassroomPage] = []

    async def opened(link: str, script: str | None = None) -> ClassroomPage:
        pages.append(await open_page(browser, link, init_script=script))
        return pages[-1]

    yield opened
    for page in pages:
        await page.page.context.close()
        assert not page.problems


@dataclass
class Lesson:
    """A live lesson: the lecturer's page and link, and the page of a classroom that watches."""

    lecturer: ClassroomPage
    room: ClassroomPage
    link: str


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lesson(server: Server, browser: Browser) -> AsyncIterator[Lesson]:
    """One lesson that each of its accidents leaves live again."""
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    await room.sees_moving(place="main")
    running = Lesson(lecturer, room, links[0])
    yield running
    await running.lecturer.page.context.close()
    await room.page.context.close()


async def walk_in(page: ClassroomPage) -> None:
    """Go into the lesson whatever the device check says."""
    await page.by("join").click()
    await expect(page.by("lesson")).to_be_visible()


async def says(page: ClassroomPage, code: str, *words: str) -> None:
    """Expect the failure's own page, with its one button focused."""
    error = page.page.locator(f"[data-testid=error][data-code={code}]")
    await expect(error).to_be_visible()
    for each in words:
        await expect(error).to_contain_text(each)
    await expect(page.by("error-action")).to_be_focused()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotFoundError", "没有找到摄像头"),
        ("NotReadableError", "摄像头被别的程序占用"),
        ("NotAllowedError", "浏览器没有得到使用摄像头的许可"),
    ],
)
async def test_devices_that_fail_are_named_and_the_way_in_stays_open(
    server: Server, open_link: Open, name: str, words: str
) -> None:
    links = await server.new_lesson("青山小学")

    page = await open_link(links[1], DEVICES_THROW.format(name=name))

    await expect(page.by("check-camera")).to_contain_text(words)
    await expect(page.by("camera-again")).to_have_text("再试一次")
    await expect(page.by("join")).to_have_text("不带摄像头和麦克风，进入课堂")
    await page.page.keyboard.press("Enter")
    await expect(page.by("words-waiting")).to_be_visible()


async def test_the_same_is_said_in_english(server: Server, open_link: Open) -> None:
    links = await server.new_lesson("青山小学")

    page = await open_link(links[1], ENGLISH + DEVICES_THROW.format(name="NotReadableError"))

    await expect(page.by("check-camera")).to_contain_text("Another program is using the camera")
    await expect(page.by("check-camera")).to_contain_text("then try again")
    await expect(page.by("camera-again")).to_have_text("Try again")
    await expect(page.by("join")).to_have_text("Join without Camera and Microphone")


async def test_an_address_without_https_is_named_as_the_reason(
    server: Server, open_link: Open
) -> None:
    links = await server.new_lesson("青山小学")

    page = await open_link(links[1], NO_DEVICES)

    await expect(page.by("check-camera")).to_contain_text("网址不是 https")
    await expect(page.by("check-camera")).to_contain_text("请管理员给出 https 的网址")
    await page.by("join").click()
    await page.by("toggle-microphone").click()
    await expect(page.page.locator("[data-testid=notice][data-code=insecure]")).to_be_visible()


async def test_a_browser_without_webrtc_is_told_to_be_too_old(
    server: Server, open_link: Open
) -> None:
    links = await server.new_lesson("青山小学")

    page = await open_link(links[1], NO_WEBRTC)

    await says(page, "browser_old", "这个浏览器太旧", "请换用新版的")


async def test_a_link_that_is_incomplete_leads_to_the_landing_page(
    server: Server, open_link: Open
) -> None:
    page = await open_link(f"{server.url}/learn#")

    await says(page, "no_link", "缺少上课链接", "打开学校发来的完整链接")
    await page.page.keyboard.press("Enter")

    await expect(page.by("link")).to_be_focused()


async def test_the_landing_page_takes_links_and_says_what_is_none(
    server: Server, open_link: Open
) -> None:
    links = await server.new_lesson("青山小学")
    page = await open_link(f"{server.url}/#")

    await page.by("link").fill("静夜思")
    await page.page.keyboard.press("Enter")
    await expect(page.page.locator("#hint")).to_contain_text("这不是上课链接")
    await page.by("link").fill(links[1])
    await page.page.keyboard.press("Enter")

    await expect(page.by("device-check")).to_contain_text("青山小学")


async def test_a_link_that_nobody_gave_is_not_right(server: Server, open_link: Open) -> None:
    page = await open_link(f"{server.url}/learn#{'x' * 32}")

    await says(page, "link_unknown", "这个上课链接不对", "请向学校管理员要新的链接")


async def test_a_link_expires(
    server: Server, open_link: Open, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # The same lessons, entered by somebody whose links last a hundredth of a second.
    clerk = Server(server.log.parent, LESSON_LINK_DAYS="0.0000001")
    links = await clerk.new_lesson("青山小学")

    page = await open_link(f"{server.url}/learn#{links[1].split('#')[1]}")

    await says(page, "link_expired", "这个上课链接已过期", "要这节课的新链接")


async def test_a_full_lesson_lets_in_once_somebody_leaves(server: Server, open_link: Open) -> None:
    links = await server.new_lesson("青山小学", "柳溪小学", "云台小学")
    first, second, third = [await open_link(link, NOTHING) for link in links[1:]]
    await walk_in(first)
    await walk_in(second)

    await third.by("join").click()
    await says(third, "lesson_full", "这节课的教室已满", "稍后再试")
    await first.by("settings").click()
    await first.by("leave").click()
    await says(first, "left", "已离开课堂", "回到课堂")
    await third.by("error-action").click()

    await expect(third.by("lesson")).to_be_visible()


async def test_a_page_that_was_replaced_takes_the_lesson_back_with_one_button(
    server: Server, open_link: Open
) -> None:
    links = await server.new_lesson("青山小学")
    first = await open_link(links[1], NOTHING)
    await walk_in(first)
    second = await open_link(links[1], NOTHING)

    await says(first, "opened_elsewhere", "本教室的链接在别处打开了", "那边会退出")
    await first.by("error-action").click()

    await expect(first.by("words-waiting")).to_be_visible()
    await says(second, "opened_elsewhere")


async def test_a_lesson_that_is_over_says_so_also_to_those_who_come_late(
    server: Server, open_link: Open
) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await open_link(links[0], NOTHING)
    room = await open_link(links[1], NOTHING)
    await walk_in(lecturer)
    await walk_in(room)

    await lecturer.by("end").click()
    await expect(lecturer.page.get_by_role("button", name="取消")).to_be_focused()
    await lecturer.by("end-yes").click()
    await expect(room.by("words-ended")).to_contain_text("下课了")
    await expect(lecturer.by("words-ended")).to_contain_text("可以关闭这个页面")
    await room.page.reload()

    await says(room, "lesson_over", "这节课已经结束", "下一节课请用新的链接")


async def test_a_media_worker_that_dies_is_told_on_the_wall(server: Server, lesson: Lesson) -> None:
    words = lesson.room.by("words-media-down")

    async with asyncio.TaskGroup() as group:
        group.create_task(expect(words).to_contain_text("正在恢复"))
        server.kill_media_worker()

    await expect(words).to_have_count(0)
    await lesson.room.sees_moving(place="main")


async def test_a_lecturer_who_is_gone_is_waited_for(browser: Browser, lesson: Lesson) -> None:
    room = lesson.room

    await lesson.lecturer.page.context.close()
    await expect(room.by("words-hold")).to_contain_text("主讲教室暂时断线，请稍候")
    await expect(room.by("words-hold")).to_contain_text(re.compile(r"最多等待 \d:\d\d"))
    await expect(room.by("wall")).to_contain_text("画面停住了")
    lesson.lecturer = await (await open_page(browser, lesson.link)).join()

    await expect(room.by("words-hold")).to_have_count(0)
    await room.sees_moving(place="main")


async def test_a_server_that_is_gone_is_counted_down_to(server: Server, lesson: Lesson) -> None:
    room = lesson.room

    await server.kill()
    await expect(room.by("reconnecting")).to_contain_text(re.compile(r"断开了，\d+ 秒后重试"))
    await server.start()
    retry = room.page.get_by_role("button", name="马上重试")
    if await retry.is_enabled():
        await retry.click()

    await expect(room.by("reconnecting")).to_have_count(0)
    await room.sees_moving(place="main")


async def test_a_network_without_a_way_for_media_is_told_to_the_network_s_keeper(
    browser: Browser, tmp_path: Path
) -> None:
    # Its media port is told at an address where nobody listens.
    walled = Server(tmp_path, MEDIA_LISTEN="127.0.0.1", MEDIA_ANNOUNCE="127.0.0.9")
    await walled.start()
    links = await walled.new_lesson("青山小学")
    try:
        room = await open_page(browser, links[1])
        await room.page.clock.install()
        await room.join()

        await room.page.clock.fast_forward("00:15")
        notice = room.page.locator("[data-testid=notice][data-code=no_route]")
        await expect(notice).to_contain_text("声音和画面通不过去")
        await expect(notice).to_contain_text("媒体端口（UDP 和 TCP）")
        await expect(notice.get_by_test_id("notice-action")).to_have_text("马上重试")
        await room.page.context.close()
    finally:
        await walled.stop()


async def test_a_browser_that_refuses_sound_gets_one_big_button(server: Server) -> None:
    async with chromium(autoplay=False, fps=5) as strict:
        links = await server.new_lesson("青山小学")
        lecturer = await (await open_page(strict, links[0])).join()
        await lecturer.start()
        # A page that captures may play; it is the one without devices that is refused.
        room = await open_page(strict, links[1], init_script=NOTHING)
        untouched = await room.page.context.new_cdp_session(room.page)

        async def appears(selector: str, then: str = "") -> None:
            # Whatever Playwright does on a page counts as a person's gesture; this does not.
            script = f"""new Promise((done) => {{
              const look = () => {{
                const found = document.querySelector({selector!r});
                if (!found) return setTimeout(look, 50);
                {then};
                done();
              }};
              look();
            }})"""
            asked = {"expression": script, "awaitPromise": True, "userGesture": False}
            async with asyncio.timeout(PATIENCE_MS / 1000):
                await untouched.send("Runtime.evaluate", asked)

        await appears("[data-testid=join]:enabled", "found.click()")
        await appears("[data-testid=sound-on]:focus")
        await room.page.keyboard.press("Enter")

        await expect(room.by("sound-on")).to_have_count(0)
        await room.hears(source="microphone")
