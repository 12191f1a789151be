"""A track's RTP time, unwrapped: 32 bits that jump become ticks that only go forward.

Rule 1: what goes on is the timestamps' difference, so that six hours are as exact as a second.
Rule 2: a leap of more than `AHEAD`, or back by more than `BACK`, is a restart. A leap ahead is kept
(a source that was paused goes on where the clock is); back, or with another sender, the ticks go on
right behind the last ones, and only the wall clock knows how long it was.
"""

from recording.tracks.order import signed

AHEAD = 10.0
BACK = 1.0
_STEP = 0.02
"""Seconds between the last sample and the first of a sender that started over."""


class TrackClock:
    """Turns the timestamps of one track, in the order of its packets, into ticks."""

    __slots__ = ("_ahead", "_anew", "_back", "_given", "_step", "_ticks", "_timestamp")

    def __init__(self, rate: int) -> None:
        """Start before the first timestamp; `rate` is in ticks a second."""
        self._ahead, self._back = round(AHEAD * rate), round(BACK * rate)
        self._step = round(_STEP * rate)
        self._timestamp: int | None = None
        self._ticks = 0  # of `_timestamp`
        self._given = -1
        self._anew = False

    def restart(self) -> None:
        """Let the next timestamp have nothing to do with those before it."""
        self._anew = self._timestamp is not None

    def place(self, timestamp: int) -> tuple[int, bool]:
        """Return the ticks of this timestamp, and whether they leapt."""
        if self._timestamp is None:
            self._timestamp = self._ticks = self._given = timestamp
            return timestamp, False
        moved = signed(timestamp - self._timestamp)
        leapt = self._anew or not -self._back <= moved <= self._ahead
        if self._anew or moved < -self._back:
            moved = self._given + self._step - self._ticks
        self._anew = False
        self._timestamp, self._ticks = timestamp, self._ticks + moved
        self._given = max(self._ticks, self._given + 1)
        return self._given, leapt

    def ticks_at(self, timestamp: int) -> int | None:
        """Return the ticks of a timestamp near the last one, or None before the first.

        For a sender report's RTP time (RFC 3550, 6.4.1), which belongs to no packet.
        """
        if self._timestamp is None:
            return None
        return self._ticks + signed(timestamp - self._timestamp)
