"""Question sets: questions that somebody has prepared before the lesson.

Rule: a set belongs to a person, who alone changes it; shared, everybody of the same school reads
it. What is in it is what may be asked: the lesson checks it again, words and all, when it is.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.failures import Refused
from classroom.hidden import hides
from classroom.questions.question import OPTIONS, Question, QuestionKind, Reply, check_question
from classroom.register.resource import Id, Name, Problem
from classroom.timetable.subjects import SUBJECTS

MOST_QUESTIONS = 40  # in a set
MOST_SETS = 200  # of a person; and so many shared ones are listed
Text = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]
Option = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]


class Prepared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of a set."""

    kind: QuestionKind
    text: Text
    options: Annotated[tuple[Option, ...], Meta(max_length=OPTIONS)] = ()
    right: Reply | None = None
    per_pupil: bool = False
    seconds: Annotated[int, Meta(ge=5, le=3600)] | None = None  # counted down once it is asked


class SetOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A set as somebody writes it."""

    title: Name
    subject: Annotated[str, Meta(max_length=32)] = ""  # a code of the curriculum's; "": of none
    grade: Annotated[int, Meta(ge=1, le=12)] | None = None
    shared: bool = False
    questions: Annotated[tuple[Prepared, ...], Meta(min_length=1, max_length=MOST_QUESTIONS)]


class QuestionSet(msgspec.Struct, frozen=True, kw_only=True):
    """A set as it is kept."""

    id: Id
    version: int
    owner: Id  # the person
    scope: str
    title: str
    subject: str
    grade: int | None
    shared: bool
    questions: tuple[Prepared, ...]
    changed_at: float


def check_set(order: SetOrder) -> list[Problem]:
    """Return what is wrong with it, by field."""
    problems = []
    if order.subject and order.subject not in SUBJECTS:
        problems.append(Problem("subject", "not_one_of"))
    if hides(order.title):
        problems.append(Problem("title", "hidden_characters"))
    for place, question in enumerate(order.questions):
        problems += [
            Problem(f"questions[{place}].{each.field}", each.code)
            for each in check_prepared(question)
        ]
    return problems


def check_prepared(prepared: Prepared) -> list[Problem]:
    """Return what is wrong with a question, by field."""
    problems = [Problem("text", "hidden_characters")] if hides(prepared.text) else []
    if any(map(hides, prepared.options)):
        problems.append(Problem("options", "hidden_characters"))
    asked = Question(
        id="q",
        kind=prepared.kind,
        text=prepared.text,
        options=prepared.options,
        right=None,
        asked_at=0.0,
        pupils={} if prepared.per_pupil else None,
    )
    if not _may_be_asked(msgspec.structs.replace(asked, pupils=None)):
        problems.append(Problem("options", "bad_options"))
    elif not _may_be_asked(asked):
        problems.append(Problem("per_pupil", "not_per_pupil"))
    elif not _may_be_asked(msgspec.structs.replace(asked, right=prepared.right)):
        problems.append(Problem("right", "bad_right"))
    return problems


def _may_be_asked(question: Question) -> bool:
    try:
        check_question(question)
    except Refused:
        return False
    return True
