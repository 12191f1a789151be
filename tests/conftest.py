"""What holds for every test: a test that leaves a task behind has failed."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.tasks import left_since


@pytest_asyncio.fixture(autouse=True)
async def no_task_is_left_behind() -> AsyncIterator[None]:
    before = asyncio.all_tasks()

    yield

    left = left_since(before)
    assert not left, f"tasks were left running: {left}"
