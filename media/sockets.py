"""The worker's sockets: UDP read in batches, and TCP listeners on the same port number.

Rule: reading never starves the loop (at most BATCH datagrams a wake-up) and sending never waits (a
full kernel buffer drops the datagram). Kernel buffers are asked for at SOCKET_BUFFER bytes; Linux
gives at most twice `net.core.rmem_max` / `wmem_max`, on many systems some 400 kB, where bursts of
keyframes may be lost: the manual for operators says how to raise them.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Sequence
from typing import Any

import structlog

from classroom.failures import Unavailable
from media.kernel.binding import Kernel
from media.paths import Address, UdpPath
from media.srtp import MAX_PACKET, Scratch
from media.tcp_framing import KERNEL_SEND_BUFFER

log = structlog.get_logger()

BATCH = 64  # datagrams a wake-up; with 60 receivers each, some 50 ms of forwarding
SOCKET_BUFFER = 4 * 1024 * 1024  # bytes
PORT_TRIES = 20  # when any port will do and a later socket finds it taken


class UdpSocket:
    """One bound UDP socket, and the paths known on it."""

    def __init__(
        self,
        sock: socket.socket,
        scratch: Scratch,
        on_datagram: "Callable[[UdpSocket, int, Address, float], None]",
        on_full: Callable[[], None],
        kernel: Kernel | None = None,
    ) -> None:
        """Read into `scratch` and call `on_datagram(self, size, address, arrival)` for each.

        `kernel` may keep packets of pictures until a batch has been read.
        """
        self.paths: dict[Address, UdpPath] = {}
        self._sock = sock
        self._scratch = scratch
        self._on_datagram = on_datagram
        self._on_full = on_full
        self._kernel = kernel
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock.fileno(), self._on_readable)

    def path_to(self, address: Address) -> UdpPath:
        """Return the path to `address`; a new one is in no table yet."""
        known = self.paths.get(address)
        if known is not None:
            return known
        sock = self._sock
        return UdpPath(address, sock.sendto, self.paths, self._on_full, sock.fileno())

    def close(self) -> None:
        """Stop reading and close."""
        self._loop.remove_reader(self._sock.fileno())
        self._sock.close()

    def _on_readable(self) -> None:
        kernel = self._kernel
        if kernel is None:
            self._read_batch()
            return
        kernel.hold()
        try:
            self._read_batch()
        finally:
            kernel.release()

    def _read_batch(self) -> None:
        receive: Callable[[Any, int], tuple[int, Address]] = self._sock.recvfrom_into
        view = self._scratch.view
        on_datagram = self._on_datagram
        arrival = self._loop.time()
        for _ in range(BATCH):
            try:
                # One byte more than we take: longer datagrams are cut there and then refused.
                size, address = receive(view, MAX_PACKET + 1)
            except BlockingIOError:
                return
            except OSError:
                continue  # an ICMP error of some earlier datagram
            on_datagram(self, size, address, arrival)
            if self._sock.fileno() < 0:
                return  # closed by what that datagram led to


def bind(
    listen: Sequence[str], port: int, *, tcp: bool
) -> tuple[int, list[socket.socket], list[socket.socket]]:
    """Bind UDP, and TCP if asked, at every address with one port number (0: any that is free).

    Returns the port, the UDP sockets and the listening TCP sockets. Raises Unavailable `port` when
    an address or the port cannot be had; nothing stays open then.
    """
    for remaining in reversed(range(PORT_TRIES)):
        opened: list[socket.socket] = []
        chosen = port
        try:
            for address in listen:
                opened.append(_bind_one(address, chosen, socket.SOCK_DGRAM, listen))
                chosen = opened[-1].getsockname()[1]
            for address in listen if tcp else ():
                opened.append(_bind_one(address, chosen, socket.SOCK_STREAM, listen))
        except OSError as failure:
            for sock in opened:
                sock.close()
            if port == 0 and remaining and failure.errno == errno.EADDRINUSE:
                continue
            raise Unavailable("port", f"{port} on {', '.join(listen)}: {failure}") from failure
        return chosen, opened[: len(listen)], opened[len(listen) :]
    raise AssertionError("the last try returned or raised")


def _bind_one(
    address: str, port: int, kind: socket.SocketKind, listen: Sequence[str]
) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, kind)
    try:
        sock.setblocking(False)
        if family == socket.AF_INET6:
            # Only a lone IPv6 wildcard takes IPv4 too, as mapped addresses.
            dual = address == "::" and "0.0.0.0" not in listen
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if dual else 1)
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_SEND_BUFFER)
        else:
            _enlarge(sock, socket.SO_RCVBUF, "receive")
            _enlarge(sock, socket.SO_SNDBUF, "send")
        sock.bind((address, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(128)
    except OSError:
        sock.close()
        raise
    return sock


def _enlarge(sock: socket.socket, option: int, direction: str) -> None:
    sock.setsockopt(socket.SOL_SOCKET, option, SOCKET_BUFFER)
    given = sock.getsockopt(socket.SOL_SOCKET, option)
    if given < SOCKET_BUFFER:
        log.info("socket_buffer_small", direction=direction, bytes=given, wanted=SOCKET_BUFFER)
