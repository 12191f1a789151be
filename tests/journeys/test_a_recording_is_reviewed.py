"""An inspector reviews a recorded lesson, and somebody else does not."""

import re
import time
from pathlib import Path
from typing import Any

import av
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from classroom.store.transactions import Database
from demo import frame_number
from tests.journeys import axe
from tests.journeys.clerk import Clerk, first_administrator, school, sit_down
from tests.recorded import HOLE, LECTURER, STAGE, Room, record
from tools.live_server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

CENTRE, QINGSHAN, SHIQIAO = "中心小学", "青山小学", "石桥教学点"
NEAR = 0.04  # seconds

# The number in the picture that the lecturer's video shows, and the time the browser says it is of.
SHOWN = """async ({ centres, least }) => {
  const video = document.querySelector("[data-testid=tile] video");
  const shown = await new Promise((done) => {
    video.requestVideoFrameCallback((_now, frame) => done(frame.mediaTime));
    if (video.paused) video.currentTime = video.currentTime;
  });
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const ctx = canvas.getContext("2d", { willReadFrequently: true });
  ctx.drawImage(video, 0, 0);
  const light = ([x, y]) => {
    const [r, g, b] = ctx.getImageData(x * canvas.width, y * canvas.height, 1, 1).data;
    return 0.3 * r + 0.59 * g + 0.11 * b;
  };
  const blocks = centres.map(light);
  const middle = (blocks[0] + blocks[1]) / 2;
  let number = 0;
  for (const block of blocks.slice(2, 22)) number = number * 2 + (block > middle ? 1 : 0);
  return { number, shown, contrast: blocks[0] - blocks[1] > least };
}"""
# How far the pictures that play are apart, frame by frame.
APART = """async (count) => {
  const found = [];
  while (found.length < count) {
    await new Promise((done) => requestAnimationFrame(done));
    const playing = [...document.querySelectorAll("[data-testid=tile] video")];
    const times = playing.filter((video) => !video.paused).map((video) => video.currentTime);
    if (times.length > 1) found.push(Math.max(...times) - Math.min(...times));
  }
  return found.sort((a, b) => a - b);
}"""
INKED = """(colour) => {
  const canvas = document.querySelector("[data-testid=surface] [data-testid=ink]");
  if (!canvas?.width) return false;
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const ctx = copy.getContext("2d", { willReadFrequently: true });
  ctx.drawImage(canvas, 0, 0);
  const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && colour.every((value, n) => Math.abs(value - data[i + n]) < 12))
      return true;
  return false;
}"""
SETTLED = """(t) => {
  const videos = [...document.querySelectorAll("[data-testid=tile] video")];
  return videos.length > 0 && videos.every((video) =>
    !video.seeking && video.readyState >= 2 && Math.abs(video.currentTime - t) < 0.5);
}"""
PAST = "(t) => Number(document.querySelector('[data-testid=time]').dataset.t) > t"
RED, BLUE = [196, 22, 28], [11, 87, 183]


class Reviewer:
    """Somebody before the page of a recording."""

    def __init__(self, clerk: Clerk) -> None:
        self.clerk = clerk
        self.page: Page = clerk.page

    async def open(self) -> None:
        await self.page.goto(f"{self.clerk.url}/review/poem")
        await expect(self.page.get_by_test_id("review")).to_be_visible()

    async def go(self, t: float) -> None:
        """Click on the time line."""
        line = self.page.get_by_test_id("time-line")
        label, end = 132, 40.0
        width = (await line.bounding_box() or {"width": 0})["width"] - label - 8
        await line.click(position={"x": label + t / end * width, "y": 60})

    async def there(self, t: float) -> None:
        await self.page.wait_for_function(SETTLED, arg=t)

    async def time(self) -> float:
        told = await self.page.get_by_test_id("time").get_attribute("data-t")
        return float(told or "nan")

    async def shown(self) -> dict[str, Any]:
        centres = [frame_number.centre_of(n) for n in range(frame_number.BLOCKS)]
        asked = {"centres": centres, "least": frame_number.CONTRAST}
        found: dict[str, Any] = await self.page.evaluate(SHOWN, asked)
        return found

    async def choose(self, what: str, value: str) -> None:
        await self.page.get_by_test_id(what).select_option(label=value)

    async def current(self) -> str:
        """What is marked in the list as what happened last."""
        return await self.page.locator("[aria-current=true]").inner_text()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clerk(server: Server, browser: Browser) -> Clerk:
    """Who looks after a county whose three schools were taught a poem, which was recorded."""
    clerk = await first_administrator(browser, server)
    county = (await clerk.ask("GET", "/regions?kind=county"))["items"][0]["id"]
    rooms = []
    for number, name in enumerate((CENTRE, QINGSHAN, SHIQIAO)):
        home = await school(clerk, county, name, f"53090201{number:02}")
        made = await clerk.make("classrooms", school=home, name="录播教室")
        rooms.append(Room(made["id"], f"{name} 录播教室", made["scope"]))
    folder = server.log.parent
    async with Database.open(f"sqlite+aiosqlite:///{folder}/sanketang.db", time.time) as database:
        await record(database, folder, rooms, time.time() - 7200)
    return clerk


async def somebody(browser: Browser, clerk: Clerk, login: str, **values: Any) -> Clerk:
    """A person of the county who takes their invitation up."""
    county = (await clerk.ask("GET", "/regions?kind=county"))["items"][0]
    names = {"real_name": f"{login}周岚", "display_name": f"周岚 {login}", "verified_by": "school"}
    grants = [{"role": role, "scope": county["scope"]} for role in values.pop("roles", ())]
    made = await clerk.make(
        "people", region=county["id"], number=login, grants=grants, **names, **values
    )
    invited = await clerk.ask("POST", f"/people/{made['id']}/invitation")
    them = await sit_down(browser, clerk.url)
    await them.activate(invited["path"], login)
    if not them.recovery_codes:
        await them.take_second_factor()
    return them


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reviewer(browser: Browser, clerk: Clerk) -> Reviewer:
    return Reviewer(await somebody(browser, clerk, "inspector", roles=["inspector"]))


async def test_an_inspector_finds_and_watches_a_lesson(reviewer: Reviewer) -> None:
    page = reviewer.page
    await page.goto(f"{reviewer.clerk.url}/recordings")
    row = page.get_by_test_id("recording")
    await expect(row).to_contain_text("古诗《静夜思》")
    assert await axe.violations(page) == []
    await row.get_by_test_id("review").click()
    await expect(page.get_by_test_id("watermark")).to_contain_text("周岚 inspector")

    # What is seen is of the time that it says it is of: by the number in the picture itself.
    for t in (5.2, 30.1, 13.4):
        await reviewer.go(t)
        await reviewer.there(t)
        seen = await reviewer.shown()
        assert seen["contrast"]
        assert abs(seen["number"] / 25 + LECTURER - seen["shown"]) < NEAR, seen

    # The classroom on stage plays in step, from the first moment on.
    await expect(page.get_by_test_id("tile")).to_have_count(2)
    await page.get_by_test_id("play").click()
    apart = await page.evaluate(APART, 60)
    assert apart[len(apart) * 9 // 10] < NEAR, apart
    await page.keyboard.press("k")

    # Over the hole of the lecturer's camera the sound goes on, and the picture comes back.
    await reviewer.go(LECTURER + HOLE + 1.2)
    await expect(page.get_by_test_id("tile").first).to_contain_text("只有声音")
    await page.keyboard.press("l")
    await expect(page.get_by_test_id("tile").first).not_to_contain_text("只有声音")
    await page.keyboard.press("k")
    assert await reviewer.time() > LECTURER + HOLE + 2
    assert reviewer.clerk.complaints == []


async def test_an_inspector_goes_from_event_to_event(reviewer: Reviewer) -> None:
    page = reviewer.page
    await reviewer.open()

    # "Classroom B answered"
    await reviewer.choose("jump-room", f"{QINGSHAN} 录播教室")
    await reviewer.choose("jump-kind", "提问与回答")
    await page.get_by_test_id("jump-next").click()
    await reviewer.there(21)
    assert "青山小学 录播教室回答：A 低头思故乡" in await reviewer.current()
    await page.get_by_test_id("jump-next").click()
    await expect(page.get_by_text("没有这样的事件")).to_be_visible()

    # What is looked for, in what happened and in what was said.
    await page.keyboard.press("/")
    await page.keyboard.type("听得很清楚")
    await page.get_by_test_id("happening").click()
    await reviewer.there(6)
    await page.get_by_test_id("tab-events").click()

    # Ink lies there when it was drawn, and is gone when it was taken off.
    for t, surface, red, blue in (
        (10, ":2", True, False),
        (STAGE[1], ":2", False, False),
        (30, "board:1", False, True),
        (32, "board:1", True, True),
    ):
        await reviewer.go(t)
        shown = page.get_by_test_id("surface")
        await expect(shown).to_have_attribute("data-surface", re.compile(f"{surface}$"))
        await reviewer.there(t)
        assert await page.evaluate(INKED, RED) is red, t
        assert await page.evaluate(INKED, BLUE) is blue, t

    # By keyboard alone.
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Shift+ArrowRight")
    await page.keyboard.press(".")
    assert abs(await reviewer.time() - 6.04) < 0.01
    await page.keyboard.press("]")
    await expect(page.get_by_test_id("rate")).to_have_value("1.25")
    await page.keyboard.press("3")
    await expect(page.get_by_test_id("pictures")).to_have_attribute("data-layout", "grid")
    await page.keyboard.press("?")
    await expect(page.get_by_test_id("dialog-keys")).to_contain_text("上一帧、下一帧")
    assert await axe.violations(page) == []
    await page.keyboard.press("Escape")
    assert await axe.violations(page) == []
    assert reviewer.clerk.complaints == []


async def test_an_inspector_takes_a_film_away(reviewer: Reviewer, tmp_path: Path) -> None:
    page = reviewer.page
    await reviewer.open()
    await reviewer.go(16)
    await page.get_by_test_id("export").click()
    dialog = page.get_by_test_id("dialog-export")
    await expect(dialog).to_contain_text("烧录在画面上")
    assert await axe.violations(page) == []

    # A stretch of it, everybody alike: who asked for too little, and then for two seconds.
    await dialog.get_by_test_id("layout-grid").check(force=True)
    await dialog.get_by_test_id("some").check()
    await dialog.get_by_test_id("from").fill("0:15")
    await dialog.get_by_test_id("to").fill("0:15")
    await expect(dialog.get_by_role("alert")).to_contain_text("结束要在开始之后")
    await dialog.get_by_test_id("to").fill("0:17")
    await dialog.get_by_test_id("make-film").click()
    async with page.expect_download(timeout=60_000) as coming:
        await dialog.get_by_test_id("film-fetch").click(timeout=60_000)
    path = tmp_path / "film.mp4"
    await (await coming.value).save_as(path)

    with av.open(str(path)) as film:
        assert len(list(film.decode(video=0))) == 50
    await dialog.get_by_text("其他文件").click()
    assert await axe.violations(page) == []
    track = dialog.get_by_role("link", name=f"{QINGSHAN} 录播教室 · 画面")
    assert "青山小学_录播教室" in (await track.get_attribute("download") or "")
    await dialog.get_by_test_id("film-cancel").click()
    await expect(dialog.locator("[data-state=gone]")).to_have_count(1)
    assert reviewer.clerk.complaints == []


async def test_a_thin_line_and_one_that_breaks(reviewer: Reviewer) -> None:
    page = reviewer.page
    await page.add_init_script("localStorage.setItem('sanketang.language', 'en')")
    await reviewer.open()
    await reviewer.there(LECTURER)

    # With slides and sound alone, no picture is fetched.
    await page.keyboard.press("5")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    await reviewer.go(34)
    await page.keyboard.press(" ")
    await expect(page.get_by_test_id("surface")).to_have_attribute("data-surface", "board:1")
    await page.wait_for_function(PAST, arg=35)
    await page.keyboard.press(" ")
    files = {url.rpartition("/files/")[2] for url in fetched if "/files/" in url}
    assert files == {"2-1.mp4"}

    # What is not there yet comes when the line is back.
    await page.keyboard.press("5")
    await page.reload()
    await expect(page.get_by_test_id("review")).to_be_visible()
    await page.context.set_offline(True)
    await reviewer.go(36)
    await expect(page.get_by_test_id("trouble")).to_contain_text("The network is gone")
    await page.context.set_offline(False)
    await reviewer.there(36)
    await expect(page.get_by_test_id("trouble")).to_have_count(0)


async def test_whoever_has_no_part_in_it_is_refused(browser: Browser, clerk: Clerk) -> None:
    them = await somebody(browser, clerk, "stranger")

    await them.page.goto(f"{clerk.url}/review/poem")

    refused = them.page.get_by_test_id("cannot-show")
    await expect(refused).to_have_attribute("data-why", "not_found")
    await expect(refused).to_contain_text("没有观看它的权限")
    assert await axe.violations(them.page) == []
    await them.page.goto(f"{clerk.url}/recordings")
    await expect(them.page.get_by_test_id("no-recordings")).to_be_visible()


async def test_somebody_else_asks_and_is_let_for_a_time(browser: Browser, clerk: Clerk) -> None:
    them = await somebody(browser, clerk, "researcher", roles=["researcher"])
    page, asked = them.page, them.page.get_by_test_id("ask-to-see")

    await page.goto(f"{clerk.url}/review/poem")
    await page.get_by_label("用途").fill("下学期三年级语文的教研备课")
    await page.get_by_label("要看多少天").fill("3")
    await expect(page.get_by_role("button", name="提交申请")).to_be_enabled()
    await page.keyboard.press("Enter")
    await expect(asked).to_have_attribute("data-state", "asked")
    assert await axe.violations(page) == []

    await clerk.open("watching")
    row = clerk.row("grants", "周岚 researcher")
    await expect(row).to_contain_text("古诗《静夜思》")
    await row.get_by_test_id("decide").click()
    assert await axe.violations(clerk.page) == []
    await clerk.page.get_by_test_id("approve").click()
    await expect(clerk.rows("grants")).to_have_count(0)
    await page.reload()
    await expect(page.get_by_test_id("watermark")).to_contain_text("周岚 researcher")

    await clerk.page.get_by_test_id("which-decided").click()
    await clerk.row("grants", "周岚 researcher").get_by_test_id("end-grant").click()
    await clerk.page.locator(".el-message-box__btns .el-button--danger").click()
    await expect(clerk.page.get_by_test_id("grant-state")).to_have_text("已收回")
    await page.reload()
    await expect(asked).to_have_attribute("data-state", "revoked")


async def test_a_recording_is_reviewed_and_published(
    browser: Browser, clerk: Clerk, reviewer: Reviewer
) -> None:
    inspector, office = reviewer.clerk, clerk.page
    while (await clerk.ask("GET", "/recordings/poem"))["recording"]["state"] != "sealed":
        await office.wait_for_timeout(200)
    await inspector.open("recordings")
    await inspector.row("recordings", "古诗").get_by_test_id("manage").click()
    await inspector.page.get_by_test_id("publication").get_by_test_id("review").click()
    reviewed = inspector.page.get_by_test_id("open-state").first
    await expect(reviewed).to_have_attribute("data-state", "reviewed")

    await clerk.open("recordings")
    await clerk.row("recordings", "古诗").get_by_test_id("manage").click()
    await office.get_by_text("每位核实过身份的人").click()
    await expect(office.get_by_test_id("with-pupils").locator("input")).to_be_disabled()
    assert await axe.violations(office) == []
    await office.get_by_test_id("publish-yes").click()
    await office.locator(".el-message-box__btns .el-button--primary").click()
    published = clerk.row("recordings", "古诗").get_by_test_id("open-state")
    await expect(published).to_have_attribute("data-state", "published")

    them = await somebody(browser, clerk, "viewer")
    await them.page.goto(f"{clerk.url}/recordings")
    await them.page.get_by_test_id("published").check()
    await them.page.get_by_test_id("recording").get_by_test_id("review").click()
    await expect(them.page.get_by_test_id("partly")).to_be_visible()
    await expect(them.page.get_by_test_id("tile")).to_have_count(1)
    await clerk.open("usage")
    await expect(office.get_by_test_id("total")).to_contain_text("1 段")
    assert await axe.violations(office) == []
    assert clerk.complaints == []
