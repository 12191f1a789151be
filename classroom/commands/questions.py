"""Questions that are asked of classrooms, and their answers.

Rule: `objection` is what the school's wording has against the text, or None.
"""

import msgspec

from classroom.commands.base import BaseCommand
from classroom.questions.question import QuestionKind, Reply


class AskQuestion(BaseCommand, frozen=True):
    """Ask all receiving classrooms; a question that is there goes. Refused: `bad_question`,
    `no_pupils`. `pupils` is how many the class list of each classroom has.
    """

    by: str
    kind: QuestionKind
    text: str
    options: tuple[str, ...]
    right: Reply | None
    per_pupil: bool = False
    pupils: dict[str, int] = msgspec.field(default_factory=dict)
    objection: str | None = None


class AnswerQuestion(BaseCommand, frozen=True):
    """Answer for the classroom, in place of what it answered before. Refused: `right_off`,
    `no_question`, `question_closed`, `bad_answer`, `not_entered`.
    """

    by: str
    question: str
    reply: Reply
    objection: str | None = None


class AnswerForPupil(BaseCommand, frozen=True):
    """Take down what a pupil of the classroom's class list chose; nothing: has not answered.
    Refused: as `AnswerQuestion`, and `no_pupils`. `counts` and `answered` are the classroom's then.
    """

    by: str
    question: str
    pupil: str
    options: tuple[int, ...]
    counts: tuple[int, ...]
    answered: int


class CloseQuestion(BaseCommand, frozen=True):
    """Take no more answers. Refused: `no_question`."""

    by: str


class RevealQuestion(BaseCommand, frozen=True):
    """Close it and show all answers to everybody. Refused: `no_question`."""

    by: str


class PutQuestionAway(BaseCommand, frozen=True):
    """Close it and take it off everybody's page. Refused: `no_question`."""

    by: str
