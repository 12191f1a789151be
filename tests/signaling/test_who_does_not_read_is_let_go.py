"""What is sent to a browser that takes nothing is bounded, and nobody else waits for it."""

import asyncio
import json
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import aiohttp
import pytest

from signaling.frames import UNSENT, GuardedWebSocket
from tests.signaling.server import School, school


class Deaf:
    """A page on a WebSocket made by hand, which reads only when told to."""

    def __init__(self, classes: School, token: str) -> None:
        self._classes = classes
        self._token = token
        self._asked = 0
        self.events: list[list[object]] = []

    async def connect(self) -> "Deaf":
        address = urlsplit(self._classes.server.url)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 15)
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address.hostname, address.port))
        self._reader, self._writer = await asyncio.open_connection(sock=sock, limit=4096)
        self._writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address.netloc}\r\n"
            "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        await self._reader.readuntil(b"\r\n\r\n")
        await self.read()
        self.send("40" + json.dumps({"token": self._token, "session": "deaf-deaf-deaf-deaf"}))
        while not (await self.read()).startswith("42"):
            pass
        return self

    def send(self, text: str) -> None:
        data = text.encode()
        assert len(data) < 126
        self._writer.write(bytes([0x81, 0x80 | len(data), 0, 0, 0, 0]) + data)  # masked with zeros

    def ask_for_a_snapshot(self) -> None:
        self._asked += 1
        self.send(f'42{self._asked}["sync",{{}}]')

    async def read(self) -> str:
        """Return the next text frame; raise EOFError at the end."""
        first, length = await self._reader.readexactly(2)
        if length == 126:
            length = int.from_bytes(await self._reader.readexactly(2))
        elif length == 127:
            length = int.from_bytes(await self._reader.readexactly(8))
        data = await self._reader.readexactly(length)
        if first & 0x0F == 8:
            raise EOFError
        return data.decode(errors="replace")

    async def read_to_the_end(self) -> None:
        with suppress(EOFError, ConnectionError):
            while (frame := await self.read()) != "41":
                if frame.startswith("42"):
                    self.events.append(json.loads(frame[2:]))

    async def until_it_is_cut_off(self) -> None:
        with suppress(ConnectionError):
            while not self._writer.transport.is_closing():
                self.ask_for_a_snapshot()
                await self._writer.drain()
                await asyncio.sleep(0)

    async def close(self) -> None:
        self._writer.transport.abort()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


@pytest.fixture
def small_buffers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the kernel hold little for a connection, so that it is soon full; but a few messages, or
    it throws them away and sends them again seconds later.
    """
    wait = GuardedWebSocket.wait

    async def wait_with_a_small_buffer(websocket: GuardedWebSocket) -> str:
        transport = websocket.environ["aiohttp.request"].transport
        if transport is not None:
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 15)
        return await wait(websocket)

    monkeypatch.setattr(GuardedWebSocket, "wait", wait_with_a_small_buffer)


@pytest.mark.usefixtures("small_buffers")
async def test_a_page_that_stops_reading_is_told_it_was_too_slow_and_nobody_waited_for_it() -> None:
    async with school(messages_per_second=10_000.0, outbox=16) as classes:
        lecturer, quick = await classes.lesson("r2")
        deaf = await Deaf(classes, classes.server.plan.tokens["r1"]).connect()
        while classes.server.gateway.unsent < 8:  # the buffers between us are full
            deaf.ask_for_a_snapshot()
            await quick.ask("sync")

        for number in range(100):  # what was asked for before takes the place of some of them
            await lecturer.ask("enlarge", classroom=None if number % 2 else "r2")
            large = None if number % 2 else "r2"
            await quick.until(
                lambda large=large: quick.state and quick.state["lesson"]["large"] == large  # type: ignore[misc]
            )

        await deaf.read_to_the_end()
        assert deaf.events[-1][0] == "goodbye"
        assert deaf.events[-1][1] == {"type": "goodbye", "code": "too_slow"}
        await deaf.close()


async def test_a_page_that_asks_and_never_reads_is_cut_off() -> None:
    async with school(messages_per_second=10_000.0) as classes:
        _, quick = await classes.lesson("r2")
        deaf = await Deaf(classes, classes.server.plan.tokens["r1"]).connect()
        assert classes.server.gateway.connections == 3

        async with asyncio.timeout(30):
            await deaf.until_it_is_cut_off()

        await quick.until(lambda: quick.presence("r1") == "left")
        assert classes.server.gateway.unsent <= UNSENT
        await deaf.close()


async def test_a_page_that_posts_and_never_fetches_is_cut_off() -> None:
    async with school(messages_per_second=10_000.0) as classes:
        _, quick = await classes.lesson("r2")
        url = classes.server.url + "/socket.io/?EIO=4&transport=polling"
        async with aiohttp.ClientSession() as session:
            async with session.get(url) as opened:
                url += "&sid=" + json.loads((await opened.text())[1:])["sid"]
            hello = {"token": classes.server.plan.tokens["r1"], "session": "post-post-post-post"}
            async with session.post(url, data="40" + json.dumps(hello)):
                await quick.until(lambda: quick.presence("r1") == "waiting")

            status = 200
            while status == 200:
                async with session.post(url, data="\x1e".join(['421["sync",{}]'] * 16)) as answer:
                    status = answer.status

        assert status == 400
        await quick.until(lambda: quick.presence("r1") == "left")


async def test_a_body_that_does_not_arrive_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with school() as classes:
        address = urlsplit(classes.server.url)
        async with (
            aiohttp.ClientSession(classes.server.url) as session,
            session.get("/socket.io/?EIO=4&transport=polling") as opened,
        ):
            sid = json.loads((await opened.text())[1:])["sid"]
        monkeypatch.setattr("signaling.gateway.GREETING_SECONDS", 0.05)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)

        writer.write(
            f"POST /socket.io/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\n"
            f"Host: {address.netloc}\r\nContent-Length: 40\r\nConnection: close\r\n\r\n".encode()
        )

        async with asyncio.timeout(10):
            assert (await reader.readline()).startswith(b"HTTP/1.1 ")
            writer.write(b"x" * 40)  # too late
            await reader.read()
        writer.close()
        await writer.wait_closed()
