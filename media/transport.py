"""The seam between the network and the router: `Endpoint`, `WebRtcTransport`, `TransportListener`.

Rule 1: below this seam are sockets, ICE, DTLS and SRTP; above it only decrypted RTP and RTCP. All
of it runs on one event loop, callbacks are synchronous, and no coroutine is made for a packet.
Rule 2: bytes meet us in one gate (`Endpoint`). What is malformed, unknown or not authentic is
counted and dropped there; a callback that raises loses its packet and nothing else.
"""

import asyncio
from collections.abc import Sequence

from classroom.failures import BadMessage
from media import stun
from media.addresses import announced_addresses, interface_addresses, listen_addresses
from media.counters import BugLog, Counters
from media.downstream.pacing import PaceClock
from media.dtls import HANDSHAKE_SECONDS, Certificate
from media.ice import host_candidate
from media.kernel.binding import Kernel
from media.listener import TransportListener
from media.paths import Address, Path, UdpPath
from media.sockets import UdpSocket, bind
from media.srtp import MAX_PACKET
from media.tcp_framing import LINGER_SECONDS, TcpConnection, TcpPath
from media.webrtc import Surroundings, WebRtcTransport

__all__ = ["Counters", "Endpoint", "TransportListener", "WebRtcTransport"]

CONSENT_SECONDS = 30.0  # RFC 7675 §5.1


class Endpoint:
    """One per worker: its sockets, its certificate, and who each datagram is for."""

    def __init__(self, port: int, around: Surroundings) -> None:
        """Use `open` instead."""
        self.port = port
        self.counters = around.counters
        self.pace_clock = PaceClock()
        self._around = around
        self._sockets: list[UdpSocket] = []
        self._servers: list[asyncio.Server] = []
        self._connections: dict[TcpConnection, None] = {}

    @classmethod
    async def open(
        cls,
        *,
        listen: Sequence[str],
        port: int,
        announce: Sequence[str] = (),
        tcp: bool = True,
        consent_seconds: float = CONSENT_SECONDS,
        handshake_seconds: float = HANDSHAKE_SECONDS,
        kernel: Kernel | None = None,
    ) -> "Endpoint":
        """Bind every listen address at one port (0: any free), UDP and, if asked, TCP.

        Candidates announce `listen`, changed by `announce` as `media.addresses` says; `kernel`
        forwards what goes over UDP. Raises Unavailable `port`.
        """
        port, udp_sockets, tcp_sockets = bind(listen, port, tcp=tcp)
        # A wildcard is nothing a browser could send to: announce what it stands for.
        announced = announced_addresses(listen, announce) or listen_addresses(
            "", interface_addresses()
        )
        protocols = ("udp", "tcp") if tcp else ("udp",)
        counters = Counters()
        around = Surroundings(
            certificate=Certificate(),
            candidates=[
                host_candidate(address, port, protocol, index)
                for protocol in protocols
                for index, address in enumerate(announced)
            ],
            consent_seconds=consent_seconds,
            handshake_seconds=handshake_seconds,
            counters=counters,
            bugs=BugLog(counters),
            kernel=kernel,
        )
        endpoint = cls(port, around)
        for sock in udp_sockets:
            take, full = endpoint._on_datagram, endpoint.on_send_full
            endpoint._sockets.append(UdpSocket(sock, around.incoming, take, full, kernel))
        loop = asyncio.get_running_loop()
        for sock in tcp_sockets:
            endpoint._servers.append(
                await loop.create_server(
                    lambda: TcpConnection(endpoint, endpoint._connections), sock=sock
                )
            )
        return endpoint

    def create_transport(self, listener: TransportListener) -> WebRtcTransport:
        """Make a transport with ICE credentials of its own."""
        return WebRtcTransport(self._around, listener)

    async def close(self) -> None:
        """Close every transport (with close_notify) and every socket."""
        for transport in list(self._around.transports.values()):
            transport.close()
        for server in self._servers:
            server.close()
        closing = [connection.close() for connection in self._connections]
        if closing:
            await asyncio.wait(closing, timeout=LINGER_SECONDS)
        for sock in self._sockets:
            sock.close()
        self._sockets.clear()

    # ------------------------------------------------------------------ the gate

    def _on_datagram(self, sock: UdpSocket, size: int, address: Address, arrival: float) -> None:
        """Take the first `size` bytes of the scratch buffer; RFC 7983 tells what they are."""
        try:
            first = self._around.incoming.buffer[0] if 0 < size <= MAX_PACKET else 255
            path = sock.paths.get(address)
            if 128 <= first <= 191:
                if path is None or path.owner is None:
                    self.counters.dropped_unknown += 1
                else:
                    path.owner.on_media(path, size, arrival)
            else:
                self._on_rare(first, size, path, sock, address)
        except BadMessage as bad:
            self._count(bad)
        except Exception:
            self._around.bugs.note("datagram")

    def _on_rare(
        self, first: int, size: int, path: UdpPath | None, sock: UdpSocket, address: Address
    ) -> None:
        if first <= 3:
            data = bytes(self._around.incoming.view[:size])
            self._on_stun(data, path or sock.path_to(address))
        elif 20 <= first <= 63:
            if path is None or path.owner is None:
                self.counters.dropped_unknown += 1
            else:
                path.owner.on_dtls(path, bytes(self._around.incoming.view[:size]))
        else:
            self.counters.dropped_malformed += 1

    def on_tcp_datagram(self, path: TcpPath, data: bytes) -> None:
        """Take one datagram from a TCP connection."""
        try:
            first = data[0] if data else 255
            if first <= 3:
                self._on_stun(data, path)
            elif path.owner is None:
                self.counters.dropped_unknown += 1
            elif 128 <= first <= 191:
                self._around.incoming.buffer[: len(data)] = data
                path.owner.on_media(path, len(data), asyncio.get_running_loop().time())
            elif 20 <= first <= 63:
                path.owner.on_dtls(path, data)
            else:
                self.counters.dropped_malformed += 1
        except BadMessage as bad:
            self._count(bad)
        except Exception:
            self._around.bugs.note("tcp")

    def on_tcp_closed(self, path: TcpPath) -> None:
        """Take a connection's path from its transport."""
        owner, path.owner = path.owner, None
        if owner is not None:
            owner.on_path_gone(path)

    def on_tcp_malformed(self) -> None:
        """Count a connection that was closed for its framing."""
        self.counters.dropped_malformed += 1

    def on_send_full(self) -> None:
        """Count a datagram that found no room."""
        self.counters.send_full += 1

    @property
    def has_kernel(self) -> bool:
        """Whether the C kernel forwards packets."""
        return self._around.kernel is not None

    def count_refused(self) -> None:
        """Count what the kernel could not send since the last call; called by the clock."""
        if self._around.kernel is not None:
            full, failed = self._around.kernel.refused()
            self.counters.send_full += full
            self.counters.send_failed += failed

    def _on_stun(self, data: bytes, path: Path) -> None:
        """Answer an authentic check; everything else is dropped in silence (no amplification)."""
        check = stun.parse(data)
        if check.message_type == stun.BINDING_INDICATION:
            return  # a keep-alive, RFC 8445 §11
        transport = (
            self._around.by_fragment.get(check.username[0])
            if check.message_type == stun.BINDING_REQUEST and check.username is not None
            else None
        )
        if transport is None:
            self.counters.dropped_unknown += 1
            return
        transport.on_check(check, path)

    def _count(self, bad: BadMessage) -> None:
        if bad.code == "srtp":
            self.counters.srtp_failed += 1
        else:
            self.counters.dropped_malformed += 1
