"""Questions that are asked of classrooms, and their answers.

Rule: `objection` is what the school's wording has against the text, or None.
"""

from classroom.commands.base import BaseCommand
from classroom.questions.question import QuestionKind, Reply


class AskQuestion(BaseCommand, frozen=True):
    """Ask all receiving classrooms; a question that is there goes. Refused: `bad_question`."""

    by: str
    kind: QuestionKind
    text: str
    options: tuple[str, ...]
    right: Reply | None
    objection: str | None = None


class AnswerQuestion(BaseCommand, frozen=True):
    """Answer for the classroom, in place of what it answered before. Refused: `right_off`,
    `no_question`, `question_closed`, `bad_answer`, `not_entered`.
    """

    by: str
    question: str
    reply: Reply
    objection: str | None = None


class CloseQuestion(BaseCommand, frozen=True):
    """Take no more answers. Refused: `no_question`."""

    by: str


class RevealQuestion(BaseCommand, frozen=True):
    """Close it and show all answers to everybody. Refused: `no_question`."""

    by: str


class PutQuestionAway(BaseCommand, frozen=True):
    """Close it and take it off everybody's page. Refused: `no_question`."""

    by: str
