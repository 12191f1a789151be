"""What the server does again and again by itself, and how that ends."""

import asyncio

import pytest

from web import repeating
from web.repeating import repeating as again


async def test_it_is_done_at_the_start_and_after_each_pause() -> None:
    done = asyncio.Semaphore(0)

    async def work() -> None:
        done.release()

    async with again("work", work, lambda: 0.001), asyncio.timeout(10):
        for _ in range(3):
            await done.acquire()


async def test_what_is_being_done_at_the_end_is_finished() -> None:
    begun, finish = asyncio.Event(), asyncio.Event()
    finished = False

    async def work() -> None:
        nonlocal finished
        begun.set()
        await finish.wait()
        finished = True

    async with again("work", work, lambda: 3600.0):
        await begun.wait()
        asyncio.get_running_loop().call_later(0.01, finish.set)

    assert finished


async def test_what_does_not_finish_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeating, "LAST_SECONDS", 0.01)
    begun = asyncio.Event()
    broken_off = False

    async def work() -> None:
        nonlocal broken_off
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            broken_off = True

    async with again("work", work, lambda: 3600.0):
        await begun.wait()

    assert broken_off
