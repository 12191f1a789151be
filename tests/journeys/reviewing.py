"""What becomes of a lesson's recording: an inspector looks at it, notes, files a sheet and takes a
film away; the files are verified, and one that was altered is found.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
from playwright.async_api import Browser, Page, expect

from tests.journeys.classroom_page import ClassroomPage
from tests.journeys.clerk import Clerk, sit_down
from tests.journeys.consenting import it_was_recorded_while_on_stage
from tests.journeys.planned import BAISHUI, CENTRE, HONGYA, QINGSHAN, TITLE, PlannedLesson
from tools.live_server import ROOT, Server

SEALED_SECONDS = 60.0  # it is looked for what is to be sealed every few seconds
FORM = {
    "zh": "听课评价表",
    "items": [{"key": "goal", "zh": "教学目标", "weight": 100}],
}


async def all_see_that_it_is_recorded(
    teacher: ClassroomPage, tablet: ClassroomPage, walls: Mapping[str, ClassroomPage]
) -> None:
    """Also that the class in which one guardian refused is not, which the lecturer is told."""
    for page in (teacher, tablet, *walls.values()):
        await page.page.mouse.move(300, 300)  # a bar hides while nobody moves
        await page.page.mouse.move(320, 320)
        await expect(page.by("record-light")).to_be_visible()
    told = teacher.by("recording-withheld")
    await expect(told).to_contain_text(HONGYA)
    for name in (QINGSHAN, BAISHUI):
        await expect(told).not_to_contain_text(name)


async def its_recording_is_reviewed(
    planned: PlannedLesson, clerk: Clerk, browser: Browser, server: Server
) -> None:
    """Review what was recorded of the lesson: its lecturer, and the class on stage that agreed."""
    them = await inspector(browser, clerk)
    told = await it_is_sealed(clerk, planned.id)
    assert {(track["seat"], track["source"]) for track in told["tracks"]} == {
        (planned.rooms[name], source)
        for name in (CENTRE, QINGSHAN)
        for source in ("camera", "microphone")
    }
    await it_was_recorded_while_on_stage(them, planned.id, planned.rooms[QINGSHAN])
    await it_is_watched_and_noted(them, TITLE)
    await a_film_of_it_is_taken_away(them.page, server.log.parent)
    await a_sheet_is_filed(them, planned.id)
    assert them.complaints == []
    await it_is_verified_and_a_flipped_byte_is_found(server, planned.id)


async def inspector(browser: Browser, clerk: Clerk) -> Clerk:
    """An inspector of the county, at their desk."""
    county = (await clerk.ask("GET", "/regions?kind=county"))["items"][0]
    made = await clerk.make(
        "people",
        region=county["id"],
        number="I01",
        real_name="周岚",
        display_name="周督导",
        verified_by="school",
        grants=[{"role": "inspector", "scope": county["scope"]}],
    )
    await clerk.make("inspection-forms", within=county["id"], **FORM)
    invited = await clerk.ask("POST", f"/people/{made['id']}/invitation")
    them = await sit_down(browser, clerk.url)
    await them.activate(invited["path"], "zhoulan")
    if not them.recovery_codes:
        await them.take_second_factor()
    return them


async def it_is_sealed(clerk: Clerk, lesson: str) -> dict[str, Any]:
    """Wait until the lesson's recording is sealed; return what is told of it."""
    async with asyncio.timeout(SEALED_SECONDS):
        while True:
            told: dict[str, Any] = await clerk.ask("GET", f"/recordings/{lesson}")
            if told["recording"]["state"] == "sealed":
                return told
            await asyncio.sleep(0.5)


async def it_is_watched_and_noted(them: Clerk, title: str) -> None:
    """Find it in the list, play it, and pin a note to a moment."""
    page = them.page
    await page.goto(f"{them.url}/recordings")
    row = page.get_by_test_id("recording")
    await expect(row).to_contain_text(title)
    await row.get_by_test_id("review").click()
    await expect(page.get_by_test_id("watermark")).to_contain_text("周督导")
    await page.get_by_test_id("play").click()
    await page.wait_for_function(
        "() => Number(document.querySelector('[data-testid=time]').dataset.t) > 1"
    )
    await page.keyboard.press("k")
    await page.keyboard.press("n")
    await page.get_by_test_id("add-note").click()
    await page.get_by_test_id("note-text").fill("导入清楚，可以推荐给教研组。")
    await page.get_by_test_id("save-note").click()
    await expect(page.get_by_test_id("note")).to_contain_text("导入清楚")


async def a_film_of_it_is_taken_away(page: Page, folder: Path) -> None:
    """Order all of it as one film, and open what comes."""
    await page.get_by_test_id("export").click()
    dialog = page.get_by_test_id("dialog-export")
    await dialog.get_by_test_id("make-film").click()
    async with page.expect_download(timeout=120_000) as coming:
        await dialog.get_by_test_id("film-fetch").click(timeout=120_000)
    path = folder / "film.mp4"
    await (await coming.value).save_as(path)
    with av.open(str(path)) as film:
        assert film.duration is not None
        assert film.duration > 2_000_000
        assert {stream.type for stream in film.streams} >= {"video", "audio"}
    await page.keyboard.press("Escape")


async def a_sheet_is_filed(them: Clerk, lesson: str) -> None:
    """Give points by the keyboard, and sign."""
    page = them.page
    await page.goto(f"{them.url}/admin/inspections?begin={lesson}")
    await page.get_by_test_id("choose-form").click()
    await page.get_by_test_id("item-goal").get_by_role("radio").first.focus()
    await page.keyboard.press("9")
    await page.get_by_test_id("fill-summary").fill("目标清楚")
    await page.keyboard.press("Control+s")
    await expect(page.get_by_test_id("saved")).to_have_attribute("data-saved", "true")
    await page.get_by_test_id("file").click()
    await page.locator(".el-message-box .el-button--primary").click()
    await expect(page.get_by_test_id("trust")).to_have_attribute("data-trust", "good")


async def it_is_verified_and_a_flipped_byte_is_found(server: Server, lesson: str) -> None:
    """Ask the command line, before and after somebody has been at the files."""
    status, told = await _verified(server, lesson)
    assert (status, told["wrong"]) == (0, None), told

    folder = server.log.parent / "recordings" / lesson
    camera = next(folder.glob("*-camera.mp4"))
    middle = camera.stat().st_size // 2
    _flip(camera, middle)
    status, told = await _verified(server, lesson)
    assert status == 1
    wrong = told["wrong"]
    assert (wrong["file"], wrong["of"]["source"]) == (camera.name, "camera")
    assert wrong["offset"] <= middle < wrong["offset"] + wrong["bytes"]


def _flip(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes((byte ^ 1,)))


async def _verified(server: Server, lesson: str) -> tuple[int, dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "sanketang.py", "recording", "verify", lesson, "--json",
        cwd=ROOT, env=server.environment, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, json.loads(said)
