"""How long anybody waits for the store.

Rule: who asked is answered within PATIENCE, whatever the store does. What was begun is not torn
off then: it may still come to its end, and is told to all when it does. A store that hangs for
longer than that is given up.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from classroom.failures import Unavailable

PATIENCE = 3.0  # seconds until whoever waits is told that it cannot be stored now
HANGS = 30.0  # more until it is given up: the store itself gives up sooner
LAST = 3.0  # for what is under way when the lesson is let go; and to end what was given up
NAME = "storing"

log = structlog.get_logger(__name__)


async def stored(saving: Coroutine[Any, Any, None], late: Callable[[Unavailable], None]) -> None:
    """Wait for `saving`; `late` answers whoever waits when it takes too long.

    Raises:
        Unavailable: as `saving`; `store_down` when it was given up, and nobody knows what is kept.
    """
    task = asyncio.create_task(saving, name=NAME)
    try:
        done, _ = await asyncio.wait([task], timeout=PATIENCE)
        if not done:
            log.warning("store_late", seconds=PATIENCE)
            late(Unavailable("store_down", "it takes too long"))
            done, _ = await asyncio.wait([task], timeout=HANGS)
        if not done:
            raise Unavailable("store_down", "it hangs")
        await task
    finally:
        # Also when it is we who end: a statement that is torn off can leave its connection hanging.
        if not task.done():
            await asyncio.wait([task], timeout=LAST)
        if not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=LAST)
