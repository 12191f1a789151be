"""What the owner of a WebRTC transport is told.

Rule: a callback that raises loses only its packet.
"""

from typing import Protocol


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
