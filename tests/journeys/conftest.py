"""A server and a browser for the journeys of a file: to start them takes longer than most journeys.

What one journey leaves on the server is a lesson of its own, which is in nobody's way.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tools.chromium import chromium
from tools.live_server import Server, free_port


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A running server with its own data and ports."""
    metrics = f"127.0.0.1:{free_port()}"
    running = Server(tmp_path_factory.mktemp("server"), OPERATE_METRICS=metrics)
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium with fake cameras and microphones."""
    async with chromium(fps=5) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def pages_are_closed(browser: Browser) -> AsyncIterator[None]:
    """Close at the end of a journey what it opened."""
    yield
    for context in browser.contexts:
        await context.close()
