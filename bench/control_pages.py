"""Pages of a lesson without media, for what a full lesson says to everybody at once.

Rule: one asyncio process holds them all and reads no more of a message than the bench needs, so
that what is measured is the server; its own share of the machine is told beside the figures.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any

import socketio

from tools.live_server import Server

ANSWER_SECONDS = 30.0
Heard = Callable[[int, str, Any], None]
"""Told of every message: the page's place in the list, the message's name, its payload."""


class Pages:
    """The pages of one lesson, the lecturer's first."""

    def __init__(self, heard: Heard) -> None:
        """Start with nobody; `heard` is told of every message."""
        self._heard = heard
        self._clients: list[socketio.AsyncClient] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._clients)

    async def join(self, server: Server, links: list[str]) -> None:
        """Enter by each of these links, and begin the lesson."""
        for link in links:
            await self.arrive(server, link)
        await self.ask(0, "start_lesson")

    async def arrive(self, server: Server, link: str) -> float:
        """Enter by this link; return milliseconds from connecting to the snapshot."""
        client = socketio.AsyncClient(reconnection=False)
        place = len(self._clients)
        snapshot = asyncio.Event()

        async def hear(name: str, payload: Any = None) -> None:
            if name == "snapshot":
                snapshot.set()
            self._heard(place, name, payload)

        client.on("*", hear)
        self._clients.append(client)
        began = time.monotonic()
        auth = {"token": link.partition("#")[2], "session": secrets.token_urlsafe(16)}
        await client.connect(server.url, auth=auth, transports=["websocket"])
        async with asyncio.timeout(ANSWER_SECONDS):
            await snapshot.wait()
        took = (time.monotonic() - began) * 1000
        for request, payload in (
            ("report_devices", dict.fromkeys(("camera", "microphone", "loudspeaker"), "ok")),
            ("enter", {}),
        ):
            await self.ask(place, request, **payload)
        return took

    async def ask(self, place: int, request: str, **payload: Any) -> Any:
        """Ask as one of them; a refusal ends the bench."""
        answer = await self._clients[place].call(request, payload, timeout=ANSWER_SECONDS)
        if answer["type"] == "error":
            raise RuntimeError(f"{request}: {answer['code']} {answer.get('detail', '')}")
        return answer

    async def leave(self) -> None:
        """Hang up, all at once."""
        await asyncio.gather(*(client.disconnect() for client in self._clients))
        self._clients = []
