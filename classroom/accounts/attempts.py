"""Wrong passwords and codes: each makes the next try wait longer, and too many lock for a time.

Rule: counted by what was typed as login, so that nobody learns from it whether there is such an
account; forgotten after a day, and when its owner has signed in.
"""

import msgspec

FREE = 3  # failures that cost no waiting
LONGEST_DELAY = 60.0
FORGOTTEN_AFTER = 86400.0


class AttemptRules(msgspec.Struct, frozen=True, kw_only=True):
    """From when on, and for how long."""

    lock_after: int = 10
    lock_seconds: float = 900.0


class Attempts(msgspec.Struct, frozen=True, kw_only=True):
    """Failures in a row."""

    failures: int = 0
    last: float = 0.0
    until: float = 0.0  # not before then
    locked: bool = False


NONE = Attempts()


def wait(attempts: Attempts, now: float) -> float:
    """Return how long to wait before the next try; 0: it may come."""
    return max(attempts.until - now, 0.0)


def failed(attempts: Attempts, rules: AttemptRules, now: float) -> Attempts:
    """Return the attempts after one more that failed."""
    forgotten = now - attempts.last > FORGOTTEN_AFTER
    failures = 1 if forgotten else attempts.failures + 1
    locked = failures >= rules.lock_after
    delay = rules.lock_seconds if locked else _delay(failures)
    return Attempts(failures=failures, last=now, until=now + delay, locked=locked)


def _delay(failures: int) -> float:
    return 0.0 if failures < FREE else min(2.0 ** (failures - FREE), LONGEST_DELAY)
