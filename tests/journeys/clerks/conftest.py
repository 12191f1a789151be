"""A server, its first administrator at the clerks' pages, and a county: one for each file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys.clerk import Clerk, first_administrator
from tools.chromium import chromium
from tools.live_server import Server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium for all."""
    async with chromium(fps=8) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """A server for all."""
    running = Server(tmp_path_factory.mktemp("server"))
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clerk(server: Server, browser: Browser) -> AsyncIterator[Clerk]:
    """The county's first administrator, whose page complains of nothing to the end."""
    clerk = await first_administrator(browser, server)
    yield clerk
    await clerk.page.context.close()
    assert clerk.complaints == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def county(clerk: Clerk) -> str:
    """The county's id."""
    await clerk.open("regions")
    regions = await clerk.ask("GET", "/regions?kind=county")
    return str(regions["items"][0]["id"])
