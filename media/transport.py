"""The seam between the network and the router: `Endpoint`, `WebRtcTransport`, `TransportListener`.

Rule: below this seam are sockets, ICE, DTLS and SRTP; above it only decrypted RTP and RTCP. All of
it runs on one event loop, callbacks are synchronous, and no coroutine is made for a packet.
"""

from collections.abc import Sequence
from typing import Any, Protocol


class TransportListener(Protocol):
    """What the owner of a transport is told. A callback that raises loses only its packet."""

    def on_rtp(self, packet: bytes, arrival: float) -> None:
        """Take one decrypted RTP packet; `arrival` is loop time in seconds, once a batch."""
        ...

    def on_rtcp(self, compound: bytes, arrival: float) -> None:
        """Take one decrypted RTCP compound."""
        ...

    def on_connected(self, protocol: str) -> None:
        """Know that media may flow, over "udp" or "tcp"; again when a move changes the protocol."""
        ...

    def on_lost(self, reason: str) -> None:
        """Know that consent expired or DTLS failed or closed; the transport has closed itself."""
        ...


class Counters:
    """What an endpoint dropped, and why; only ever grows."""

    dropped_malformed: int
    dropped_unknown: int
    stun_bad_auth: int
    srtp_failed: int
    send_full: int


class Endpoint:
    """One per worker: its sockets, its certificate, and who each datagram is for."""

    port: int
    counters: Counters

    @classmethod
    async def open(
        cls, *, listen: Sequence[str], port: int, announce: Sequence[str] = (), tcp: bool = True
    ) -> "Endpoint":
        """Bind every listen address at one port (0: any free), UDP and, if asked, TCP."""
        raise NotImplementedError

    def create_transport(self, listener: TransportListener) -> "WebRtcTransport":
        """Make a transport with ICE credentials of its own."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close every transport and socket."""
        raise NotImplementedError


class WebRtcTransport:
    """One browser's ICE, DTLS and SRTP, in both directions."""

    id: str
    connected: bool
    protocol: str | None
    bytes_in: int
    bytes_out: int
    packets_in: int
    packets_out: int

    def description(self) -> dict[str, Any]:
        """Return id, iceParameters, iceCandidates, dtlsParameters as mediasoup-client wants."""
        raise NotImplementedError

    def connect(self, dtls_parameters: dict[str, Any]) -> None:
        """Take the remote fingerprints and role; raise BadMessage or Refused."""
        raise NotImplementedError

    def restart_ice(self) -> dict[str, Any]:
        """Return new iceParameters; the old stay valid until the new are used."""
        raise NotImplementedError

    def send_rtp(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        droppable: bool = True,
    ) -> bool:
        """Protect and send one packet now, or drop it (False). Audio passes droppable=False."""
        raise NotImplementedError

    def send_rtcp(self, compound: bytes) -> bool:
        """Protect and send one compound now, or drop it (False)."""
        raise NotImplementedError

    def release_ssrc(self, ssrc: int) -> None:
        """Free what SRTP keeps for an SSRC we sent; it must never be sent again."""
        raise NotImplementedError

    def close(self) -> None:
        """Send close_notify and free everything; no callback after it."""
        raise NotImplementedError
