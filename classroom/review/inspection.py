"""An inspection: a sheet about one lesson, from a draft to its end.

    draft ──file──► filed ──answer (the teacher)──► answered ──close (the inspector)──► closed
      ▲                └────────────── close, when no answer is to be waited for ──────────┘
      └─ a correction of what was filed is a new draft that says what it corrects, and why

Rules:
1. What was filed is never changed. A correction is filed beside it, and stands in its place.
2. The teacher answers, the inspector closes; nobody does a step of somebody else's.
3. A draft is its inspector's alone.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.failures import Refused
from classroom.register.resource import Id, Problem
from classroom.review.forms import MOST_ITEMS, FormItem, FormOrder, SheetMark, check_marks
from classroom.review.notes import RecordingNote

MOST_DRAFTS = 200  # of one inspector
WAITS_SECONDS = 14 * 86_400.0  # for the teacher, before the inspector may close without an answer
Long = Annotated[str, Meta(max_length=4000)]
Said = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S")]
Why = Annotated[str, Meta(min_length=2, max_length=500, pattern=r"\S\s*\S")]


class InspectionState(StrEnum):
    """How far it is."""

    DRAFT = "draft"
    FILED = "filed"
    ANSWERED = "answered"
    CLOSED = "closed"


class SheetOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the inspector has filled in so far."""

    marks: Annotated[tuple[SheetMark, ...], Meta(max_length=MOST_ITEMS)] = ()
    summary: Long = ""
    advice: Long = ""


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet as lists know it; what was filed stands in its `FiledSheet`."""

    id: Id
    version: int
    recording: str
    scope: str  # of the delivering school
    form: Id
    form_version: int
    inspector: str  # id of the person
    lecturer: str  # id of the person; "": no timetable says who taught
    state: InspectionState
    made_at: float
    changed_at: float
    filed_at: float | None
    result: float | None
    corrects: str  # the sheet that it stands in the place of; ""
    why: str  # it was corrected
    replaced_by: str  # the correction that stands in its place; ""


class FiledItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item as it was asked and answered."""

    asked: FormItem
    points: int | None
    remark: str


class FiledSheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed: all of it stands in this text, so that nothing else need be believed."""

    sheet: str
    recording: str
    head: str  # hash of the recording's last line; "": it was not sealed yet
    title: str  # of the lesson
    subject: str
    began_at: float
    form: str
    form_version: int
    form_zh: str
    form_en: str
    inspector: str
    lecturer: str
    corrects: str
    why: str
    filed_at: float
    items: tuple[FiledItem, ...]
    summary: str
    advice: str
    result: float | None
    notes: tuple[RecordingNote, ...]  # the inspector's, as they were shared with the teacher


class StepKind(StrEnum):
    """What was done to a sheet that is signed."""

    FILED = "filed"
    ANSWERED = "answered"
    CLOSED = "closed"


class SheetStep(msgspec.Struct, frozen=True, kw_only=True):
    """A signed step; see `classroom.review.signing`."""

    number: int
    what: StepKind
    by: str  # id of the person
    at: float
    text: str
    before: str  # hash of the step before; of the first, of what was filed
    key: str
    signature: str


def check_filing(form: FormOrder, order: SheetOrder) -> list[Problem]:
    """Return what is missing before it may be filed."""
    found = check_marks(form, order.marks, complete=True)
    if not order.summary.strip():
        found.append(Problem("summary", "missing"))
    return found


def require_draft(sheet: Inspection, version: int) -> None:
    """Let a draft be changed by whoever has read it as it is.

    Raises:
        Refused: `wrong_state`, `changed_meanwhile`.
    """
    if sheet.state is not InspectionState.DRAFT:
        raise Refused("wrong_state", "it was filed")
    if sheet.version != version:
        raise Refused("changed_meanwhile", f"it is of version {sheet.version}")


def check_answer(sheet: Inspection, by: str) -> None:
    """Let the teacher answer.

    Raises:
        Refused: `not_allowed`, `wrong_state`.
    """
    if not by or by != sheet.lecturer:
        raise Refused("not_allowed", "the lesson's lecturer answers")
    if sheet.state is not InspectionState.FILED or sheet.replaced_by:
        raise Refused("wrong_state")


def check_close(sheet: Inspection, by: str, now: float) -> None:
    """Let the inspector close it: answered, or waited for long enough, or nobody is to answer.

    Raises:
        Refused: `not_allowed`, `wrong_state`, `not_answered`.
    """
    if not by or by != sheet.inspector:
        raise Refused("not_allowed", "its inspector closes it")
    if sheet.state not in (InspectionState.FILED, InspectionState.ANSWERED) or sheet.replaced_by:
        raise Refused("wrong_state")
    unanswered = sheet.state is InspectionState.FILED and bool(sheet.lecturer)
    if unanswered and now < (sheet.filed_at or now) + WAITS_SECONDS:
        raise Refused("not_answered", "the teacher may answer for two weeks")


def check_correction(sheet: Inspection, by: str) -> None:
    """Let the inspector begin a correction.

    Raises:
        Refused: `not_allowed`, `wrong_state`.
    """
    if not by or by != sheet.inspector:
        raise Refused("not_allowed", "its inspector corrects it")
    if sheet.state is InspectionState.DRAFT or sheet.replaced_by:
        raise Refused("wrong_state")
