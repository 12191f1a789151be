"""One delivering and three receiving classrooms, in real browsers, from the link to the end."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tools.live_server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]


async def everybody_joins(server: Server, browser: Browser, *names: str) -> list[ClassroomPage]:
    links = await server.new_lesson(*names)
    pages = [await open_page(browser, link) for link in links]
    for page in pages:
        await page.join()
    return pages


async def test_sound_and_picture_move_both_ways(server: Server, browser: Browser) -> None:
    lecturer, *rooms = await everybody_joins(server, browser, "青山小学", "河口教学点", "石桥村小")

    await lecturer.start()

    for room in rooms:
        await room.phase_is("live")
        await room.sees_moving(place="main", source="camera")
        await room.hears(source="microphone")
    ids = await lecturer.by("classroom").evaluate_all(
        "cards => cards.map(c => c.dataset.classroom)"
    )
    assert len(ids) == 3
    for classroom in ids:
        await lecturer.sees_moving(classroom=classroom)
        await lecturer.hears(classroom=classroom)
    for page in (lecturer, *rooms):
        assert page.problems == []
        assert page.foreign == [], "our pages ask nobody but our server"


async def test_the_classroom_called_on_is_seen_and_heard_by_the_others(
    server: Server, browser: Browser
) -> None:
    lecturer, first, second = await everybody_joins(server, browser, "青山小学", "河口教学点")
    await lecturer.start()

    await lecturer.by("call-on").first.click()

    stage = second.picture(place="stage")
    await expect(stage).to_be_attached(timeout=PATIENCE_MS)
    await second.sees_moving(place="stage")
    assert await first.picture(place="stage").count() == 0, "a room does not see itself on stage"
    on_stage = await stage.get_attribute("data-classroom")
    assert on_stage is not None
    await second.hears(classroom=on_stage)

    await lecturer.by("spotlight").first.click()
    await second.sees_moving(place="spotlight")
    assert await first.picture(place="spotlight").count() == 0
    await lecturer.by("layout-side_by_side").click()
    for wall in (second.by("wall"), lecturer.by("walls-seen")):
        await expect(wall).to_have_attribute("data-layout", "split", timeout=PATIENCE_MS)
    await lecturer.by("spotlight-off").click()
    await second.sees_moving(place="stage")

    await lecturer.by("take-down").first.click()
    await expect(second.picture(place="stage")).to_have_count(0, timeout=PATIENCE_MS)


async def test_the_screen_takes_the_place_of_the_lecturer(server: Server, browser: Browser) -> None:
    lecturer, room = await everybody_joins(server, browser, "青山小学")
    await lecturer.start()
    await room.sees_moving(place="main", source="camera")

    await lecturer.by("toggle-screen").click()

    await expect(room.picture(place="main", source="screen")).to_be_attached(timeout=PATIENCE_MS)
    await room.sees_moving(place="corner", source="camera")
    await room.until_stats(
        "stats.consumers.some(c => c.kind === 'video' && c.width >= 640 && c.framesDecoded > 0)"
    )
    await lecturer.by("toggle-screen").click()
    await room.sees_moving(place="main", source="camera")


async def test_a_camera_switched_off_is_told_and_comes_back(
    server: Server, browser: Browser
) -> None:
    lecturer, room = await everybody_joins(server, browser, "青山小学")
    await lecturer.start()
    await lecturer.sees_moving()

    await room.by("toggle-camera").click()
    await expect(lecturer.picture().filter(visible=True)).to_have_count(0, timeout=PATIENCE_MS)
    await room.by("toggle-camera").click()

    await lecturer.sees_moving()


async def test_pause_stops_the_rooms_and_resume_brings_back_what_was(
    server: Server, browser: Browser
) -> None:
    lecturer, room = await everybody_joins(server, browser, "青山小学")
    await lecturer.start()
    await lecturer.sees_moving()

    await lecturer.by("pause").click()
    await room.phase_is("paused")
    await expect(lecturer.picture().filter(visible=True)).to_have_count(0, timeout=PATIENCE_MS)
    await room.sees_moving(place="main")
    await lecturer.by("resume").click()

    await room.phase_is("live")
    await lecturer.sees_moving()


async def test_the_lecturer_ends_it_for_everybody(server: Server, browser: Browser) -> None:
    lecturer, room = await everybody_joins(server, browser, "青山小学")
    await lecturer.start()
    await room.sees_moving(place="main")

    await lecturer.by("end").click()
    await lecturer.by("end-yes").click()

    await expect(
        room.page.locator("[data-code=lesson_over], [data-testid=words-ended]")
    ).to_be_visible(timeout=PATIENCE_MS)
    await expect(room.picture(place="main")).to_have_count(0, timeout=PATIENCE_MS)


async def test_four_pages_may_come_in_any_order(server: Server, browser: Browser) -> None:
    links = await server.new_lesson("青山小学", "河口教学点")
    first = await open_page(browser, links[1])
    await first.join()
    lecturer = await open_page(browser, links[0])
    await lecturer.join()
    await lecturer.start()

    late = await open_page(browser, links[2])
    await late.join()

    await asyncio.gather(late.sees_moving(place="main"), first.sees_moving(place="main"))
