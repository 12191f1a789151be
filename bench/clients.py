"""Signaling clients for a bench: they join lessons as pages do, without media.

Rule: one asyncio process holds them all; what they cost is read from the server's process.
"""

import asyncio
import secrets

import socketio

from tools.live_server import Server

A_LESSON = 8  # receiving classrooms, the default cap


async def receiving_links(server: Server, count: int) -> list[str]:
    """Make lessons of eight and return the links of `count` receiving classrooms."""
    links: list[str] = []
    while len(links) < count:
        here = min(A_LESSON, count - len(links))
        links += (await server.new_lesson(*(f"教学点{number}" for number in range(here))))[1:]
    return links


class Clients:
    """Connected pages without browsers."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._clients: list[socketio.AsyncClient] = []

    async def join(self, server: Server, links: list[str]) -> None:
        """Enter by each of these links."""
        for link in links:
            client = socketio.AsyncClient(reconnection=False)
            token = link.partition("#")[2]
            auth = {"token": token, "session": secrets.token_urlsafe(16)}
            await client.connect(server.url, auth=auth, transports=["websocket"])
            answer = await client.call("enter", {"type": "enter"})
            if answer["type"] == "error":
                raise RuntimeError(f"a client may not enter: {answer['code']}")
            self._clients.append(client)

    async def leave(self) -> None:
        """Leave on purpose, all at once."""
        await asyncio.gather(*(self._leave(client) for client in self._clients))
        self._clients = []

    async def _leave(self, client: socketio.AsyncClient) -> None:
        await client.call("leave", {"type": "leave"})
        await client.disconnect()
