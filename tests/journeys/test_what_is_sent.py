"""Codecs, layers and bitrates, as Chromium itself measures them; and who moves the packets."""

import asyncio
from importlib.util import find_spec

import aiohttp
import pytest
from playwright.async_api import Browser
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.classroom_page import open_page
from tools.live_server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]


@pytest.mark.parametrize(("query", "codec"), [("", "video/H264"), ("?codec=vp8", "video/VP8")])
async def test_both_codecs_carry_a_lesson(
    server: Server, browser: Browser, query: str, codec: str
) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0], query=query)).join()
    room = await (await open_page(browser, links[1], query=query)).join()
    await lecturer.start()

    await room.sees_moving(place="main")

    stats = await room.until_stats(
        f"stats.consumers.some(c => c.codec === '{codec}' && c.framesDecoded > 10)"
    )
    assert {c["codec"] for c in stats["consumers"] if c["kind"] == "video"} == {codec}


async def test_packets_are_moved_by_worker_processes_and_the_kernel_where_it_is_built(
    server: Server, browser: Browser
) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    before = await figures(server)

    await room.until_stats("stats.consumers.some(c => c.framesDecoded > 20)")

    assert before["sanketang_worker_kernel"] == bool(find_spec("media.kernel._compiled"))
    async with asyncio.timeout(30):  # workers tell their figures once a second or so
        for grows in ("sanketang_media_packets_out_total", "sanketang_worker_cpu_seconds_total"):
            while (await figures(server))[grows] <= before[grows]:  # noqa: ASYNC110 - theirs
                await asyncio.sleep(0.2)


async def figures(server: Server) -> dict[str, float]:
    """Return the server's figures, of all media workers and kinds together."""
    address = server.environment["SANKETANG_OPERATE_METRICS"]
    found: dict[str, float] = {}
    async with aiohttp.ClientSession() as http, http.get(f"http://{address}/metrics") as answer:
        for family in text_string_to_metric_families(await answer.text()):
            for sample in family.samples:
                found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


async def test_the_lecturer_gets_one_room_large_and_the_others_small(
    server: Server, browser: Browser
) -> None:
    links = await server.new_lesson("青山小学", "河口教学点")
    pages = [await (await open_page(browser, link)).join() for link in links]
    await pages[0].start()

    def heights(order: str) -> str:
        return (
            "(() => { const h = stats.consumers.filter(c => c.kind === 'video' && c.framesDecoded)"
            ".map(c => c.height).sort((a, b) => a - b);"
            f" return h.length === 2 && {order}; }})()"
        )

    await pages[0].until_stats(heights("h[0] < h[1] && h[1] >= 360"))


async def test_enlarging_another_room_switches_layers_without_a_new_stream(
    server: Server, browser: Browser
) -> None:
    links = await server.new_lesson("青山小学", "河口教学点")
    lecturer, *rooms = [await (await open_page(browser, link)).join() for link in links]
    await lecturer.start()
    for room in rooms:
        await room.sees_moving(place="main")
    await lecturer.sees_moving(place="main", classroom="r1")
    await lecturer.sees_moving(place="strip", classroom="r2")
    before = await lecturer.stats()

    await lecturer.page.locator("[data-testid=classroom][data-classroom=r2] button").first.click()

    await lecturer.sees_moving(place="main", classroom="r2")
    after = await lecturer.until_stats(
        "stats.consumers.filter(c => c.kind === 'video' && c.height >= 360).length >= 1"
    )
    assert {c["consumer"] for c in after["consumers"] if c["kind"] == "video"} == {
        c["consumer"] for c in before["consumers"] if c["kind"] == "video"
    }
    assert all(c["freezes"] < 5 for c in after["consumers"])


async def test_the_browsers_encoder_climbs_for_who_receives_it_and_not_for_nobody(
    server: Server, browser: Browser
) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()

    def layers(count: str) -> str:
        return (
            "stats.producers.some(p => p.source === 'camera'"
            f" && p.encodings.filter(e => e.height > 0).length {count})"
        )

    await lecturer.until_stats(layers("=== 3"))
    await lecturer.until_stats(layers("=== 1"))  # nobody is there
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    await room.sees_moving(place="main")

    # Without feedback Chromium stays near its 300 kbit/s start, which is less than two layers.
    await lecturer.until_stats(layers("=== 3"))
    await room.until_stats("stats.consumers.some(c => c.kind === 'video' && c.height === 720)")
