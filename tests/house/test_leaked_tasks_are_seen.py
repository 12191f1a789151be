"""The guard in tests/conftest.py sees what it is there for."""

import asyncio

from tests.tasks import left_since


async def test_a_running_task_is_seen() -> None:
    before = asyncio.all_tasks()

    leaked = asyncio.create_task(asyncio.Event().wait())

    assert left_since(before) == {leaked}
    leaked.cancel()
    await asyncio.wait([leaked])


async def test_the_test_itself_is_not_a_leak() -> None:
    assert left_since(set()) == set()
