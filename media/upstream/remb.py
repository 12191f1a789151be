"""A receiver's estimate for senders without transport-wide feedback, told as REMB.

Rule: grow gently while little is lost, fall back at once to a share of what came when much is; the
sender's own loss rules do the rest.

Source: draft-alvestrand-rmcat-remb-03; the loss limits are draft-ietf-rmcat-gcc-02, section 6.
"""

START = 600_000.0
LEAST, MOST = 150_000.0, 6_000_000.0


class ReceiverEstimate:
    """One transport's estimate in bit/s."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        """Start where a sender may begin safely."""
        self.value = START

    def update(self, received: float, loss: float) -> float:
        """Take what came in the last interval (bit/s) and the share lost; return the estimate."""
        if loss > 0.1:
            self.value = received * (1 - 0.5 * loss)
        elif loss < 0.02:
            # Not far above what comes: an idle sender proves nothing about the line.
            self.value = min(self.value * 1.08, max(START, received * 1.5))
        self.value = min(MOST, max(LEAST, self.value))
        return self.value
