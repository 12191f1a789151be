"""CPU microseconds of one feedback: what `bench.packet` gives beside the cost of sending.

Rule: the lines are those of a worker; only the network is missing, so each feedback says what was
sent, a little later and a little shaken.
"""

import random
import time
from types import SimpleNamespace
from typing import Any, cast

from media import rtcp
from media.downstream.line import ReceiverLine
from media.downstream.pacing import PaceClock
from media.downstream.sent_log import SentLog
from media.kernel.binding import Kernel, Outlet
from media.transport_feedback import TICKS_A_SECOND, TransportFeedback

RECEIVERS = 60
TURN = (
    0.08  # seconds from one feedback of a receiver to its next: 4 packets of sound, 2 pictures of 7
)
SOUND, PICTURE = 140, 1120  # bytes


class _Line:
    """One receiver, and the feedback that it has ready."""

    def __init__(self, kernel: Kernel | None) -> None:
        outlet = None if kernel is None else Outlet(kernel)
        around: Any = SimpleNamespace(
            outlet=outlet, bytes_out=0, send_rtp=lambda *_: True, sent_log=None
        )
        self.now = 0.0
        self.log = SentLog(1, clock=lambda: self.now)
        self.line = ReceiverLine(around, cast(PaceClock, SimpleNamespace()), lambda: None)

    def sent(self, start: float) -> bytes:
        """Send what is sent in one turn, and return the receiver's feedback on it."""
        base, arrivals = self.log.next, list[int]()
        for step in range(4):
            self.now = start + step * 0.02
            for size in (SOUND,) if step % 2 else (SOUND, *(PICTURE,) * 7):
                self.log.note(size)
                arrives = self.now + 0.0005 + random.random() * 0.002
                arrivals.append(int(arrives * TICKS_A_SECOND) & 0xFFFFFFFF)
        told = TransportFeedback(1, 1, base & 0xFFFF, 0, tuple(sorted(arrivals)))
        return rtcp.transport_feedback(told)


def listening(feedbacks: int, kernel: Kernel | None) -> float:
    """Return the microseconds of one feedback on 18 packets, of 60 receivers in turns."""
    lines = [_Line(kernel) for _ in range(RECEIVERS)]
    used, counted, at = 0.0, 0, 100.0
    while counted < feedbacks:
        compounds = [(one, one.sent(at)) for one in lines]
        at += TURN
        before = time.thread_time()
        for one, compound in compounds:
            body = rtcp.feedback_alone(compound)
            if body is not None:
                one.line.feedback(one.log, body, at)
        spent = time.thread_time() - before
        if at > 102.0:  # the trend has its window
            used += spent
            counted += len(compounds)
    return used / counted * 1e6
