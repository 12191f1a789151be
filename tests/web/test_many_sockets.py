"""Sockets that strangers open, and what they leave to those who want something."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from classroom.store.memory import MemoryStore
from tests.signaling.server import Server, settings

ASKED = b"GET /healthz HTTP/1.1\r\nHost: class.example\r\n\r\n"
HALF = b"GET /teach HTTP/1.1\r\nHost: cl"
LARGE = 40_000_000


class Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    @asynccontextmanager
    async def open(cls, server: Server, said: bytes = b"") -> AsyncIterator["Line"]:
        line = cls(*await asyncio.open_connection("127.0.0.1", int(server.url.split(":")[-1])))
        line.writer.write(said)
        try:
            yield line
        finally:
            line.writer.close()
            with suppress(ConnectionError):
                await line.writer.wait_closed()

    async def answer(self) -> bytes:
        """Return the first line of an answer; nothing when there is none."""
        async with asyncio.timeout(10):
            try:
                return await self.reader.readline()
            except ConnectionError:
                return b""


@pytest.mark.parametrize("said", [b"", HALF, ASKED], ids=["nothing", "half a request", "one"])
async def test_who_asks_nothing_gives_way_to_who_comes(said: bytes) -> None:
    server = Server(settings(), MemoryStore())
    async with (
        server.running(sockets=2),
        Line.open(server, said) as first,
        Line.open(server, said) as second,
    ):
        if said == ASKED:
            assert [await line.answer() for line in (first, second)] == [b"HTTP/1.1 200 OK\r\n"] * 2

        async with Line.open(server, ASKED) as third:
            assert await third.answer() == b"HTTP/1.1 200 OK\r\n"

        async with asyncio.timeout(10):
            with suppress(ConnectionError):
                await first.reader.read()
        assert first.reader.at_eof() or first.reader.exception() is not None
        assert server.listening.turned_away == 1
        second.writer.write(ASKED if said != HALF else b"ass\r\n\r\n")
        assert await second.answer()


async def test_whoever_is_being_answered_gives_way_to_nobody(server_with_pages: Server) -> None:
    poll = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: class.example\r\n\r\n"
    async with (
        server_with_pages.running(sockets=1),
        Line.open(server_with_pages, poll) as page,
    ):
        opened = await page.reader.readuntil(b"}")
        sid = opened.partition(b'"sid":"')[2].partition(b'"')[0]
        page.writer.write(poll.replace(b"polling", b"polling&sid=" + sid))  # which waits for news
        await asyncio.sleep(0.05)

        async with Line.open(server_with_pages, ASKED) as other:
            assert await other.answer() == b""

        assert not page.reader.at_eof()
        assert server_with_pages.listening.turned_away == 1


async def test_one_address_leaves_room_for_others() -> None:
    server = Server(settings(), MemoryStore())
    async with (
        server.running(sockets=4, of_one=2),
        Line.open(server, ASKED) as first,
        Line.open(server, ASKED) as second,
        Line.open(server, ASKED) as third,
    ):
        assert await first.answer()
        assert await second.answer()
        assert await third.answer() == b""
        assert server.listening.turned_away == 1

        first.writer.close()
        await first.writer.wait_closed()
        async with asyncio.timeout(10):
            while True:  # until the server has seen it
                async with Line.open(server, ASKED) as again:
                    if await again.answer():
                        break


@pytest.fixture
def server_with_pages() -> Server:
    return Server(settings(), MemoryStore())


async def test_who_does_not_read_its_answer_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system does it: neither the bytes nor whoever waits to send them stay."""
    monkeypatch.setattr("web.listening.ANSWER_SECONDS", 0.5)
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>")
    with (tmp_path / "assets" / "large.js").open("wb") as file:
        file.truncate(LARGE)
    server = Server(settings(), MemoryStore())
    async with server.running(static=tmp_path):
        loop = asyncio.get_running_loop()
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            await loop.sock_connect(deaf, ("127.0.0.1", int(server.url.split(":")[-1])))
            asked = b"GET /assets/large.js HTTP/1.1\r\nHost: class.example\r\n\r\n"
            await loop.sock_sendall(deaf, asked)
            open_ones = server.listening._runner.server
            assert open_ones is not None
            async with asyncio.timeout(10):
                while not open_ones.connections:  # noqa: ASYNC110 - aiohttp tells nobody
                    await asyncio.sleep(0.01)
                while open_ones.connections:  # noqa: ASYNC110 - likewise
                    await asyncio.sleep(0.05)
            received = 0
            with suppress(ConnectionError, BlockingIOError):
                while some := deaf.recv(1 << 20):
                    received += len(some)
            assert received < LARGE
