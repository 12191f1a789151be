"""Lines that break and come back: pages mend what was broken by themselves, and nobody reloads.

The limits after which the server gives a page up are short here, so that no test waits for long;
`bench/outage.py` breaks lines for as long as they break in the field.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from classroom.events import Missed
from classroom.store.database import DatabaseStore
from tests.journeys import axe
from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage, open_page
from tools.broken_line import BESIDE, SETTINGS, BrokenLine, open_line
from tools.live_server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.usefixtures("pages_are_closed"),
]
expect.set_options(timeout=PATIENCE_MS)

GIVEN_UP = 8.0  # seconds, after which the server has let go of transports and seats


class Taught(NamedTuple):
    """A live lesson, and the line between its classroom and the server."""

    server: Server
    line: BrokenLine
    lecturer: ClassroomPage
    room: ClassroomPage

    async def missed(self) -> list[Missed]:
        """What classrooms missed, as the server keeps it."""
        url = self.server.environment["SANKETANG_STORE_URL"]
        async with DatabaseStore.open(url) as store:
            lessons = await store.unfinished()
            events = [each for id in lessons for each in await store.events(id)]
        return [each for each in events if isinstance(each, Missed)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def behind(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Server, BrokenLine]]:
    """A server behind a line that can be cut."""
    limits = {"MEDIA_CONSENT_SECONDS": str(GIVEN_UP), "LESSON_LOST_SECONDS": str(GIVEN_UP)}
    server = Server(tmp_path_factory.mktemp("server"), **SETTINGS, **limits)
    await server.start()
    async with open_line(server) as line:
        yield server, line
    await server.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def taught(behind: tuple[Server, BrokenLine], browser: Browser) -> Taught:
    """A lesson in which the classroom sees and hears the lecturer."""
    server, line = behind
    links = await server.new_lesson("青山小学")
    lecturer = await (await open_page(browser, links[0], init_script=BESIDE)).join()
    room = await (await open_page(browser, line.over(links[1]))).join()
    await lecturer.start()
    await room.hears(source="microphone")
    for page in (lecturer, room):
        await page.page.evaluate("window.sameAsBefore = true")
    return Taught(server, line, lecturer, room)


# Resolves once nothing has come for a second.
SILENT = """async () => {
  const came = async () =>
    (await __sanketang.stats()).consumers.reduce((sum, each) => sum + each.bytes, 0);
  const before = await came();
  await new Promise((done) => setTimeout(done, 1000));
  return (await came()) === before;
}"""


async def falls_silent(page: ClassroomPage) -> None:
    """Wait until nothing comes to this page any more."""
    await page.page.wait_for_function(SILENT, timeout=PATIENCE_MS)


async def is_whole_again(taught: Taught, what: str) -> None:
    """Expect sound and picture both ways, on the pages that were there before."""
    since = time.monotonic()
    await taught.room.hears(source="microphone")
    print(f"\n{what}: sound after {time.monotonic() - since:.1f} s")
    await taught.room.sees_moving(place="main")
    await taught.lecturer.sees_moving()
    for page in (taught.lecturer, taught.room):
        assert await page.page.evaluate("window.sameAsBefore"), "it was loaded anew"
        await expect(page.by("reconnecting")).to_have_count(0)
        assert not page.problems


async def test_a_line_that_was_cut_for_longer_than_the_server_waits(taught: Taught) -> None:
    lecturer, room = taught.lecturer, taught.room
    taught.line.cut()
    since = time.monotonic()
    await expect(room.by("reconnecting")).to_be_visible()
    await expect(room.by("words-broken")).to_contain_text("正在恢复")
    assert not await axe.violations(room.page)
    await asyncio.sleep(GIVEN_UP - (time.monotonic() - since))  # this has to be too long

    taught.line.mend()

    await is_whole_again(taught, "a cut line")
    missed = [each for each in await taught.missed() if each.classroom == "r1"]
    assert len(missed) == 1
    assert missed[0].at - missed[0].since > GIVEN_UP - 3

    assert not await axe.violations(room.page)
    await room.by("catch-up").click()
    await room.moves("[data-testid=catching] video")
    await expect(room.by("behind")).to_contain_text("比课堂晚")
    await expect(room.page.locator("audio")).to_have_count(0)
    await room.until_stats("stats.consumers.length === 0")  # the line is the recording's
    assert not await axe.violations(room.page)
    await expect(lecturer.by("classroom").first).to_contain_text("补看中")
    await room.by("go-live").click()

    await is_whole_again(taught, "live again")
    await expect(lecturer.by("classroom").first).not_to_contain_text("补看中")


async def test_media_that_is_dead_while_signaling_lives(taught: Taught) -> None:
    taught.line.media.forget()  # as by a router that was started again: what is known goes nowhere
    await falls_silent(taught.room)

    await is_whole_again(taught, "dead media")


async def test_signaling_that_is_dead_while_media_lives(taught: Taught) -> None:
    heard = (await taught.room.stats())["consumers"]
    taught.line.web.forget()

    await taught.lecturer.by("pause").click()
    await taught.room.phase_is("paused")
    await taught.lecturer.by("resume").click()
    await taught.room.phase_is("live")

    await is_whole_again(taught, "dead signaling")
    assert {each["consumer"] for each in heard} <= {
        each["consumer"] for each in (await taught.room.stats())["consumers"]
    }, "media was left alone"
