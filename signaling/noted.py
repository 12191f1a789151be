"""Which admissions stand in the audit trail already, so that each stands there once.

Rule: bounded. A page whose line breaks comes back by the hundred in a bad week, and is one
admission; whoever tries doors without end fills the log's counters, not the trail.
"""

from collections import OrderedDict

from signaling.buckets import Bucket

PAGES = 8192  # page loads remembered; one that is forgotten is recorded once more
ADDRESSES = 2048
REFUSALS_A_SECOND = 1.0  # of one address, and five at once
REFUSALS_OF_ALL = 10.0  # addresses together: who has one of IPv6 has as many as they like


class Noted:
    """Tells what is worth a record."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._seen: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._all: Bucket | None = None
        self.left_out = 0

    def __contains__(self, what: tuple[str, ...]) -> bool:
        """Whether this was recorded."""
        if what not in self._seen:
            return False
        self._seen.move_to_end(what)
        return True

    def add(self, what: tuple[str, ...]) -> None:
        """Remember what was recorded."""
        self._seen[what] = None
        if len(self._seen) > PAGES:
            self._seen.popitem(last=False)

    def few(self, address: str, now: float) -> bool:
        """Tell whether this address, and all together, have not been refused too often of late."""
        bucket = self._buckets.pop(address, None) or Bucket(REFUSALS_A_SECOND, now)
        self._buckets[address] = bucket
        if len(self._buckets) > ADDRESSES:
            self._buckets.popitem(last=False)
        self._all = self._all or Bucket(REFUSALS_OF_ALL, now)
        if bucket.take(now) and self._all.take(now):
            return True
        self.left_out += 1
        return False
