"""Both ends of a transport on loopback, and someone who stole its ICE password."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from media import stun
from media.client import ClientTransport
from media.kernel.binding import load
from media.transport import Endpoint, WebRtcTransport

SECONDS = 10.0  # a bound on waits that normally take milliseconds
VIDEO, AUDIO = 96, 100
USES_KERNEL: bool | None = None  # None: where it is built (see conftest.py)


class Listener:
    """Keeps what a transport tells, in queues a test can wait on."""

    def __init__(self) -> None:
        self.rtp: asyncio.Queue[bytes] = asyncio.Queue()
        self.rtcp: asyncio.Queue[bytes] = asyncio.Queue()
        self.connected: asyncio.Queue[str] = asyncio.Queue()
        self.lost: asyncio.Queue[str] = asyncio.Queue()

    def on_rtp(self, packet: bytes, arrival: float) -> None:
        self.rtp.put_nowait(packet)

    def on_rtcp(self, compound: bytes, arrival: float) -> None:
        self.rtcp.put_nowait(compound)

    def on_connected(self, protocol: str) -> None:
        self.connected.put_nowait(protocol)

    def on_lost(self, reason: str) -> None:
        self.lost.put_nowait(reason)


class Pair:
    """A server transport and the client connected to it."""

    def __init__(self, transport: WebRtcTransport, listener: Listener) -> None:
        self.transport = transport
        self.listener = listener
        self.client = ClientTransport()
        self.received: asyncio.Queue[bytes] = asyncio.Queue()
        self.client_lost: asyncio.Queue[str] = asyncio.Queue()
        self._sequence = 0

    async def sees(self, marker: bytes) -> None:
        """Send `marker` as video to the client, and wait until it has it."""
        self._sequence += 1
        assert self.transport.send_rtp(VIDEO, self._sequence, 0, 7, marker)
        packet = await soon(self.received)
        while not packet.endswith(marker):
            packet = await soon(self.received)

    async def says(self, marker: bytes) -> None:
        """Send `marker` from the client, and wait until the server has it."""
        self._sequence += 1
        assert self.client.send_rtp(VIDEO, self._sequence, 0, 8, marker)
        assert (await soon(self.listener.rtp)).endswith(marker)

    async def reports(self) -> None:
        """Send a receiver report, as a browser that only receives does, until it has arrived."""
        assert self.client.send_rtcp(bytes.fromhex("80c9000100000009"))
        await soon(self.listener.rtcp)


async def soon(queue: "asyncio.Queue[Any]") -> Any:
    """Return the next item, or fail the test."""
    async with asyncio.timeout(SECONDS):
        return await queue.get()


@asynccontextmanager
async def endpoint(**options: Any) -> AsyncIterator[Endpoint]:
    """Open an endpoint on loopback at any port."""
    settings: dict[str, Any] = {"listen": ["127.0.0.1"], "port": 0, "kernel": load(USES_KERNEL)}
    opened = await Endpoint.open(**(settings | options))
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def pair(server: Endpoint, *, role: str = "client", **options: Any) -> AsyncIterator[Pair]:
    """Connect a client to a new transport; `options` as for `ClientTransport.connect`."""
    listener = Listener()
    made = Pair(server.create_transport(listener), listener)
    made.client = ClientTransport(role=role)
    made.client.on_rtp = lambda packet, arrival: made.received.put_nowait(packet)
    made.client.on_lost = made.client_lost.put_nowait
    made.transport.connect(made.client.dtls_parameters())
    try:
        await made.client.connect(made.transport.description(), **options)
        await soon(listener.connected)
        yield made
    finally:
        await made.client.close()


class Thief:
    """Someone at an address of their own who knows a transport's ICE password."""

    def __init__(self, transport: WebRtcTransport) -> None:
        self.parameters = transport.description()["iceParameters"]
        candidate = transport.description()["iceCandidates"][0]
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.connect((candidate["ip"], candidate["port"]))

    def __enter__(self) -> "Thief":
        return self

    def __exit__(self, *exception: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.send(data)

    async def receive(self) -> bytes:
        """Wait for the next datagram."""
        async with asyncio.timeout(SECONDS):
            return await asyncio.get_running_loop().sock_recv(self.socket, 2048)

    def has_received_nothing(self) -> bool:
        """Say whether no datagram waits; loopback delivers within the call that sends."""
        try:
            self.socket.recv(2048)
        except BlockingIOError:
            return True
        return False

    async def nominates(self) -> stun.StunMessage:
        """Make an authentic, nominated check and return its answer."""
        self.send(self.check())
        return stun.parse(await self.receive())

    def check(self, **changes: Any) -> bytes:
        """Write a check, with `changes` to what a right one says."""
        values: dict[str, Any] = {
            "transaction": stun.new_transaction(),
            "username": f"{self.parameters['usernameFragment']}:thief",
            "password": self.parameters["password"].encode(),
            "priority": 1,
            "tie_breaker": 1,
            "nominate": True,
        }
        return stun.binding_request(**(values | changes))
