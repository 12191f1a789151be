"""A classroom chooses how much it is sent: what arrives, and what both pages say of it."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tools.live_server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]

MUCH = re.compile("[34]")  # a busy machine looks like a line that is not quite wide
DECODED = "stats.consumers.filter(c => c.kind === 'video').map(c => c.framesDecoded ?? 0)"


async def frames(room: ClassroomPage) -> int:
    stats = await room.stats()
    return sum(c["framesDecoded"] or 0 for c in stats["consumers"] if c["kind"] == "video")


async def pin(room: ClassroomPage, name: str, level: int) -> None:
    """Choose in the page, with the keyboard, and wait until the server has it so."""
    await room.page.keyboard.press("g")
    await room.by(f"pin-{name}").check(timeout=PATIENCE_MS)
    await room.page.keyboard.press("Escape")
    await expect(room.by("level")).to_have_attribute("data-level", str(level), timeout=PATIENCE_MS)


async def test_a_classroom_is_sent_no_more_than_it_wants(server: Server, browser: Browser) -> None:
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0])).join()
    room = await (await open_page(browser, links[1])).join()
    await lecturer.start()
    await room.sees_moving(place="main")
    await expect(room.by("level")).to_have_attribute("data-level", MUCH, timeout=PATIENCE_MS)

    # Sound only: nothing of picture comes, the wall says so, and sound goes on.
    await pin(room, "sound", 0)
    await expect(room.by("words-sound-only")).to_contain_text("声音", timeout=PATIENCE_MS)
    await expect(room.by("level")).to_have_attribute("data-reason", "pinned")
    stood = await frames(room)
    await room.hears(source="microphone")
    card = lecturer.by("card-level")
    await expect(card).to_contain_text("只有声音", timeout=PATIENCE_MS)
    await expect(card).to_contain_text("解除设定")
    assert await frames(room) == stood
    for page in (room, lecturer):
        assert not await axe.violations(page.page)

    # Stills: one keyframe at once, marked on the wall, and then nothing for a while.
    await pin(room, "slides", 1)
    await room.until_stats(f"{DECODED}.reduce((a, b) => a + b, 0) > {stood}")
    await expect(room.by("still")).to_have_text("静态画面", timeout=PATIENCE_MS)
    after = await frames(room)
    await room.hears(source="microphone")
    assert stood < after <= stood + 3
    await expect(room.picture(place="main")).to_be_visible()
    await expect(card).to_contain_text("静态画面", timeout=PATIENCE_MS)
    assert not await axe.violations(room.page)

    # A reload changes nothing of it.
    await room.page.reload()
    await room.by("lesson").wait_for()
    await expect(room.by("level")).to_have_attribute("data-level", "1", timeout=PATIENCE_MS)
    await expect(room.by("still")).to_be_visible(timeout=PATIENCE_MS)

    # A small picture that moves.
    await pin(room, "low", 2)
    await room.sees_moving(place="main")
    await room.until_stats(
        "stats.consumers.some(c => c.kind === 'video' && c.height > 0 && c.height <= 180)"
    )
    await expect(room.by("still")).to_have_count(0)
    await expect(card).to_contain_text("小画面", timeout=PATIENCE_MS)

    # The lecturer lets go, and everything comes.
    await lecturer.by("release-level").click()
    await expect(room.by("level")).to_have_attribute("data-level", MUCH, timeout=PATIENCE_MS)
    await expect(room.by("level")).not_to_have_attribute("data-reason", "pinned")
    await room.until_stats("stats.consumers.some(c => c.kind === 'video' && c.height > 180)")
    await expect(lecturer.by("release-level")).to_have_count(0, timeout=PATIENCE_MS)

    await room.page.keyboard.press("g")
    assert not await axe.violations(room.page)
    await expect(room.by("data-used")).to_contain_text(re.compile(r"[0-9.]+\sMB"))
    assert not room.problems
    assert not lecturer.problems
