"""Notes pinned to a moment or a stretch of a recording, and who may read which.

| visibility | its author | the lesson's lecturer | inspectors and researchers there | others |
|---|---|---|---|---|
| private | yes | no | no | no |
| teacher | yes | yes | no | no |
| research | yes | no, unless they are one of them | yes | no |

Rules:
1. Only whoever may watch the recording comes this far; this table says which notes they then see.
2. A note is changed and deleted by its author, and nobody else. What was shared with the teacher is
   copied into the author's sheet when that is filed, and stays there as it was.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.accounts.principal import Principal
from classroom.permissions import Action, permits
from classroom.recording.recording import Recording
from classroom.register.resource import Problem

MOST_OF_ONE = 500  # notes of one person on one recording
LONGEST_SECONDS = 24 * 3600.0
SLACK_SECONDS = 60.0  # by which a note may lie outside of what was recorded
Moment = Annotated[float, Meta(ge=0, le=1e11)]  # seconds since the epoch, UTC


class NoteVisibility(StrEnum):
    """Who may read it besides its author."""

    PRIVATE = "private"
    TEACHER = "teacher"  # the lesson's lecturer
    RESEARCH = "research"  # inspectors and researchers who may watch it


class NoteKind(StrEnum):
    """What it is."""

    REMARK = "remark"
    GOOD = "good"  # worth showing to others
    ADVICE = "advice"  # what could be better
    QUESTION = "question"  # to the teacher


class NoteOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written."""

    start: Moment
    end: Moment | None = None  # None: a moment, not a stretch
    track: Annotated[str, Meta(max_length=64)] = ""  # "": the lesson as a whole
    text: Annotated[str, Meta(min_length=1, max_length=2000)]
    kind: NoteKind = NoteKind.REMARK
    visibility: NoteVisibility = NoteVisibility.PRIVATE


class RecordingNote(NoteOrder, frozen=True, kw_only=True):
    """A note, as kept."""

    id: str
    version: int
    recording: str
    author: str  # id of the person
    made_at: float
    changed_at: float


def readable(who: Principal, recording: Recording) -> Sequence[NoteVisibility]:
    """Return which notes of others somebody may read who may watch the recording."""
    found = []
    if who.person and who.person == recording.lecturer:
        found.append(NoteVisibility.TEACHER)
    if any(permits(who.grants, Action.READ_RESEARCH_NOTES, place) for place in recording.places):
        found.append(NoteVisibility.RESEARCH)
    return found


def problems(order: NoteOrder, recording: Recording) -> list[Problem]:
    """Return what is wrong with a note."""
    found = []
    if not order.text.strip():
        found.append(Problem("text", "too_short", {"limit": 1}))
    end = order.start if order.end is None else order.end
    if end < order.start or end - order.start > LONGEST_SECONDS:
        found.append(Problem("end", "before_start"))
    first = recording.began_at - SLACK_SECONDS
    last = recording.ended_at
    if order.start < first or (last is not None and order.start > last + SLACK_SECONDS):
        found.append(Problem("start", "not_recorded_then"))
    elif last is not None and end > last + SLACK_SECONDS:
        found.append(Problem("end", "not_recorded_then"))
    return found
