"""Finds tasks that nobody closed."""

import asyncio
from typing import Any

# Not ours to close, and bounded: task → why it may outlive its test.
KNOWN = {
    "AsyncSocket._send_ping": "python-engineio's; sleeps at most one ping interval, then sees that "
    "its socket is closed and ends",
}


def left_since(before: set[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
    """Return the running loop's unfinished tasks that are neither in `before` nor the caller."""
    # A fixture's finaliser runs in a task of its own, which is not the test's.
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    return {task for task in left if getattr(task.get_coro(), "__qualname__", "") not in KNOWN}
