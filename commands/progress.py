"""How far long work is, for whoever waits at a terminal."""

import sys


class Shown:
    """Shows a share of the whole on standard error: in place at a terminal, else every tenth."""

    def __init__(self, what: str) -> None:
        """Call it this."""
        self._what = what
        self._step = 1 if sys.stderr.isatty() else 10
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        """Show it, if it is worth showing."""
        share = 100 * done // max(total, 1)
        share -= share % self._step
        if share <= self._shown:
            return
        self._shown = share
        end = "\r" if self._step == 1 and share < 100 else "\n"
        print(f"{self._what}: {share:3} % ({done})", end=end, file=sys.stderr, flush=True)
