"""A page of a lesson as light as it can be: Engine.IO and Socket.IO by hand over one WebSocket.

Rule: it reads of each frame what the bench needs and hands on the rest as bytes, so that sixty of
them with a thousand frames a second cost less than the server they measure.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

PING, PONG = "2", "3"
CONNECTED, EVENT, ANSWER = "40", "42", "43"
PATIENCE_SECONDS = 30.0
WBITS = 15  # as a browser offers to unpack what is sent to it
Heard = Callable[[str, str, float], None]
"""Told of every event: its name, the JSON of its payload, and when it came."""


class Wire:
    """One connection. An answer that is an error is counted in `refused` by its code."""

    def __init__(self, heard: Heard) -> None:
        """Connect nowhere yet."""
        self._heard = heard
        self._waiting: dict[int, tuple[float, asyncio.Future[Any] | None]] = {}
        self._number = 0
        self._connected = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self._socket: aiohttp.ClientWebSocketResponse
        self.accepted = 0
        self.refused: dict[str, int] = {}
        self.answered_ms: list[float] = []

    async def open(self, http: aiohttp.ClientSession, url: str, token: str, unpack: bool) -> None:
        """Connect by a joining link's token."""
        self._socket = await http.ws_connect(
            f"{url}/socket.io/?EIO=4&transport=websocket", compress=WBITS if unpack else 0
        )
        await self._socket.receive_str()  # Engine.IO's greeting
        auth = {"token": token, "session": secrets.token_urlsafe(16)}
        await self._socket.send_str(CONNECTED + msgspec.json.encode(auth).decode())
        self._reading = asyncio.create_task(self._read())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._connected.wait()

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
        if self._reading is not None:
            await asyncio.gather(self._reading, return_exceptions=True)

    async def ask(self, name: str, **payload: Any) -> Any:
        """Ask and wait for the answer; a refusal ends the bench."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        await self._send(name, payload, future)
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await future
        if answer["type"] == "error":
            raise RuntimeError(f"{name}: {answer['code']} {answer.get('detail', '')}")
        return answer

    async def tell(self, name: str, payload: dict[str, Any]) -> None:
        """Ask without waiting; how it was answered is counted."""
        await self._send(name, payload, None)

    @property
    def unanswered(self) -> int:
        """How many requests still wait for their answer."""
        return len(self._waiting)

    async def _send(
        self, name: str, payload: dict[str, Any], future: asyncio.Future[Any] | None
    ) -> None:
        self._number += 1
        self._waiting[self._number] = time.monotonic(), future
        body = msgspec.json.encode([name, payload]).decode()
        await self._socket.send_str(f"{EVENT}{self._number}{body}")

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            text: str = message.data
            if text.startswith(EVENT):
                name, _, payload = text[4:-1].partition('",')  # 42["name",{...}]
                self._heard(name, payload, time.monotonic())
            elif text.startswith(ANSWER):
                self._answered(text[2:])
            elif text == PING:
                await self._socket.send_str(PONG)
            elif text.startswith(CONNECTED):
                self._connected.set()

    def _answered(self, text: str) -> None:
        number, _, body = text.partition("[")
        asked, future = self._waiting.pop(int(number))
        if future is not None:
            future.set_result(msgspec.json.decode("[" + body)[0])
            return
        self.answered_ms.append((time.monotonic() - asked) * 1000)
        if '"type":"error"' in body:
            code = msgspec.json.decode("[" + body)[0]["code"]
            self.refused[code] = self.refused.get(code, 0) + 1
        else:
            self.accepted += 1
