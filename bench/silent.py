"""A thousand connections to the door that never say hello: whether others still come in.

Half of them send nothing at all, half are WebSockets that were opened and greet nobody. Rule: what
is asked is how long a page takes to join beside them, and how many are still open a while later.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from bench.clients import Clients, receiving_links
from tools.live_server import Server

JOINS = 8
OPENING_AT_ONCE = 50
PATIENCE_SECONDS = 40.0
_SOCKET = "/socket.io/?EIO=4&transport=websocket"


async def _joined(server: Server, links: list[str]) -> list[float]:
    took = []
    for link in links:
        clients, began = Clients(), time.monotonic()
        await clients.join(server, [link])
        took.append((time.monotonic() - began) * 1000)
        await clients.leave()
    return took


def _connections(server: Server) -> int:
    """Count what is established at the server's port (proc(5), net/tcp: 01 is ESTABLISHED)."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    words = [line.split() for line in lines]
    return sum(w[1].endswith(f":{server.port:04X}") and w[3] == "01" for w in words)


async def measure(count: int) -> dict[str, Any]:
    """Return milliseconds to join without them and with them, and what is left of them."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        await server.start()
        writers: list[asyncio.StreamWriter] = []
        try:
            links = await receiving_links(server, JOINS)
            without = await _joined(server, links)
            before, turn = _connections(server), asyncio.Semaphore(OPENING_AT_ONCE)
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:

                async def one(index: int) -> aiohttp.ClientWebSocketResponse | None:
                    async with turn:
                        if index % 2:
                            return await http.ws_connect(server.url + _SOCKET, autoping=False)
                        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
                        writers.append(writer)
                        return None

                opened = await asyncio.gather(*map(one, range(count)))
                there = _connections(server) - before
                beside = await _joined(server, links)
                began = time.monotonic()
                for _ in range(int(PATIENCE_SECONDS)):
                    if _connections(server) <= before:
                        break
                    await asyncio.sleep(1)
                left = _connections(server) - before
                gone_after = time.monotonic() - began
                for each in opened:
                    if each is not None:
                        await each.close()
        finally:
            for writer in writers:
                writer.close()
            await server.stop()
    return {
        "join_ms": round(max(without)),
        "join_ms_beside": round(max(beside)),
        "silent": there,
        "left": max(0, left),
        "after_s": round(gone_after),
    }
