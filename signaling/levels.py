"""What is known of each classroom's level beside its line: why, what it has used, what is noted.

Rule: not state. A level that lasts is noted in the lesson; what was used is counted per classroom
over all its pages, and begins anew when the server does.
"""

from collections.abc import Callable, Sequence

from classroom import commands as c
from classroom import media_messages as m
from classroom.seats import classroom_of

SETTLED_SECONDS = 10.0  # a level that lasts so long is noted; a shorter one was on the way


class Used:
    """Bytes of one classroom, down and up."""

    __slots__ = ("_peers", "_total")

    def __init__(self) -> None:
        """Begin with none."""
        self._peers: dict[str, tuple[int, int]] = {}
        self._total = (0, 0)

    def take(self, line: m.LineQuality) -> None:
        """Take the totals of one of its peers; less than before is a peer that began anew."""
        now = line.bytes_down, line.bytes_up
        down, up = self._peers.get(line.peer, (0, 0))
        if now[0] < down or now[1] < up:
            self._forget(line.peer)
        self._peers[line.peer] = now

    def keep(self, peers: set[str]) -> None:
        """Know that of its peers only these are left."""
        for gone in self._peers.keys() - peers:
            self._forget(gone)

    def _forget(self, peer: str) -> None:
        down, up = self._peers.pop(peer)
        self._total = self._total[0] + down, self._total[1] + up

    @property
    def bytes(self) -> tuple[int, int]:
        """All of it, down and up."""
        values = self._peers.values()
        down, up = self._total
        return down + sum(d for d, _ in values), up + sum(u for _, u in values)


class LevelBook:
    """One lesson's."""

    def __init__(self, now: Callable[[], float], post: Callable[[c.Command], object]) -> None:
        """Read the time with `now`; `post` takes what is noted."""
        self._now = now
        self._post = post
        self._reasons: dict[str, m.LevelReason] = {}
        self._lasting: dict[str, tuple[m.Level, m.LevelReason, float, bool]] = {}
        self._used: dict[str, Used] = {}

    def changed(self, event: m.LevelChanged) -> None:
        """Take a peer's new level."""
        self._reasons[event.peer] = event.reason

    def lines(self, lines: Sequence[m.LineQuality]) -> None:
        """Take what is told of all lines of the room."""
        now, peers = self._now(), {line.peer for line in lines}
        for line in lines:
            classroom = classroom_of(line.peer)
            if line.protocol is not None:  # a recording box has a line of its own
                self._used.setdefault(classroom, Used()).take(line)
            if line.level is not None:
                self._last(classroom, line.level, self.reason(line.peer), now)
        for used in self._used.values():
            used.keep(peers)
        for gone in self._reasons.keys() - peers:
            del self._reasons[gone]

    def reason(self, peer: str) -> m.LevelReason:
        """Return why a peer is not sent more."""
        return self._reasons.get(peer, m.LevelReason.FULL)

    def used(self, classroom: str) -> tuple[int, int]:
        """Return the bytes a classroom has used, down and up."""
        used = self._used.get(classroom)
        return (0, 0) if used is None else used.bytes

    def _last(self, classroom: str, level: m.Level, reason: m.LevelReason, now: float) -> None:
        known = self._lasting.get(classroom)
        if known is None or known[:2] != (level, reason):
            self._lasting[classroom] = (level, reason, now, False)
        elif not known[3] and now - known[2] >= SETTLED_SECONDS:
            self._lasting[classroom] = (level, reason, known[2], True)
            self._post(c.NoteLevel(classroom=classroom, level=level, reason=reason))
