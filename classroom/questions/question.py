"""A question, and what counts as an answer to it.

Rule: a question is asked of classrooms: one answer a classroom, changed as often as it likes until
the question is closed. Asked per pupil, a classroom's answer is how many chose each option; who
chose what is not in here, so nobody can be ranked by it.
"""

import math
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.failures import Refused

OPTIONS = 8  # at most
MOST_HANDS = 200  # in one room
_Place = Annotated[int, Meta(ge=0, lt=OPTIONS)]
_Count = Annotated[int, Meta(ge=0, le=MOST_HANDS)]
TRUE, FALSE = 0, 1  # the options of a true-or-false question, which pages name


class QuestionKind(StrEnum):
    """How it is answered."""

    SINGLE = "single"  # one option
    MULTIPLE = "multiple"  # one or more options
    TRUE_FALSE = "true_false"
    NUMBER = "number"
    TEXT = "text"  # a few words
    HANDS = "hands"  # the assistant counts hands for each option


OF_PUPILS = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE})
"""What can be asked of each pupil: what is counted by option."""

_FEWEST_OPTIONS = {QuestionKind.SINGLE: 2, QuestionKind.MULTIPLE: 2, QuestionKind.HANDS: 1}


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What is answered; only the field of the question's kind is filled in."""

    options: Annotated[tuple[_Place, ...], Meta(max_length=OPTIONS)] = ()  # by their place, from 0
    number: Annotated[float, Meta(ge=-1e12, le=1e12)] | None = None
    text: Annotated[str, Meta(max_length=100)] = ""
    counts: Annotated[tuple[_Count, ...], Meta(max_length=OPTIONS)] = ()  # hands for each option


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A classroom's latest answer."""

    classroom: str
    at: float  # seconds since the epoch, UTC
    reply: Reply
    pupils: int = 0  # who have answered, where each pupil does


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a lesson, with the answers so far."""

    id: str
    kind: QuestionKind
    text: str  # may be empty: it was asked aloud
    options: tuple[str, ...]
    right: Reply | None  # the right answer, if there is one to show
    asked_at: float  # seconds since the epoch, UTC
    closed: bool = False
    revealed: bool = False  # everybody sees the answers of all
    answers: tuple[Answer, ...] = ()
    pupils: dict[str, int] | None = None  # asked of each: how many, by classroom with a class list

    @property
    def choices(self) -> int:
        """How many options there are to choose from."""
        return FALSE + 1 if self.kind is QuestionKind.TRUE_FALSE else len(self.options)

    def answer(self, classroom: str) -> Answer | None:
        """Return the classroom's answer, or None."""
        return next((a for a in self.answers if a.classroom == classroom), None)


def check_question(question: Question) -> None:
    """Raise Refused `bad_question` unless it can be asked."""
    fewest = _FEWEST_OPTIONS.get(question.kind, 0)
    if fewest:
        number_fits = fewest <= len(question.options) <= OPTIONS
        differ = len(set(question.options)) == len(question.options)
        if not (number_fits and differ and all(question.options)):
            raise Refused("bad_question", "options that differ, as many as the kind takes")
    elif question.options:
        raise Refused("bad_question", f"{question.kind} takes no options")
    if question.pupils is not None and question.kind not in OF_PUPILS:
        raise Refused("bad_question", f"{question.kind} is not asked of each pupil")
    if question.right is not None and not _answers(question, question.right):
        raise Refused("bad_question", "the right answer is none")


def check_reply(question: Question, reply: Reply) -> None:
    """Raise Refused `bad_answer` unless it answers a question of this kind."""
    per_pupil = question.pupils is not None
    if not (_counts(question, reply) if per_pupil else _answers(question, reply)):
        raise Refused("bad_answer", f"no answer to {question.kind}")


def check_choice(question: Question, options: tuple[int, ...]) -> None:
    """Raise Refused `bad_answer` unless a pupil may choose these; none: has not answered."""
    if options and not _answers(question, Reply(options=options)):
        raise Refused("bad_answer", f"no answer to {question.kind}")


def _answers(question: Question, reply: Reply) -> bool:
    options = question.choices
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.TRUE_FALSE:
            return reply == Reply(options=reply.options) and _chosen(reply, options) == 1
        case QuestionKind.MULTIPLE:
            return reply == Reply(options=reply.options) and _chosen(reply, options) >= 1
        case QuestionKind.NUMBER:
            number = reply.number
            return number is not None and math.isfinite(number) and reply == Reply(number=number)
        case QuestionKind.TEXT:
            return bool(reply.text) and reply == Reply(text=reply.text)
        case QuestionKind.HANDS:
            return _counts(question, reply)


def _counts(question: Question, reply: Reply) -> bool:
    counted = all(0 <= count <= MOST_HANDS for count in reply.counts)
    fits = len(reply.counts) == question.choices
    return counted and fits and reply == Reply(counts=reply.counts)


def _chosen(reply: Reply, options: int) -> int:
    """Return how many options are chosen; 0 when one of them is none, or is named twice."""
    chosen = set(reply.options)
    fits = len(chosen) == len(reply.options) and all(0 <= place < options for place in chosen)
    return len(chosen) if fits else 0
