"""What one transport sent under transport-wide numbers: when, and how much.

Rule: this is all that the estimate needs for each packet, so it is as little as can be: two buffers
that a C loop may fill as well, and a count. Whoever reads goes by feedback, not by packet.

Source: draft-holmer-rmcat-transport-wide-cc-extensions-01 §2.
"""

from array import array
from collections.abc import Callable, Iterable
from time import monotonic

SIZE = 4096  # entries, a power of two; 2 s of 20 Mbit/s, and feedback comes within half a second
MASK = SIZE - 1


class SentLog:
    """A ring of the last packets of one transport.

    Packet `number` (unwrapped; the wire carries its lower 16 bits) lies at `number & MASK` while
    `next - SIZE <= number < next`. Times are seconds of the monotonic clock, sizes bytes of SRTP.
    """

    __slots__ = ("clock", "count", "element_id", "sizes", "ssrcs", "times")

    def __init__(self, element_id: int, clock: Callable[[], float] = monotonic) -> None:
        """Begin with number 0; `element_id` (1…14) is the header extension's."""
        self.element_id = element_id
        self.clock = clock
        self.ssrcs: set[int] = set()  # whose packets carry numbers
        self.count = array("Q", (0,))
        self.times = array("d", bytes(8 * SIZE))
        self.sizes = array("H", bytes(2 * SIZE))

    def number(self, ssrcs: Iterable[int | None]) -> None:
        """Let the packets of these SSRCs carry numbers."""
        self.ssrcs.update(ssrc for ssrc in ssrcs if ssrc is not None)

    @property
    def next(self) -> int:
        """The number that the next packet carries, unwrapped."""
        return self.count[0]

    def element(self) -> int:
        """Return the next packet's extension block as 32 bits (RFC 8285 §4.2)."""
        return self.element_id << 28 | 1 << 24 | (self.count[0] & 0xFFFF) << 8

    def note(self, size: int) -> None:
        """Note that the packet under `next` has gone, now, with `size` bytes."""
        at = self.count[0] & MASK
        self.times[at] = self.clock()
        self.sizes[at] = size
        self.count[0] += 1

    def unwrap(self, number: int) -> int:
        """Return the newest unwrapped number sent with these 16 bits; negative: none was."""
        newest = self.next - 1
        return newest - (newest - number & 0xFFFF)
