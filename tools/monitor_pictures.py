"""Makes the pictures of the monitor's guide from a server of its own: the last part of
`make pictures`.

Rule: nothing is drawn or retouched, and nobody in them is real. The lesson that is looked at is the
one that the tests of recordings look at: the demonstration film, recorded.
"""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from classroom.store.transactions import Database
from tests.journeys.clerk import Clerk, first_administrator, school
from tests.journeys.reviewing import inspector
from tests.recorded import Room, record
from tools.chromium import chromium
from tools.live_server import Server
from tools.pictures import FOLDER, PATIENCE_MS, SIZE, keep

SCHOOLS = ("中心小学", "青山小学", "石桥教学点")
MOMENT = 16  # seconds into the lesson: a classroom is on stage
SETTLE_MS = 1500


async def recorded(clerk: Clerk, folder: Path) -> None:
    """Let three schools have had a lesson that was recorded."""
    county = (await clerk.ask("GET", "/regions?kind=county"))["items"][0]["id"]
    rooms = []
    for number, name in enumerate(SCHOOLS):
        home = await school(clerk, county, name, f"53090201{number:02}")
        made = await clerk.make("classrooms", school=home, name="录播教室")
        rooms.append(Room(made["id"], f"{name} 录播教室", made["scope"]))
    async with Database.open(f"sqlite+aiosqlite:///{folder}/sanketang.db", time.time) as database:
        await record(database, folder, rooms, time.time() - 7200)


async def reviewed(them: Clerk) -> None:
    """Show a moment of it, with a note and what can be taken away."""
    page = them.page
    await page.goto(f"{them.url}/review/poem?t={MOMENT}")
    await expect(page.get_by_test_id("review")).to_be_visible()
    await page.get_by_test_id("time-line").wait_for()
    await page.keyboard.press("Home")
    for _ in range(MOMENT // 5):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Shift+ArrowRight")
    await page.wait_for_timeout(SETTLE_MS)
    await keep(page, "review")
    await page.keyboard.press("n")
    await page.get_by_test_id("add-note").click()
    await page.get_by_test_id("note-text").fill("请青山的孩子说理由，追问得好。")
    await page.get_by_test_id("save-note").click()
    await expect(page.get_by_test_id("note")).to_be_visible()
    await page.get_by_test_id("export").click()
    await expect(page.get_by_test_id("dialog-export")).to_be_visible()
    await page.wait_for_timeout(SETTLE_MS)
    await keep(page, "review-export")


async def inspected(them: Clerk) -> None:
    """Show a sheet that is being filled in."""
    page = them.page
    await page.goto(f"{them.url}/admin/inspections?begin=poem")
    await page.get_by_test_id("choose-form").click()
    await page.get_by_test_id("item-goal").get_by_role("radio").first.focus()
    await page.keyboard.press("9")
    await page.get_by_test_id("fill-summary").fill("目标清楚，三所学校都有回答的机会。")
    await page.keyboard.press("Control+s")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    await keep(page, "inspection")


async def main() -> None:
    """Make them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = Server(folder)
        await server.start()
        stack.push_async_callback(server.stop)
        browser = await stack.enter_async_context(chromium())
        clerk = await first_administrator(browser, server)
        await recorded(clerk, folder)
        them = await inspector(browser, clerk)
        await them.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        await reviewed(them)
        await inspected(them)


if __name__ == "__main__":
    asyncio.run(main())
