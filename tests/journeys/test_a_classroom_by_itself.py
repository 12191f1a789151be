"""A classroom's PC that nobody touches: enrolled once, in its lessons from then on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage
from tests.journeys.county import MAIN, QINGSHAN, LiveCounty, classroom_pc, live_county
from tests.journeys.kiosk import Kiosk

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]
expect.set_options(timeout=PATIENCE_MS)

LOOK = "window.dispatchEvent(new Event('online'))"  # the network cable is plugged in again

# What somebody finds who opens the browser's storage: the private half cannot be taken out.
TAKE_THE_KEY = """async () => {
  const done = (asked) =>
    new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await done(indexedDB.open("sanketang", 1));
  const kept = await done(database.transaction("device").objectStore("device").get("key"));
  const out = {};
  for (const format of ["jwk", "pkcs8"])
    out[format] = await crypto.subtle.exportKey(format, kept.pair.privateKey).then(
      () => "taken", (error) => error.name);
  return out;
}"""


@pytest_asyncio.fixture(loop_scope="module")
async def here(tmp_path: Path) -> AsyncIterator[LiveCounty]:
    async with live_county(tmp_path) as county:
        yield county


async def shown_code(page: ClassroomPage) -> str:
    await expect(page.by("code")).to_be_visible()
    code = await page.by("code").get_attribute("data-code")
    assert code is not None
    return code


async def lecturer(here: LiveCounty, browser: Browser) -> ClassroomPage:
    """The lecturer, signed in, in the lesson."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    secret = await here.sign_in("中心小学老师")
    await context.add_cookies([{"name": "sanketang", "value": secret, "url": here.server.url}])
    page = ClassroomPage(await context.new_page())
    await page.page.goto(f"{here.server.url}/teach?lesson={here.lesson.id}")
    return await page.join()


async def test_from_the_code_on_the_wall_into_the_lesson_and_back_after_a_power_cut(
    here: LiveCounty, browser: Browser, tmp_path: Path
) -> None:
    await here.plan(1)
    await here.opens()
    teaching = await lecturer(here, browser)
    await teaching.start()
    room, url = here.room(QINGSHAN), f"{here.server.url}/room"
    async with Kiosk(browser, tmp_path / "pc", url) as wall:
        await here.enrol(await shown_code(wall), QINGSHAN)
        await expect(wall.by("lesson")).to_be_visible()
        await wall.hears(source="microphone")
        await teaching.sees_moving(classroom=room)
    async with Kiosk(browser, tmp_path / "pc", url) as wall:
        await expect(wall.by("lesson")).to_be_visible()
        await wall.hears(source="microphone")
        await wall.sees_moving(place="main", source="camera")
        await teaching.sees_moving(classroom=room)
        assert wall.problems == []


async def test_the_wall_sees_and_is_seen_without_anybody_there(
    here: LiveCounty, browser: Browser, tmp_path: Path
) -> None:
    await here.plan(1)
    await here.opens()
    async with classroom_pc(browser, tmp_path / "pc") as (_, tab):
        wall = ClassroomPage(tab)
        await tab.goto(f"{here.server.url}/room")
        device = await here.enrol(await shown_code(wall), QINGSHAN)
        teaching = await lecturer(here, browser)
        await teaching.start()
        await expect(wall.by("lesson")).to_be_visible()

        await wall.sees_moving(place="main", source="camera")
        await teaching.sees_moving(classroom=here.room(QINGSHAN))

        await here.revoke(device)
        await expect(teaching.picture(classroom=here.room(QINGSHAN))).to_have_count(0)
        await expect(wall.by("room-revoked")).to_be_visible()
        await wall.by("again").click()
        assert await shown_code(wall), "another key, another device"


async def test_what_another_browser_copies_is_worth_nothing(
    here: LiveCounty, browser: Browser, tmp_path: Path
) -> None:
    async with classroom_pc(browser, tmp_path / "pc") as (context, tab):
        wall = ClassroomPage(tab)
        await tab.goto(f"{here.server.url}/room")
        await here.enrol(await shown_code(wall), QINGSHAN)
        await expect(wall.by("room-wall")).to_be_visible()

        async with tab.expect_request("**/device/room") as asked:
            await tab.reload()
        headers = await (await asked.value).all_headers()
        taken = await tab.evaluate(TAKE_THE_KEY)
        copied = await context.storage_state(indexed_db=True)

        assert taken == {"jwk": "InvalidAccessError", "pkcs8": "InvalidAccessError"}
        assert copied["cookies"] == [], "a device has none"
        thief = await browser.new_context(storage_state=copied)
        answer = await thief.request.post(
            f"{here.server.url}/api/v1/device/room",
            headers={"Authorization": headers["authorization"]},
        )
        assert (await answer.json())["code"] == "nonce_stale"
        elsewhere = ClassroomPage(await thief.new_page())
        await elsewhere.page.goto(f"{here.server.url}/room")
        await expect(elsewhere.by("room-wall")).to_have_count(0)


async def test_the_wall_waits_while_the_server_is_away(
    here: LiveCounty, browser: Browser, tmp_path: Path
) -> None:
    await here.plan(25)
    async with classroom_pc(browser, tmp_path / "pc") as (_, tab):
        wall = ClassroomPage(tab)
        await tab.goto(f"{here.server.url}/room")
        await here.enrol(await shown_code(wall), MAIN)
        await expect(wall.by("middle-next")).to_be_visible()

        await here.server.kill()
        await tab.evaluate(LOOK)
        await expect(wall.by("sentence")).to_have_attribute("data-name", "away")
        await expect(wall.by("middle-next")).to_be_visible()
        await here.server.start()

        await expect(wall.by("sentence")).to_have_attribute("data-name", "ready")


async def test_a_wall_leaves_the_seat_to_the_person_and_takes_it_when_told(
    here: LiveCounty, browser: Browser, tmp_path: Path
) -> None:
    await here.plan(10)
    await here.opens()
    teaching = await lecturer(here, browser)
    async with classroom_pc(browser, tmp_path / "pc") as (_, tab):
        wall = ClassroomPage(tab)
        await tab.goto(f"{here.server.url}/room")
        await here.enrol(await shown_code(wall), MAIN)

        panel = wall.by("error")
        await expect(panel).to_have_attribute("data-code", "seat_taken")
        await expect(panel).to_contain_text("张老师")
        await wall.by("error-action").click()

        await expect(wall.by("start")).to_be_visible()
        await expect(tab).to_have_url(f"{here.server.url}/teach?lesson={here.lesson.id}&room=1")
        await expect(teaching.by("error")).to_have_attribute("data-code", "opened_elsewhere")
