"""A running server and pages in a lesson, for benches that look through Chromium.

Rule: what is measured is what a user's browser shows; nothing of the server is called directly.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from tools.chromium import chromium
from tools.live_server import Server

PATIENCE_MS = 20_000


@asynccontextmanager
async def lesson(*rooms: str) -> AsyncIterator[tuple[Server, Browser, list[str]]]:
    """Start a server, a browser and a lesson with these receiving classrooms; yield the links."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        try:
            async with chromium(fps=30) as browser:
                yield server, browser, await server.new_lesson(*rooms)
        finally:
            await server.stop()


async def open_page(browser: Browser, link: str, init_script: str | None = None) -> Page:
    """Open a link up to the device check, camera and microphone running."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    page = await context.new_page()
    if init_script is not None:
        await page.add_init_script(init_script)
    await page.goto(link)
    await page.wait_for_selector("[data-testid=check-camera][data-state=ok]", timeout=PATIENCE_MS)
    return page


async def join(page: Page) -> None:
    """Walk into the lesson."""
    await page.click("[data-testid=join]", timeout=PATIENCE_MS)
    await page.wait_for_selector("[data-testid=lesson]", timeout=PATIENCE_MS)


async def teach(browser: Browser, link: str, init_script: str | None = None) -> Page:
    """Open the delivering classroom and start the lesson."""
    page = await open_page(browser, link, init_script)
    await join(page)
    await page.click("[data-testid=start]", timeout=PATIENCE_MS)
    await page.wait_for_selector("[data-testid=phase][data-phase=live]", timeout=PATIENCE_MS)
    return page
