"""How long those who attend have been before the screen, and when a break is due.

Rule: it is said, and nothing is cut: a lesson in a classroom goes on (`classroom.safety.eyes`).
While a lesson is taught or paused there is something on the screen; a gap shorter than a break is
none.
"""

import msgspec

from classroom.draft import Draft
from classroom.events import BreakDue
from classroom.record import LessonRecord, Screen
from classroom.states import Phase

ON = frozenset({Phase.LIVE, Phase.PAUSED})


def watch(draft: Draft) -> None:
    """Take note of the time."""
    record, now, screen = draft.record, draft.now, draft.record.screen
    if record.phase not in ON:
        if screen.since is not None and screen.off_at is None:
            draft.set(screen=msgspec.structs.replace(screen, off_at=now))
        return
    rested = screen.off_at is not None and now - screen.off_at >= record.rules.break_seconds
    if screen.since is None or rested:
        draft.set(screen=Screen(since=now))
    elif screen.off_at is not None:
        draft.set(screen=msgspec.structs.replace(screen, off_at=None))
    due = break_at(draft.record)
    if due is not None and now >= due and not draft.record.screen.told:
        draft.set(screen=msgspec.structs.replace(draft.record.screen, told=True))
        draft.events.append(BreakDue(at=now))


def break_at(record: LessonRecord) -> float | None:
    """Return when a break is due, or was; None: nobody is before the screen, or nothing is said."""
    since, most = record.screen.since, record.rules.stretch_seconds
    if not most or since is None or record.phase not in ON:
        return None
    return since + most


def next_due(record: LessonRecord) -> float | None:
    """Return when there is something to say."""
    return None if record.screen.told else break_at(record)
