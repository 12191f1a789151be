"""A lesson over two namespaces: lecturer and one classroom beside the server, one at the far end.

Rule: what is measured is what the pages themselves play; nothing of the server is called, and the
far classroom comes anew, with an empty cache, for each line.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from bench.lesson import join, teach
from bench.lesson import open_page as open_near
from bench.namespace import ADDRESS, INSIDE
from bench.netem_figures import Look
from bench.netem_film import write
from bench.netem_network import Network, network
from tools.chromium import chromium, path
from tools.live_server import Server

LOOKING = (Path(__file__).parent / "netem.js").read_text(encoding="utf-8")
NEAR, FAR = "河东小学", "青山小学"
PATIENCE_MS = 90_000  # all of the pages over 300 kbit/s, on a busy machine


@dataclass
class Scene:
    """A lesson that is going on."""

    network: Network
    near: Page  # the classroom on a good line
    far_browser: Browser
    far_link: str

    async def comes(self) -> tuple[Page, float]:
        """Have the far classroom come in; return its page, and when it pressed the key."""
        context = await self.far_browser.new_context(viewport={"width": 1366, "height": 768})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        await page.add_init_script(LOOKING)
        await page.goto(self.far_link)
        await page.wait_for_selector("[data-testid=check-camera][data-state=ok]")
        pressed = time.time()
        await page.click("[data-testid=join]")
        await page.wait_for_selector("[data-testid=lesson]")
        return page, pressed


async def looks(page: Page) -> list[Look]:
    """Return what the page has kept."""
    return [Look.of(row) for row in await page.evaluate("window.looks")]


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    """Begin the lesson over a good line."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        film = folder / "camera.y4m"
        line = await stack.enter_async_context(network())
        server = Server(folder, WEB_LISTEN="0.0.0.0", MEDIA_LISTEN=ADDRESS)
        url = f"http://{ADDRESS}:{server.port}"
        server.environment["SANKETANG_WEB_PUBLIC_URL"] = url
        server.environment.pop(INSIDE, None)  # which is no setting
        await server.start()
        stack.push_async_callback(server.stop)
        # Cameras are given to this address as to a page that came over TLS.
        safe = f"--unsafely-treat-insecure-origin-as-secure={url}"
        camera = f"--use-file-for-fake-video-capture={await asyncio.to_thread(write, film)}"
        near = await stack.enter_async_context(chromium(safe, camera))
        script = line.inside(path(), folder)
        far = await stack.enter_async_context(chromium(safe, program=script))
        links = await server.new_lesson(NEAR, FAR)
        links = [url + link[link.index("/", 8) :] for link in links]
        await teach(near, links[0])
        room = await open_near(near, links[1], LOOKING)
        await join(room)
        yield Scene(line, room, far, links[2])
