"""The port to a virus scanner, and the one that speaks to clamd.

Rule: if a scanner is set, nothing gets past it: a file is refused while it does not answer.
"""

import asyncio
import struct
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from classroom.failures import Refused, Unavailable

CHUNK = 1 << 18
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 60.0
_LONGEST_ANSWER = 4096


class Scanner(Protocol):
    """Says whether a file holds a virus it knows."""

    async def scan(self, path: Path) -> None:
        """Return if it knows of none.

        Raises:
            Refused: `file_infected`.
            Unavailable: `scanner_down`.
        """
        ...


class NoScanner:
    """There is none."""

    async def scan(self, path: Path) -> None:
        """Let everything pass."""


class Clamd:
    """ClamAV's daemon, by its INSTREAM command: `unix:/run/clamav/clamd.ctl`, `tcp:host:port`."""

    def __init__(self, address: str, seconds: float = ANSWER_SECONDS) -> None:
        """Speak to the daemon at this address; wait so long for each answer."""
        self._kind, _, self._where = address.partition(":")
        self._seconds = seconds

    async def scan(self, path: Path) -> None:
        """Send it the file, and read what it says of it."""
        try:
            async with asyncio.timeout(self._seconds):
                said = await self._asked(path)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            raise Unavailable("scanner_down", type(error).__name__) from None
        if said.endswith(b"FOUND"):
            raise Refused("file_infected")
        if not said.endswith(b": OK"):
            raise Unavailable("scanner_down", "it does not say what it thinks of the file")

    async def _asked(self, path: Path) -> bytes:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await self._connected()
        try:
            # When it has seen enough it answers, and may take no more: what it said still counts.
            with suppress(ConnectionError):
                await _send(path, writer)
            answer = await reader.readuntil(b"\0")
            return answer[:-1][:_LONGEST_ANSWER]
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._kind == "unix":
            return await asyncio.open_unix_connection(self._where, limit=_LONGEST_ANSWER)
        host, _, port = self._where.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)


async def _send(path: Path, writer: asyncio.StreamWriter) -> None:
    writer.write(b"zINSTREAM\0")
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            writer.write(struct.pack(">I", len(chunk)) + chunk)
            await writer.drain()
    finally:
        file.close()
    writer.write(struct.pack(">I", 0))
    await writer.drain()


def scanner(address: str) -> Scanner:
    """Return the scanner that the setting names; "": none."""
    return Clamd(address) if address else NoScanner()
