"""Reading a file in a process of its own, which is ended when it takes too long.

Rule: at most `AT_ONCE` are read at the same time; further ones wait their turn, and nobody waits
without end.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import msgspec

from classroom.failures import Unavailable
from web.transfer.table import NoTable, Table

AT_ONCE = 2
PATIENCE = 60.0  # seconds for a turn
SECONDS = 90.0  # for a file
_ROOT = str(Path(__file__).resolve().parents[2])
_decoder: msgspec.msgpack.Decoder[Table | NoTable] = msgspec.msgpack.Decoder(Table | NoTable)


class Reader:
    """Reads files, a few at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Give each file so many seconds."""
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._seconds = seconds

    async def read(self, data: bytes) -> Table | NoTable:
        """Return the table in the file, or why there is none.

        Raises:
            Unavailable: `busy`, too many are being read.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable("busy", "too many files are being read") from None
        try:
            return await self._read(data)
        finally:
            self._turns.release()

    async def _read(self, data: bytes) -> Table | NoTable:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(
            p for p in (_ROOT, environment.get("PYTHONPATH", "")) if p
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "web.transfer.reader",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a trace could hold what is in the file
            start_new_session=True,
            env=environment,
        )
        try:
            async with asyncio.timeout(self._seconds):
                out, _ = await process.communicate(data)
        except TimeoutError:
            return NoTable("too_slow_to_read")
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if process.returncode != 0:
            return NoTable("unreadable_file")
        return await asyncio.to_thread(_decoder.decode, out)
