"""Makes the pictures of a classroom that comes back after a gap: a part of `make pictures`.

The demonstration is not recorded, so this has a server of its own.

Rule: nothing is drawn or retouched, and nobody in them is real.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import expect

from tools.chromium import chromium
from tools.live_server import ROOT, Server
from tools.pictures import (
    BELOW_THE_NAME,
    CAMERA_FPS,
    FOLDER,
    PATIENCE_MS,
    POEM_AT,
    camera_film,
    joined,
    keep,
    moving,
    opened,
)

AWAY_SECONDS = 40  # ten are enough for the offer; it is to last while pictures are taken
PLAYS = "() => document.querySelector('[data-testid=catching] video')?.currentTime > 0"


async def main() -> None:
    """Make them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        film = camera_film(ROOT / "demo/lesson.mp4", folder / "teacher.mjpeg", POEM_AT)
        room = camera_film(
            ROOT / "demo/classroom_b.mp4", folder / "room.mjpeg", 5.0, BELOW_THE_NAME
        )
        server = Server(folder, LESSON_LOST_SECONDS=str(3 * AWAY_SECONDS))
        await server.start()
        stack.push_async_callback(server.stop)
        links = await server.new_lesson("青山小学")
        cameras = [f"--use-file-for-fake-video-capture={each}" for each in (film, room)]
        at_the_desk = await stack.enter_async_context(chromium(cameras[0], fps=CAMERA_FPS))
        at_the_wall = await stack.enter_async_context(chromium(cameras[1], fps=CAMERA_FPS))
        desk = await joined(await opened(at_the_desk, links[0]))
        wall = await joined(await opened(at_the_wall, links[1]))
        await desk.get_by_test_id("start").click()
        await moving(wall, "[data-place=main]", 1)

        await wall.context.close()  # as a power cut does
        await asyncio.sleep(AWAY_SECONDS)
        wall = await joined(await opened(at_the_wall, links[1]))
        await moving(wall, "[data-place=main]", 1)
        await expect(wall.get_by_test_id("missed")).to_be_visible()
        await keep(wall, "missed")

        await wall.get_by_test_id("catch-up").click()
        await wall.wait_for_function(PLAYS, timeout=PATIENCE_MS)
        card = desk.get_by_test_id("classroom").first
        await expect(card).to_contain_text("补看中")
        await asyncio.sleep(3)  # until it is sharp
        await keep(wall, "catching-up")


if __name__ == "__main__":
    asyncio.run(main())
