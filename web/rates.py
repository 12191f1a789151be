"""How often one sender may ask: a moving window for each address and each account.

Rule: bounded. So many senders are remembered; the one that has been quiet the longest is forgotten
first, and what it gains by that is a fresh window.
"""

from collections import OrderedDict, deque
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.storage import MovingWindowSupport, Storage
from limits.strategies import MovingWindowRateLimiter

from classroom.failures import Later

SENDERS = 20_000


class Rates:
    """Counts, and refuses what is too much."""

    def __init__(self, now: Callable[[], float], senders: int = SENDERS) -> None:
        """Count by the clock `now`."""
        self._windows = MovingWindowRateLimiter(_Memory(now, senders))
        self._now = now

    def count(self, what: str, who: str, a_minute: int) -> None:
        """Count one of `what` by `who`.

        Raises:
            Later: `too_many`; it is not counted.
        """
        item = RateLimitItemPerMinute(a_minute)
        if not self._windows.hit(item, what, who):
            until = self._windows.get_window_stats(item, what, who).reset_time
            raise Later("too_many", seconds=max(until - self._now(), 0.0))


class _Memory(Storage, MovingWindowSupport):
    """Times of requests, in memory. The library's own storage has no bound, and a thread."""

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float], senders: int) -> None:
        super().__init__()
        self._now = now
        self._most = senders
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        times = self._within(key, expiry)
        if len(times) + amount > limit:
            return False
        times.extend([self._now()] * amount)
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        times = self._within(key, expiry)
        return (times[0] if times else self._now()), len(times)

    def _within(self, key: str, expiry: int) -> deque[float]:
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while len(self._times) > self._most:
            self._times.popitem(last=False)
        begin = self._now() - expiry
        while times and times[0] <= begin:
            times.popleft()
        return times

    # ---- what a storage also has, and a moving window never asks for

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        raise NotImplementedError

    def get(self, key: str) -> int:
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        raise NotImplementedError

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        self._times.clear()
        return None

    def clear(self, key: str) -> None:
        self._times.pop(key, None)
