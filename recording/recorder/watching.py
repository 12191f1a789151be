"""Whether a track that is recorded is well: it flows, can be begun, is heard, is whole.

Rule 1: time and everything seen are inputs; nothing here reads a clock or a packet.
Rule 2: every alarm is raised within ten seconds of what it is about, and cleared only after
`CLEAR_SECONDS` of all being well, so that what comes and goes is one alarm.
"""

from collections import deque

import msgspec

from classroom.media_messages import Kind, Source
from classroom.recording.values import Alarm

STALLED_SECONDS = 5.0
"""Without a packet. Sound comes 50 times a second, and a still picture is sent once a second."""
NO_KEYFRAME_SECONDS = 8.0
"""From the first time it was asked for, while packets come: it was then asked for eight times."""
SILENT_SECONDS = 8.0
"""Of a live microphone without a sound; nobody's room is so still (see QUIET)."""
LOSSY_SECONDS, LOSSY_SHARE = 10.0, 0.05
"""Opus conceals about a twentieth; of pictures each one lost takes those that follow it."""
LOSSY_LEAST = 40
"""Packets that make a share worth telling."""
DROPPED_SECONDS = 5.0
"""For so long after the last packet that was not taken."""
CLEAR_SECONDS = 6.0
"""Longer than STALLED_SECONDS, so that a packet now and then is no recovery."""

QUIET = 4 / 32768
"""The loudest of what was decoded, full scale being 1: -78 dBFS. A microphone that was cut, or is
switched off at its stem, sends zeros, of which dither and the codec make 1 to 3; a quiet room at a
working one is ten times louder. A noise suppressor that leaves nothing of a room counts as silent,
which it is; one who is heard too quietly does not, and is what the sound test is for."""

PACKET_ALARMS = (Alarm.STALLED, Alarm.NO_KEYFRAME, Alarm.SILENT, Alarm.LOSSY, Alarm.DROPPED)


class Watched(msgspec.Struct):
    """What is known of one alarm."""

    right_since: float | None = None
    raised: bool = False


class TrackWatch:
    """One track, for as long as a consumer brings it; all times are of one steady clock."""

    def __init__(self, source: Source, now: float, *, muted: bool) -> None:
        """Expect packets from now on, unless it is muted."""
        self._kind = source.kind
        self._listens = source is Source.MICROPHONE  # a screen may well be silent
        self._muted = muted
        self._stopped = False
        self._packet = self._expected = now
        self._asked: float | None = None
        self._loud = now
        self._dropped: float | None = None
        self._seconds: deque[tuple[int, int, int]] = deque(maxlen=int(LOSSY_SECONDS))
        self._alarms = {alarm: Watched() for alarm in PACKET_ALARMS}

    def packet(self, now: float) -> None:
        """A packet came."""
        if now - self._packet > 1.0:
            self._loud = max(self._loud, now)  # what was not sent was not silent
        self._packet = now

    def counted(self, now: float, came: int, lost: int) -> None:
        """So many packets came and were lost since last told."""
        second = int(now)
        if self._seconds and self._seconds[-1][0] == second:
            _, came_before, lost_before = self._seconds.pop()
            came, lost = came + came_before, lost + lost_before
        self._seconds.append((second, came, lost))

    def keyframe_wanted(self, since: float | None) -> None:
        """Since when a keyframe was asked for that has not come, None when none is awaited."""
        self._asked = since

    def peak(self, now: float, peak: float) -> None:
        """The loudest sample of what was listened to, 0…1."""
        if peak > QUIET:
            self._loud = now

    def dropped(self, now: float) -> None:
        """Packets that came were not taken."""
        self._dropped = now

    def muted(self, now: float, muted: bool) -> None:
        """Its owner or a right switched it off or on."""
        if muted is not self._muted:
            self._muted = muted
            self._expected = self._loud = now

    def stopped(self, now: float, stopped: bool) -> None:
        """It is not recorded by rule, the disk being full."""
        if stopped is not self._stopped:
            self._stopped = stopped
            self._expected = self._loud = now

    def changes(self, now: float) -> list[tuple[Alarm, bool, float]]:
        """Return which alarms begin (True, since when) and end since last asked."""
        changes: list[tuple[Alarm, bool, float]] = []
        for alarm, watched in self._alarms.items():
            since = self._wrong_since(alarm, now)
            if since is not None:
                watched.right_since = None
                if not watched.raised:
                    watched.raised = True
                    changes.append((alarm, True, since))
            elif watched.raised:
                if watched.right_since is None:
                    watched.right_since = now
                if now - watched.right_since >= CLEAR_SECONDS:
                    watched.raised = False
                    changes.append((alarm, False, watched.right_since))
        return changes

    @property
    def raised(self) -> list[Alarm]:
        """The alarms that stand."""
        return [alarm for alarm, watched in self._alarms.items() if watched.raised]

    def _wrong_since(self, alarm: Alarm, now: float) -> float | None:
        """Return since when it has been wrong, None while it is not."""
        flows = now - self._packet < STALLED_SECONDS
        since: float | None = None
        match alarm:
            case Alarm.STALLED if not self._muted:
                last = max(self._packet, self._expected)
                since = last if now - last >= STALLED_SECONDS else None
            case Alarm.NO_KEYFRAME if self._kind is Kind.VIDEO and self._on and flows:
                since = _longer(self._asked, NO_KEYFRAME_SECONDS, now)
            case Alarm.SILENT if self._listens and self._on and flows:
                since = _longer(self._loud, SILENT_SECONDS, now)
            case Alarm.LOSSY:
                since = self._lossy(now)
            case Alarm.DROPPED:
                if self._dropped is not None and now - self._dropped < DROPPED_SECONDS:
                    since = self._dropped
        return since

    @property
    def _on(self) -> bool:
        return not self._muted and not self._stopped

    def _lossy(self, now: float) -> float | None:
        recent = [entry for entry in self._seconds if now - entry[0] <= LOSSY_SECONDS]
        lost = sum(entry[2] for entry in recent)
        sent = lost + sum(entry[1] for entry in recent)
        if sent < LOSSY_LEAST or lost <= LOSSY_SHARE * sent:
            return None
        return next(float(second) for second, _, gone in recent if gone)


def _longer(since: float | None, seconds: float, now: float) -> float | None:
    return since if since is not None and now - since >= seconds else None
