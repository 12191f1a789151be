"""A classroom's PC as it is set up: a browser that begins with its wall, and dies with its power.

Rule: it is started as docs/install says, by nothing but its command line, and ended by SIGKILL.
"""

import asyncio
from pathlib import Path
from types import TracebackType

from playwright.async_api import Browser

from tests.journeys.classroom_page import PATIENCE_MS, ClassroomPage
from tools import chromium

LISTENING = "DevToolsActivePort"


class Kiosk:
    """Runs while the block does; the value is its page, which nobody touches."""

    def __init__(self, browser: Browser, profile: Path, url: str) -> None:
        """Begin with `url` in `profile`; `browser` is whose driver looks on."""
        self._type = browser.browser_type
        self._profile, self._url = profile, url

    async def __aenter__(self) -> ClassroomPage:
        """Switch it on."""
        listening = self._profile / LISTENING
        listening.unlink(missing_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            chromium.path(),
            *chromium.FLAGS,
            "--headless=new",
            "--kiosk",
            "--noerrdialogs",
            "--disable-session-crashed-bubble",
            "--no-first-run",
            "--use-fake-device-for-media-stream=device-count=1,fps=5",
            "--remote-debugging-port=0",
            f"--user-data-dir={self._profile}",
            chromium.AUTOPLAY,
            self._url,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while not (listening.exists() and listening.read_text().strip()):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        port = listening.read_text().split()[0]
        self._driver = await self._type.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = self._driver.contexts[0]
        page = context.pages[0] if context.pages else await context.wait_for_event("page")
        return ClassroomPage(page)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Pull its plug."""
        self._process.kill()
        await self._process.wait()
