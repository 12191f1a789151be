"""The sockets under a `ClientTransport`: connected UDP, or TCP with RFC 4571 framing.

Rule: sending never waits; what the kernel or the connection has no room for is dropped.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Protocol, cast

from classroom.failures import BadMessage
from media.paths import Datagram
from media.srtp import MAX_PACKET
from media.tcp_framing import HARD_LIMIT, Deframer, frame

BATCH = 64  # datagrams a wake-up

OnDatagram = Callable[[bytes, float], None]


class ClientWire(Protocol):
    """What a client transport sends on."""

    def send(self, data: Datagram) -> None:
        """Send one datagram or drop it."""
        ...

    def close(self) -> None:
        """Close; nothing is received after it."""
        ...


class UdpWire:
    """A connected UDP socket."""

    def __init__(self, sock: socket.socket, on_datagram: OnDatagram) -> None:
        """Read until closed."""
        self.sock = sock
        self._on_datagram = on_datagram
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock.fileno(), self._on_readable)

    @classmethod
    async def open(cls, address: str, port: int, on_datagram: OnDatagram) -> "UdpWire":
        """Take any free local port."""
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * 1024)
            sock.connect((address, port))
        except OSError:
            sock.close()
            raise
        return cls(sock, on_datagram)

    def send(self, data: Datagram) -> None:
        """Send one datagram or drop it."""
        try:
            self.sock.send(data)
        except OSError:
            return

    def close(self) -> None:
        """Stop reading and close."""
        if self.sock.fileno() >= 0:
            self._loop.remove_reader(self.sock.fileno())
            self.sock.close()

    def _on_readable(self) -> None:
        arrival = self._loop.time()
        for _ in range(BATCH):
            try:
                data = self.sock.recv(MAX_PACKET)
            except OSError:
                return  # drained, closed, or an ICMP error: the next wake-up goes on
            self._on_datagram(data, arrival)
            if self.sock.fileno() < 0:
                return


class TcpWire(asyncio.Protocol):
    """A TCP connection."""

    def __init__(self, on_datagram: OnDatagram) -> None:
        """Wait for the connection."""
        self.connection: asyncio.Transport | None = None
        self._on_datagram = on_datagram
        self._deframer = Deframer()
        self._loop = asyncio.get_running_loop()
        self.lost = asyncio.Event()  # the connection is closed, by whichever end

    @classmethod
    async def open(cls, address: str, port: int, on_datagram: OnDatagram) -> "TcpWire":
        """Connect."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(lambda: cls(on_datagram), address, port)
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        # uvloop's do not derive from it, so this cannot be asserted.
        self.connection = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand on every complete datagram."""
        arrival = self._loop.time()
        try:
            for datagram in self._deframer.feed(data):
                self._on_datagram(datagram, arrival)
        except BadMessage:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing goes either way any more."""
        self.lost.set()

    def send(self, data: Datagram) -> None:
        """Send one datagram or drop it."""
        connection = self.connection
        if connection is None or connection.is_closing():
            return
        if connection.get_write_buffer_size() <= HARD_LIMIT:
            connection.write(frame(data))

    def close(self) -> None:
        """Close, letting what waits go out."""
        if self.connection is not None:
            self.connection.close()
