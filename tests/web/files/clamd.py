"""A small daemon that speaks ClamAV's INSTREAM, as its manual (clamd(8)) has it."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon:
    """Looks for one virus, and remembers what it was sent."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.most = 1 << 30
        self.silent = False

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            data += await reader.readexactly(length)
            if len(data) > self.most:
                break
        self.seen.append(data)
        if not self.silent:
            writer.write(self._said(data))
            await writer.drain()
        writer.close()

    def _said(self, data: bytes) -> bytes:
        if len(data) > self.most:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


@asynccontextmanager
async def daemon() -> AsyncIterator[tuple[Daemon, str]]:
    """Run it on a free port; the value is the daemon and its address."""
    running = Daemon()
    server = await asyncio.start_server(running.answer, "127.0.0.1", 0)
    async with server:
        yield running, f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
