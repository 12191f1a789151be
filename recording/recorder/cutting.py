"""Where a track is cut into segments, and when a keyframe is asked for. Time is an input.

Rule: a segment is closed before it is two seconds old, so that a kill loses no more than that. It
begins with a keyframe where one comes at about the right time, and keyframes are asked for so that
they do; a sender that sends none is cut all the same, and nothing of it can be begun with.
"""

LATEST = 1.7
"""Seconds of media in a segment at most. What is written next is on the disk 0.1 s later at the
usual pace, and a picture is known only when the next has come: together below two seconds."""
EARLIEST = 0.9
"""A keyframe begins a new segment when the one before has so many seconds …"""
ALWAYS = 1.9
"""… or when the last segment that can be begun with is so old: a sender's own rhythm of keyframes
may fall between our cuts for ever."""
AHEAD = 0.4
"""How long before a cut its keyframe is asked for: a round trip and an encoder's next picture."""
AGAIN = 1.0
"""How long until it is asked for again; the media plane asks a sender once a second at most."""


class Cutter:
    """Says of each sample of one part whether a new segment begins with it; seconds of media."""

    def __init__(self) -> None:
        """Begin with the first sample."""
        self._began = 0.0
        self._keyframe: float | None = None  # of the last segment that began with one

    def begin(self, at: float, *, keyframe: bool) -> None:
        """Begin a segment with this sample."""
        self._began = at
        if keyframe:
            self._keyframe = at

    def cuts(self, at: float, *, keyframe: bool) -> bool:
        """Tell whether this sample begins a segment, while another is open."""
        age = at - self._began
        stale = self._keyframe is None or at - self._keyframe >= ALWAYS
        return age >= LATEST or (keyframe and (age >= EARLIEST or stale))


class KeyframeAsking:
    """When one picture is asked for a keyframe; seconds of any steady clock."""

    def __init__(self, every: float, now: float) -> None:
        """Want the first at once."""
        self._every = every
        self._last: float | None = None
        self._asked: float | None = None
        self.waiting_since: float | None = now
        """Since when one is wanted that has not come; None while none is."""

    def came(self, now: float) -> None:
        """Note a keyframe that can be begun with."""
        self._last, self._asked, self.waiting_since = now, None, None

    def due(self, now: float, began: float | None, *, broken: bool) -> bool:
        """Tell whether to ask now. `began`: the open segment did then; `broken`: cannot go on."""
        wanted = (
            broken
            or self._last is None
            or now - self._last >= self._every - AHEAD
            or (began is not None and self._before_the_cut(now, began, self._last))
        )
        if not wanted and self.waiting_since is None:
            return False
        if self.waiting_since is None:
            self.waiting_since = now
        if self._asked is not None and now - self._asked < AGAIN:
            return False
        self._asked = now
        return True

    def _before_the_cut(self, now: float, began: float, last: float) -> bool:
        """Whether this cut is coming, and the one after it would be too late."""
        cut = began + LATEST
        return now >= cut - AHEAD and cut + LATEST - last > self._every
