"""The fan-out of one stream: each of its packets to everybody who has it now.

Rule 1: what a receiver gets is decided before; here are only two additions and one call each. No
object is made for a receiver, nothing is awaited.
Rule 2: `FanOut.send` in Python is the reference. A kernel (media/kernel) may serve the receivers
whose transports have an outlet in it, and sends them the same bytes; the tests compare both.
"""

from typing import Generic, TypeVar

from media.downstream.sink import PacketSink
from media.kernel.binding import Fan
from media.payload import vp8

S = TypeVar("S", bound=PacketSink)


class FanOut(Generic[S]):
    """The receivers of one stream; `sinks` is an immutable snapshot, replaced when it changes."""

    __slots__ = ("_fan", "_fresh", "_quick", "_sinks", "_slow")

    def __init__(self) -> None:
        """Start with nobody."""
        self._sinks: tuple[S, ...] = ()
        self._fresh = True
        self._fan: Fan | None = None
        self._quick: tuple[S, ...] = ()  # served by the kernel, in the fan's order
        self._slow: tuple[S, ...] = ()

    @property
    def sinks(self) -> tuple[S, ...]:
        """Who has the stream now."""
        return self._sinks

    @sinks.setter
    def sinks(self, sinks: tuple[S, ...]) -> None:
        # At once: whoever leaves may be closed the next moment, and what waits was for them too.
        self._close()
        self._sinks = sinks
        self._fresh = False

    def send(
        self,
        number: int,
        timestamp: int,
        second: int,
        payload: bytes,
        picture: int,
        tl0: int,
        arrival: float,
        hold: bool,
    ) -> None:
        """Send a packet to everybody; `hold`: more of its frame follow, and it may wait for them.

        `number` and `picture` are unwrapped, `second` is marker and payload type.
        """
        if not self._fresh:
            self._look()
        fan, slow = self._fan, self._slow
        if fan is not None:
            left = fan.put(number, timestamp, second, picture, tl0, payload, hold)
            if left:
                quick = self._quick
                slow += tuple(quick[index] for index in left)
        if slow:
            _serve(slow, number, timestamp, second, payload, picture, tl0, arrival)

    def _look(self) -> None:
        """Tell the kernel who has the stream, the first time it is asked after a change."""
        self._fresh = True
        quick = [(sink, sink.quick) for sink in self._sinks if sink.quick is not None]
        self._quick = tuple(sink for sink, _ in quick)
        self._slow = tuple(sink for sink in self._sinks if sink.quick is None)
        if not quick:
            return
        for sink, inner in quick:
            inner.follow(
                sink.first, sink.seq_shift, sink.ts_shift, sink.picture_shift, sink.tl0_shift
            )
        self._fan = Fan(quick[0][1].outlet.kernel, [inner for _, inner in quick])

    def _close(self) -> None:
        if self._fan is not None:
            self._fan.close()
            self._fan = None

    def __del__(self) -> None:
        """Leave nothing with the kernel; in a search for cycles, this may be any thread."""
        if self._fan is not None:
            self._fan.abandon()


def _serve(
    sinks: tuple[PacketSink, ...],
    number: int,
    timestamp: int,
    second: int,
    payload: bytes,
    picture: int,
    tl0: int,
    arrival: float,
) -> None:
    size = len(payload)
    for sink in sinks:
        if number < sink.first:
            continue
        if sink.send(
            second,
            number + sink.seq_shift & 0xFFFF,
            timestamp + sink.ts_shift & 0xFFFFFFFF,
            sink.ssrc,
            vp8.renumbered(payload, picture + sink.picture_shift, tl0 + sink.tl0_shift)
            if sink.renumbers
            else payload,
            sink.droppable,
        ):
            sink.packets_by_hand += 1
            sink.octets_by_hand += size
        else:
            sink.refused(number, arrival)
