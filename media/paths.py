"""A path: one way to a peer, that is its address as one of our sockets sees it.

Rule: a path exists only once an authenticated ICE check came over it, so whatever else arrives from
an address without a path is dropped before it costs anything.
"""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, Protocol

Address = tuple[str, int] | tuple[str, int, int, int]
Datagram = bytes | memoryview


class PathOwner(Protocol):
    """Whose path it is: a transport, which takes what comes over it."""

    def on_media(self, path: "Path", size: int, arrival: float) -> None:
        """Take SRTP or SRTCP: the first `size` bytes of the receiving scratch buffer."""
        ...

    def on_dtls(self, path: "Path", datagram: bytes) -> None:
        """Take one DTLS datagram."""
        ...

    def on_path_gone(self, path: "Path") -> None:
        """Know that the connection under the path closed."""
        ...

    def gives_up(self, path: "Path") -> bool:
        """Let another transport have the path, unless media is sent on it."""
        ...


class Path:
    """What UDP and TCP paths have in common; `send` never waits."""

    __slots__ = ("address", "candidate", "heard_at", "owner")
    protocol = ""

    def __init__(self, address: Address) -> None:
        """Start without an owner and unheard."""
        self.address = address
        self.owner: PathOwner | None = None
        self.candidate = False  # nominated since it was last left: may become the send path
        self.heard_at = 0.0  # loop time of the last authenticated check or decrypted packet

    def send(self, data: Datagram, droppable: bool = False) -> bool:
        """Hand over one datagram, or drop it (False)."""
        raise NotImplementedError

    def enlist(self) -> None:
        """Make the socket know this path, once it has an owner."""

    def forget(self) -> None:
        """Make the socket forget this path; TCP closes."""
        raise NotImplementedError


class UdpPath(Path):
    """A remote address on a UDP socket."""

    __slots__ = ("_on_full", "_paths", "_sendto", "fd")
    protocol = "udp"

    def __init__(
        self,
        address: Address,
        sendto: Callable[[Datagram, Any], int],
        paths: "dict[Address, UdpPath]",
        on_full: Callable[[], None],
        fd: int = -1,
    ) -> None:
        """Be ready to answer; `paths` is the socket's table, entered by `enlist`.

        `fd` is the socket, for whoever sends without `sendto`.
        """
        super().__init__(address)
        self.fd = fd
        self._sendto = sendto
        self._paths = paths
        self._on_full = on_full

    def send(self, data: Datagram, droppable: bool = False) -> bool:
        """Send now. A full kernel buffer, or a route that is gone, drops it."""
        try:
            self._sendto(data, self.address)
        except OSError:
            self._on_full()
            return False
        return True

    def enlist(self) -> None:
        """Enter the socket's table."""
        self._paths[self.address] = self

    def forget(self) -> None:
        """Leave the socket's table."""
        if self._paths.get(self.address) is self:
            del self._paths[self.address]


def public_address(address: Address) -> tuple[str, int]:
    """Return (IP, port) as the peer knows it: no zone, and IPv4 where it was mapped into IPv6."""
    parsed = ip_address(address[0].partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return str(parsed), address[1]
