"""When each packet of a send transport came, for transport-wide feedback.

Rule: one feedback covers everything since the one before it, each packet once; a packet later than
its feedback was reported lost and stays so. The format is in `media.transport_feedback`.
"""

from media.transport_feedback import TICKS_A_SECOND, TransportFeedback

MAX_STATUSES = 400  # in one RTCP packet: at most 1000 bytes
MAX_JUMP = 4000  # more missing than this is a sender that started over
MAX_PACKETS = 16  # of feedback at a time; no sender's numbers leap so often but a hostile one's
MAX_ARRIVALS = 2048  # between two feedbacks: 200 Mbit/s
MAX_DELTA = 0x7FFF  # ticks between two packets of one feedback


class Arrivals:
    """What came on one transport since the last feedback."""

    __slots__ = ("_arrivals", "_count", "_highest", "_next", "_sender_ssrc", "late", "media_ssrc")

    def __init__(self, sender_ssrc: int = 1) -> None:
        """Start with nothing received."""
        self._sender_ssrc = sender_ssrc
        self.media_ssrc = 0
        self.late = 0
        self._arrivals: dict[int, int] = {}
        self._next = -1  # the first number that no feedback has covered
        self._highest = -1
        self._count = 0

    def __bool__(self) -> bool:
        """Whether there is something to report."""
        return bool(self._arrivals)

    def record(self, number: int, arrival: float) -> None:
        """Note transport-wide sequence `number` (16 bits) at `arrival` (loop seconds)."""
        highest = self._highest
        if highest < 0:
            unwrapped = number + 0x10000
            self._next = unwrapped
        else:
            delta = (number - highest) & 0xFFFF
            unwrapped = highest + delta if delta < 0x8000 else highest + delta - 0x10000
            if unwrapped < self._next:
                self.late += 1
                return
            if unwrapped - highest > MAX_JUMP:
                self._arrivals.clear()
                self._next = unwrapped
        if unwrapped > highest:
            self._highest = unwrapped
        if len(self._arrivals) < MAX_ARRIVALS:
            self._arrivals.setdefault(unwrapped, int(arrival * TICKS_A_SECOND))

    def take(self) -> list[TransportFeedback]:
        """Return feedback on all since the last call, perhaps none."""
        packets: list[TransportFeedback] = []
        while self._arrivals and len(packets) < MAX_PACKETS:
            packets.append(self._one())
        if self._arrivals:
            self._arrivals.clear()
            self._next = self._highest + 1
        return packets

    def _one(self) -> TransportFeedback:
        arrivals = self._arrivals
        base, earliest = self._next, min(arrivals)
        if earliest - base >= MAX_STATUSES:
            base = earliest  # a hole longer than a whole feedback: leave it out
        end = min(self._highest + 1, base + MAX_STATUSES)
        before = arrivals[earliest]
        statuses: list[int | None] = []
        for number in range(base, end):
            ticks = arrivals.get(number)
            if ticks is not None:
                if abs(ticks - before) > MAX_DELTA:
                    break  # too far apart for one feedback
                before = ticks
                del arrivals[number]
            statuses.append(None if ticks is None else ticks & 0xFFFFFFFF)
        self._next = base + len(statuses)
        self._count += 1
        return TransportFeedback(
            self._sender_ssrc,
            self.media_ssrc,
            base & 0xFFFF,
            self._count - 1 & 0xFF,
            tuple(statuses),
        )
