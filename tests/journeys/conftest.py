"""A server and a browser for each journey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tools.chromium import chromium
from tools.live_server import Server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A running server with its own data and ports."""
    running = Server(tmp_path)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A Chromium with fake cameras and microphones."""
    async with chromium(fps=8) as running:
        yield running
