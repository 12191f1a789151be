"""What a consumer sends through: a transport, or what waits before one."""

from typing import Protocol

from media.kernel.binding import Outlet


class Send(Protocol):
    """What takes a packet: a transport's `send_rtp`, or what waits before it."""

    def __call__(
        self, b1: int, seq: int, timestamp: int, ssrc: int, payload: bytes, droppable: bool = True
    ) -> bool:
        """Take one packet, or drop it: False."""
        ...


class SendTransport(Protocol):
    """What a consumer needs of a transport (the seam in `media.transport`)."""

    connected: bool
    protocol: str | None

    @property
    def outlet(self) -> Outlet | None:
        """Its way out in the kernel; None: everything goes by `send_rtp`."""
        ...

    def send_rtp(
        self,
        b1: int,
        seq: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        droppable: bool = True,
        padded: bool = False,
    ) -> bool:
        """Send one packet now, or drop it: False."""
        ...
