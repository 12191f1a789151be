"""What the fan-out must know of a receiver for each packet: its numbers, its way out, its counts.

Rule: what is read for every packet is a plain slot. What the kernel sends, it counts itself.
"""

from media.downstream.sending import Send, SendTransport
from media.kernel.binding import Sink

NEVER = 1 << 62


class PacketSink:
    """A receiver of a stream's packets; `Consumer` says which, and from where on."""

    __slots__ = (
        "_transport",
        "droppable",
        "first",
        "octets_by_hand",
        "packets_by_hand",
        "picture_shift",
        "quick",
        "refusals_by_hand",
        "renumbers",
        "send",
        "seq_shift",
        "ssrc",
        "tl0_shift",
        "ts_shift",
    )

    def __init__(
        self, transport: SendTransport, *, ssrc: int, numbered: bool, droppable: bool
    ) -> None:
        """Begin with no packets; `numbered`: over the whole line (media/downstream/sent_log.py)."""
        self._transport = transport
        self.send: Send = transport.send_rtp  # or what paces it
        self.ssrc = ssrc
        self.droppable = droppable
        self.first = NEVER  # of the stream's unwrapped numbers
        self.seq_shift = 0
        self.ts_shift = 0
        self.picture_shift = 0
        self.tl0_shift = 0
        self.renumbers = False
        self.packets_by_hand = 0
        self.octets_by_hand = 0
        self.refusals_by_hand = 0
        self.quick: Sink | None = None
        if transport.outlet is not None:
            self.quick = Sink(transport.outlet, ssrc, numbered)

    @property
    def packets(self) -> int:
        """Packets sent, without those sent again."""
        return self.packets_by_hand + (self.quick.packets if self.quick is not None else 0)

    @property
    def octets(self) -> int:
        """Bytes of their payloads."""
        return self.octets_by_hand + (self.quick.octets if self.quick is not None else 0)

    @property
    def refusals(self) -> int:
        """Packets that its transport did not take."""
        return self.refusals_by_hand + (self.quick.refusals if self.quick is not None else 0)

    def send_through(self, pacer: Send | None) -> None:
        """Let packets wait in `pacer`; None: they go straight to the transport."""
        self.send = pacer or self._transport.send_rtp
        if self.quick is not None:
            self.quick.by_hand(pacer is not None)

    def refused(self, number: int, now: float) -> None:
        """Take it that the transport did not take packet `number` of the stream."""
        self.refusals_by_hand += 1
