"""Pages that reload, servers that die, networks that let no UDP through."""

import pytest
from playwright.async_api import Browser

from tests.journeys.classroom_page import ClassroomPage, open_page
from tools.chromium import NO_UDP, chromium
from tools.live_server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]


async def a_live_lesson(server: Server, browser: Browser) -> tuple[ClassroomPage, ClassroomPage]:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    await room.sees_moving(place="main")
    return lecturer, room


async def test_a_page_that_reloads_is_back_in_the_lesson(server: Server, browser: Browser) -> None:
    lecturer, room = await a_live_lesson(server, browser)

    await room.page.reload()
    await room.by("lesson").wait_for()

    await room.sees_moving(place="main")
    await room.hears(source="microphone")
    await lecturer.sees_moving()


async def test_after_a_kill_and_a_restart_everybody_comes_back_alone(
    server: Server, browser: Browser
) -> None:
    lecturer, room = await a_live_lesson(server, browser)

    await server.kill()
    await server.start()

    await room.phase_is("live")
    await room.sees_moving(place="main")
    await room.hears(source="microphone")
    await lecturer.sees_moving()


async def test_a_media_worker_that_dies_costs_a_moment_and_nothing_else(
    server: Server, browser: Browser
) -> None:
    lecturer, room = await a_live_lesson(server, browser)
    before = (await room.stats())["epoch"]

    server.kill_media_worker()
    await room.until_stats(f"stats.epoch && stats.epoch !== {before!r}")

    await room.phase_is("live")
    await room.sees_moving(place="main")
    await room.hears(source="microphone")
    await lecturer.sees_moving()


async def test_where_udp_is_blocked_the_lesson_goes_over_tcp(server: Server) -> None:
    async with chromium(NO_UDP, fps=5) as browser:
        lecturer, room = await a_live_lesson(server, browser)

        assert (await room.stats())["protocol"] == "tcp"
        await room.hears(source="microphone")
        await lecturer.sees_moving()


async def test_a_second_page_with_the_same_link_takes_over(
    server: Server, browser: Browser
) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()
    first = await (await open_page(browser, links[1])).join()
    await lecturer.start()

    second = await (await open_page(browser, links[1])).join()

    await second.sees_moving(place="main")
    await first.page.locator("[data-code=opened_elsewhere]").wait_for()
