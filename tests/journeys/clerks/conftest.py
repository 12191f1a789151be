"""The first administrator of a file's server, at the clerks' pages, and a county."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.journeys.clerk import Clerk, first_administrator
from tools.live_server import Server


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
