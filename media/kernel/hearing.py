"""Listening in the kernel: feedback on one sent log, in place of `Matching` and `Arriving`.

Rule: as media/kernel/binding.py: C keeps no pointer beyond a call but those in the struct that this
object owns, into buffers that it keeps.
"""

from classroom.failures import BadMessage
from media.congestion.arriving import Acknowledged
from media.congestion.delay import Usage
from media.downstream.sent_log import SentLog
from media.kernel.binding import Kernel

# By what sk_hear returns, less one, below 0; the words of media/transport_feedback.py.
FAULTS = (
    "feedback shorter than its header",
    "feedback on no packets, or too many",
    "feedback without its chunks",
    "feedback with an empty run",
    "feedback with a symbol that has no meaning",
    "feedback without its deltas",
)
_USAGES = (Usage.NORMAL, Usage.OVER, Usage.UNDER)


class Hearing:
    """One receiver's; what that comes to is `Summed`."""

    __slots__ = ("_asked", "_ear", "_hear", "_just_now", "_log", "_sent", "_state")

    def __init__(self, kernel: Kernel, log: SentLog) -> None:
        """Begin with nothing told of `log`."""
        ffi = kernel.ffi
        self._log = log
        self._asked = 0
        self._ear = kernel.ear
        self._state = ffi.new("sk_hearing *")
        self._sent = (
            ffi.from_buffer("uint64_t[]", log.count),
            ffi.from_buffer("double[]", log.times),
            ffi.from_buffer("uint16_t[]", log.sizes, require_writable=True),
        )
        self._hear, self._just_now = kernel.lib.sk_hear, kernel.lib.sk_just_now
        kernel.lib.sk_deaf(self._state, *self._sent)

    def hear(self, body: bytes, now: float) -> int:
        """Take one feedback, everything behind its RTCP header; return of how many packets it told.

        Raises:
            BadMessage: `rtcp`: it is none; nothing has changed then.
        """
        told: int = self._hear(self._ear, self._state, body, len(body), now)
        if told < 0:
            raise BadMessage("rtcp", FAULTS[-1 - told])
        return told

    def packets(self) -> list[Acknowledged]:
        """Return what the last feedback told; only until another receiver's is heard."""
        count = self._state.told
        return [
            (one.sent, one.size, one.arrived if one.came else None)
            for one in self._ear.told[0:count]
        ]

    def unheard(self) -> bool:
        """As `Matching`."""
        asked, self._asked = self._asked, self._log.next
        return max(asked, int(self._state.seen)) < self._log.next

    @property
    def told(self) -> int:
        """As `Summed`."""
        return int(self._state.told)

    @property
    def received(self) -> int:
        """As `Summed`."""
        return int(self._state.received)

    @property
    def first(self) -> float:
        """As `Summed`."""
        return float(self._state.first)

    @property
    def last(self) -> float:
        """As `Summed`."""
        return float(self._state.last)

    @property
    def bits(self) -> int:
        """As `Summed`."""
        return int(self._state.bits)

    @property
    def latest(self) -> float:
        """As `Summed`."""
        return float(self._state.latest)

    @property
    def came(self) -> float:
        """As `Summed`."""
        return float(self._state.came)

    @property
    def usage(self) -> Usage:
        """As `Summed`."""
        return _USAGES[self._state.usage]

    @property
    def stands(self) -> bool:
        """As `Summed`."""
        return bool(self._state.stands)

    def just_now(self) -> float:
        """As `Summed`."""
        return float(self._just_now(self._state))
