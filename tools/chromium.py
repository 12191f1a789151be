"""The Chromium that journeys, benches and the guide's screenshots drive.

Rule: the system's own browser (a browser downloaded by a tool is not what schools have), with fake
devices, and nothing in it that talks to anybody but our server.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tools import browser

FLAGS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No multicast name service in a container; and no page of its own that every window gets ready
    # for what is typed into its address bar, which takes longer than most of ours.
    "--disable-features=WebRtcHideLocalIpsWithMdns,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]
AUTOPLAY = "--autoplay-policy=no-user-gesture-required"
NO_UDP = "--webrtc-ip-handling-policy=disable_non_proxied_udp"


def path() -> str:
    """Return the browser's path.

    Raises:
        RuntimeError: there is none; the text says what to install.
    """
    found = browser.find()
    if found is None:
        raise RuntimeError("no Chromium found: apt-get install chromium, or set SANKETANG_CHROMIUM")
    return found


@asynccontextmanager
async def chromium(
    *flags: str, autoplay: bool = True, fps: int = 15, program: str | None = None
) -> AsyncIterator[Browser]:
    """Start a headless Chromium with fake cameras and microphones; close it at the end.

    `program` starts the browser in another way, such as in another network namespace.
    """
    devices = f"--use-fake-device-for-media-stream=device-count=2,fps={fps}"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=program or path(),
            args=[*FLAGS, devices, *([AUTOPLAY] if autoplay else []), *flags],
        )
        try:
            yield running
        finally:
            await running.close()
