"""Finds tasks that nobody closed."""

import asyncio
from typing import Any


def left_since(before: set[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
    """Return the running loop's unfinished tasks that are neither in `before` nor the caller."""
    # A fixture's finaliser runs in a task of its own, which is not the test's.
    return asyncio.all_tasks() - before - {asyncio.current_task()}
