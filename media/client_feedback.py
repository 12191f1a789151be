"""Transport-wide feedback from a `ClientTransport`, as browsers give it.

Rule: late packets are told of when they come; what was told is not told again.
"""

import asyncio
from collections.abc import Callable

from media import rtcp, rtp
from media.client import ClientTransport
from media.transport_feedback import TICKS_A_SECOND, TransportFeedback

FEEDBACK_SECONDS = 0.1
MAX_PACKETS = 500  # of one feedback; in Ethernet's MTU

Line = Callable[[int, float], float | None]


class ClientFeedback:
    """Answers the numbers of one client's packets while it is connected."""

    def __init__(self, client: ClientTransport, element_id: int, line: Line | None = None) -> None:
        """Take over the client's `on_rtp`; what was there is called as before.

        `line` may make the way longer or thinner than it is: given bytes and arrival it returns
        when the packet is to have arrived, or None for never; only then is `on_rtp` called.
        """
        self._client = client
        self._element_id = element_id
        self._line = line
        self._before = client.on_rtp
        self._loop = asyncio.get_running_loop()
        self._arrivals: dict[int, float] = {}
        self._first = -1  # the first number that no feedback has covered, not wrapped
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None
        client.on_rtp = self._on_rtp

    def stop(self) -> None:
        """Answer no more."""
        if self._timer is not None:
            self._timer.cancel()
        self._client.on_rtp = self._before

    def _on_rtp(self, packet: bytes, arrival: float) -> None:
        element = rtp.view(packet, {self._element_id}).extensions.get(self._element_id)
        arrived = arrival if self._line is None else self._line(len(packet), arrival)
        if arrived is None:
            return
        if element is not None:
            number = int.from_bytes(element[:2])
            if self._first < 0:
                self._first = number
            near = number - self._first & 0xFFFF
            self._arrivals[self._first + (near if near < 0x8000 else near - 0x10000)] = arrived
            if self._timer is None:
                self._timer = self._loop.call_later(FEEDBACK_SECONDS, self._tell)
        if self._before is not None:
            self._before(packet, arrival)

    def _tell(self) -> None:
        self._timer = None
        now = self._loop.time()
        there = sorted(number for number, at in self._arrivals.items() if at <= now)
        if there:
            base = min(self._first, there[0])
            numbers = range(base, min(there[-1] + 1, base + MAX_PACKETS))
            arrivals = []
            for number in numbers:
                at = self._arrivals.pop(number, None) if number <= there[-1] else None
                ticks = None if at is None else int(at * TICKS_A_SECOND) & 0xFFFFFFFF
                arrivals.append(ticks)
            self._first = numbers[-1] + 1
            self._count += 1
            feedback = TransportFeedback(1, 1, base & 0xFFFF, self._count & 255, tuple(arrivals))
            self._client.send_rtcp(rtcp.transport_feedback(feedback))
        if self._arrivals:
            self._timer = self._loop.call_later(FEEDBACK_SECONDS, self._tell)
