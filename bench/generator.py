"""Talks to a load generator process (`bench/load.py`, `bench/control_crowd.py`)."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

LINE_LIMIT = 1 << 26  # bytes in one answer


class Generator:
    """Orders to a running generator; one at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Wrap a started process; use `generator()`."""
        self._process = process

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    async def order(self, do: str, **more: Any) -> dict[str, Any]:
        """Send one order and return its answer.

        Raises:
            RuntimeError: the generator ended.
        """
        assert self._process.stdin is not None  # both are pipes, see generator()
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the load generator ended at {do!r}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def generator(module: str = "bench.load") -> AsyncIterator[Generator]:
    """Start a generator process; end it at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE_LIMIT,
    )  # fmt: skip
    try:
        yield Generator(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
