"""When each classroom was there, from what happened: joined, lost, back, left.

Rule: nobody types these. A classroom is there on its page or through its recording box that plays.
"""

from collections.abc import Iterable, Sequence

import msgspec

from classroom.events import Event, IngestReported, PhaseChanged, PresenceChanged
from classroom.media_messages import IngestState
from classroom.record import LessonRecord
from classroom.states import Phase, Presence


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom was there."""

    since: float
    until: float | None = None  # None: it still is, or was when the lesson ended
    lost: bool = False  # its line broke; otherwise it left


def intervals(events: Iterable[Event], classroom: str) -> list[Interval]:
    """Return when the classroom was there; what follows a lost one is its coming back."""
    page, box = Presence.EXPECTED, False
    found: list[Interval] = []
    since: float | None = None
    for event in events:
        if isinstance(event, PresenceChanged) and event.classroom == classroom:
            page = event.presence
        elif isinstance(event, IngestReported) and event.classroom == classroom:
            box = event.state is IngestState.PLAYING
        else:
            continue
        there = box or page is Presence.PRESENT
        if there and since is None:
            since = event.at
        elif not there and since is not None:
            found.append(Interval(since=since, until=event.at, lost=page is Presence.LOST))
            since = None
    if since is not None:
        found.append(Interval(since=since))
    return found


def ended_at(events: Iterable[Event]) -> float | None:
    """Return when the lesson was over, or None."""
    ends = [e.at for e in events if isinstance(e, PhaseChanged) and e.phase is Phase.ENDED]
    return ends[-1] if ends else None


def begins_at(record: LessonRecord) -> float:
    """Return from when on a classroom is awaited: the bell, or its lecturer who came later."""
    return max(record.starts_at, record.live_since or record.starts_at)


def came_late(record: LessonRecord, came_at: float | None) -> bool:
    """Whether a classroom that first came then was late; who never came is not late but absent."""
    return came_at is not None and came_at > begins_at(record) + record.rules.late_seconds


def left_early(record: LessonRecord, there: Sequence[Interval], over_at: float | None) -> bool:
    """Whether a classroom had gone for good well before the lesson was over."""
    if over_at is None or not there or there[-1].until is None:
        return False
    return there[-1].until < min(record.ends_at, over_at) - record.rules.late_seconds
