"""Media over TCP for schools whose line drops UDP (RFC 6544 passive side, RFC 4571 framing).

Rule 1: a connection holds at most one unfinished frame of input and HARD_LIMIT bytes of output.
Rule 2: TCP delivers late rather than never, which is wrong for media, so output is kept short: past
VIDEO_LIMIT pictures are dropped (the sender asks for a keyframe later), past HARD_LIMIT the
connection is closed, and the browser comes back on a fresh one.
Rule 3: a connection without a valid ICE check in CHECK_SECONDS is closed; when there are
MAX_CONNECTIONS, the first to have come of those without one gives way to whoever comes.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol, cast

from classroom.failures import BadMessage
from media.paths import Address, Datagram, Path
from media.srtp import MAX_PACKET

VIDEO_LIMIT = 128 * 1024  # bytes waiting in this process; about 0.7 s at 1.5 Mbit/s
HARD_LIMIT = 512 * 1024
# The kernel's share of the delay: its own default grows to megabytes, seconds on a thin line.
KERNEL_SEND_BUFFER = 128 * 1024
CHECK_SECONDS = 10.0
LINGER_SECONDS = 2.0
MAX_CONNECTIONS = 512


def frame(datagram: Datagram) -> bytes:
    """Put the 2-byte length before a datagram (RFC 4571 §2)."""
    return len(datagram).to_bytes(2) + datagram


class Deframer:
    """Turns a byte stream into datagrams."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        """Start between two frames."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield each complete datagram; BadMessage `frame` when one is longer than any of ours."""
        buffer = self._buffer
        buffer += data
        start = 0
        try:
            while len(buffer) - start >= 2:
                length = (buffer[start] << 8) | buffer[start + 1]
                if length > MAX_PACKET:
                    raise BadMessage("frame", f"{length} bytes")
                end = start + 2 + length
                if len(buffer) < end:
                    return
                yield bytes(buffer[start + 2 : end])
                start = end
        finally:
            del buffer[:start]


class TcpGate(Protocol):
    """Who takes what TCP connections bring; the endpoint."""

    def on_tcp_datagram(self, path: "TcpPath", data: bytes) -> None:
        """Take one datagram."""
        ...

    def on_tcp_closed(self, path: "TcpPath") -> None:
        """Know that a connection is gone."""
        ...

    def on_tcp_malformed(self) -> None:
        """Count a connection that was closed for its framing."""
        ...

    def on_send_full(self) -> None:
        """Count a datagram that was dropped since too much waits."""
        ...


class TcpPath(Path):
    """An accepted connection."""

    __slots__ = ("_connection", "_on_full")
    protocol = "tcp"

    def __init__(
        self, address: Address, connection: asyncio.Transport, on_full: Callable[[], None]
    ) -> None:
        """Wrap the connection."""
        super().__init__(address)
        self._connection = connection
        self._on_full = on_full

    def send(self, data: Datagram, droppable: bool = False) -> bool:
        """Queue one datagram within the limits (rule 2)."""
        connection = self._connection
        waiting = connection.get_write_buffer_size()
        if connection.is_closing() or (droppable and waiting > VIDEO_LIMIT):
            self._on_full()
            return False
        if waiting > HARD_LIMIT:
            self._on_full()
            connection.abort()
            return False
        connection.write(frame(data))
        return True

    def forget(self) -> None:
        """Close the connection once what waits is out, but wait no longer than LINGER_SECONDS."""
        if not self._connection.is_closing():
            self._connection.close()
            asyncio.get_running_loop().call_later(LINGER_SECONDS, self._connection.abort)


class TcpConnection(asyncio.Protocol):
    """The asyncio half of a TcpPath: reads, deframes, and times the first check."""

    def __init__(self, gate: TcpGate, connections: "dict[TcpConnection, None]") -> None:
        """Belong to a gate; `connections` are all that are open, in the order in which they came,
        for the bound and for close.
        """
        self._gate = gate
        self._connections = connections
        self._deframer = Deframer()
        self._path: TcpPath | None = None
        self._unchecked: asyncio.TimerHandle | None = None
        self._connection: asyncio.Transport | None = None
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or refuse it when there are too many."""
        # uvloop's do not derive from it, so this cannot be asserted.
        self._connection = connection = cast(asyncio.Transport, transport)
        peer = connection.get_extra_info("peername")
        if not peer or (len(self._connections) >= MAX_CONNECTIONS and not self._one_gives_way()):
            connection.abort()
            return
        self._connections[self] = None
        self._path = TcpPath(peer, connection, self._gate.on_send_full)
        self._unchecked = asyncio.get_running_loop().call_later(CHECK_SECONDS, self._on_unchecked)

    def _one_gives_way(self) -> bool:
        for other in self._connections:
            if other._path is not None and other._path.owner is None:
                del self._connections[other]
                other.abort()
                return True
        return False

    def data_received(self, data: bytes) -> None:
        """Hand on every complete datagram."""
        if self._path is None:
            return
        try:
            for datagram in self._deframer.feed(data):
                self._gate.on_tcp_datagram(self._path, datagram)
        except BadMessage:
            self._gate.on_tcp_malformed()
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the gate."""
        self._connections.pop(self, None)
        if self._unchecked is not None:
            self._unchecked.cancel()
        if self._path is not None:
            self._gate.on_tcp_closed(self._path)
            self._path = None
        self._closed.set_result(None)

    def close(self) -> asyncio.Future[None]:
        """Close after what waits is out; the future is done then."""
        if self._path is not None:
            self._path.forget()
        return self._closed

    def abort(self) -> None:
        """Close at once."""
        if self._connection is not None:
            self._connection.abort()

    def _on_unchecked(self) -> None:
        if self._path is not None and self._path.owner is None:
            self.abort()
