"""Makes the documents' pictures from the running demonstration: `make pictures`.

Rule: nothing is drawn or retouched. What the pictures show is what `make run` shows at 1366×768,
the size of most classroom screens; only the fake cameras play films of ours, not a test card.
"""

import asyncio
import io
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import av
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tools.chromium import chromium
from tools.live_server import ROOT, free_port

FOLDER = ROOT / "docs" / "pictures"
SIZE = {"width": 1366, "height": 768}
TABLET = {"width": 1280, "height": 800}
COLOURS = 256
PATIENCE_MS = 60_000
CAMERA_FPS, CAMERA_SECONDS = 10, 8
POEM_AT = 75.0  # seconds into the lesson's film: the whole poem is on the board
BELOW_THE_NAME = (39, 44, 601, 360)  # of the classroom's film, 16:9: it names another school


@asynccontextmanager
async def demonstration(folder: Path) -> AsyncIterator[dict[str, Any]]:
    """Run the demonstration on free ports, its store in `folder`; the value is its links."""
    environment = {
        **os.environ,
        "SANKETANG_WEB_PORT": str(free_port()),
        "SANKETANG_MEDIA_PORT": str(free_port(2)),
        "SANKETANG_MEDIA_WORKERS": "1",
        "SANKETANG_LOG_LEVEL": "error",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "sanketang.py"), "demo", "--print-links"),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdout is None:
        raise RuntimeError("the demonstration has no output")
    try:
        async with asyncio.timeout(PATIENCE_MS / 1000):
            links = await process.stdout.readline()
        yield json.loads(links)
    finally:
        process.terminate()
        await process.wait()


def camera_film(
    source: Path, target: Path, at: float, box: tuple[int, int, int, int] | None = None
) -> Path:
    """Write some seconds of a film as Motion JPEG, which Chromium plays as a camera's picture."""
    every = 0
    with av.open(str(source)) as film, target.open("wb") as out:
        stream = film.streams.video[0]
        rate = float(stream.average_rate or CAMERA_FPS)
        film.seek(int(at * av.time_base))
        for frame in film.decode(stream):
            if frame.time is None or frame.time < at:
                continue
            if frame.time > at + CAMERA_SECONDS:
                break
            every += 1
            if every % max(1, round(rate / CAMERA_FPS)):
                continue
            image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
            image = (image.crop(box) if box else image).resize((1280, 720))
            image.save(out, "JPEG", quality=92)
    return target


async def opened(browser: Browser, link: str) -> Page:
    """Open a joining link and wait until its devices are found."""
    page = await (await browser.new_context(viewport=SIZE)).new_page()  # type: ignore[arg-type]
    await page.goto(link)
    await page.locator("[data-testid=check-camera][data-state=ok]").wait_for()
    await page.locator("[data-testid=check-line][data-state=ok]").wait_for()
    return page


async def joined(page: Page) -> Page:
    """Pass the device check, and have read what newcomers are told."""
    await page.get_by_test_id("join").click()
    await page.get_by_test_id("first-visit-close").click()
    return page


async def moving(page: Page, selector: str, count: int) -> None:
    """Wait until so many pictures are there and sharp."""
    await page.wait_for_function(
        """([selector, count]) =>
          count <=
            [...document.querySelectorAll(selector)].filter((v) => v.videoWidth >= 320).length
        """,
        arg=[f"video[data-testid=picture]{selector}", count],
    )


async def keep(page: Page, name: str, clip: dict[str, float] | None = None) -> None:
    """Take the picture and keep it small."""
    shot = await page.screenshot(clip=clip)  # type: ignore[arg-type]
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = FOLDER / f"{name}.png"
    image.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


async def main() -> None:
    """Make them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        teacher = camera_film(ROOT / "demo/lesson.mp4", folder / "teacher.mjpeg", POEM_AT)
        room = camera_film(
            ROOT / "demo/classroom_b.mp4", folder / "room.mjpeg", 5.0, BELOW_THE_NAME
        )
        links = await stack.enter_async_context(demonstration(folder))
        cameras = [f"--use-file-for-fake-video-capture={film}" for film in (teacher, room)]
        at_the_desk = await stack.enter_async_context(chromium(cameras[0], fps=CAMERA_FPS))
        at_the_wall = await stack.enter_async_context(chromium(cameras[1], fps=CAMERA_FPS))

        wall = await opened(at_the_wall, links["receive"][0])
        await expect(wall.get_by_test_id("check-microphone")).to_contain_text("听到声音了")
        await asyncio.sleep(4)  # until the line has been measured a few times
        await keep(wall, "check")
        await joined(wall)
        desk = await joined(await opened(at_the_desk, links["deliver"]))
        await moving(desk, "[data-place=strip]", 3)
        await moving(wall, "[data-place=main]", 1)
        await asyncio.sleep(4)  # until the encoders have climbed and the lines have been judged
        await wall.mouse.move(400, 300)
        await keep(wall, "learn")
        await keep_lights(desk)

        await desk.get_by_test_id("call-on").first.click()
        await moving(wall, "[data-place=stage]", 1)
        await asyncio.sleep(4)
        await keep(desk, "teach")
        await wall.mouse.move(420, 300)
        light = wall.get_by_test_id("light").first  # two browsers and a server on one machine
        await expect(light).to_have_attribute("data-light", "good")
        await wall.mouse.move(440, 300)
        await keep(wall, "lesson")
        await desk.get_by_test_id("call-on").first.click()
        await keep_levels(at_the_wall, wall, links["receive"][0])


async def keep_levels(browser: Browser, wall: Page, link: str) -> None:
    """Take a wall that is sent stills, and the assistant's tablet beside it with the choice."""
    tablet = await (await browser.new_context(viewport=TABLET)).new_page()  # type: ignore[arg-type]
    await tablet.goto(link.replace("/learn", "/assist"))
    await tablet.get_by_test_id("first-visit-close").click()
    await tablet.get_by_test_id("level").click()
    await tablet.get_by_test_id("pin-slides").check()
    await expect(wall.get_by_test_id("still").first).to_be_visible()
    await wall.mouse.move(400, 300)
    await expect(wall.get_by_test_id("level")).to_have_attribute("data-level", "1")
    await keep(wall, "learn-stills")
    await keep(tablet, "assist-level")
    await tablet.get_by_test_id("pin-auto").check()
    await expect(wall.get_by_test_id("still")).to_have_count(0)
    await tablet.context.close()


async def keep_lights(desk: Page) -> None:
    """Take the strip of classrooms with one line's figures."""
    strip = await desk.locator(".strip").bounding_box()
    if strip is None:
        raise RuntimeError("there is no strip")
    await desk.locator("[data-testid=classroom] [data-testid=light]").first.hover()
    above = 110.0  # so far the figures reach
    await keep(
        desk,
        "lights",
        {"x": 0, "y": strip["y"] - above, "width": 683, "height": strip["height"] + above},
    )
    await desk.mouse.move(10, 10)


if __name__ == "__main__":
    asyncio.run(main())
