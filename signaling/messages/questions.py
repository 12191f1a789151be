"""Questions: what is asked of classrooms, and what a page knows of a question."""

from typing import Annotated

from msgspec import Meta

from classroom.questions.question import OPTIONS, QuestionKind, Reply
from signaling.messages.base import Id, Message, Value, snake

QuestionText = Annotated[str, Meta(max_length=200)]
OptionPlace = Annotated[int, Meta(ge=0, lt=OPTIONS)]
OptionText = Annotated[str, Meta(min_length=1, max_length=60)]


class AskQuestion(Message, frozen=True, tag=snake):
    """Ask all receiving classrooms; a question that is there goes. Asked `per_pupil`, classrooms
    with a class list say what each pupil chose, the others how many chose what (`counts`). Result:
    Ok. Refused: `bad_question`, `no_pupils`.
    """

    kind: QuestionKind
    text: QuestionText  # empty when it is asked aloud
    options: Annotated[tuple[OptionText, ...], Meta(max_length=OPTIONS)]
    right: Reply | None
    per_pupil: bool = False


class AnswerQuestion(Message, frozen=True, tag=snake):
    """Answer for the classroom, in place of what it answered before. Result: Ok. Refused:
    `right_off`, `question_closed`, `bad_answer`.
    """

    question: Id
    reply: Reply


class AnswerForPupil(Message, frozen=True, tag=snake):
    """Take down what a pupil of one's own classroom chose; nothing: has not answered. Result: Ok.
    Refused: as `answer_question`, and `no_pupils`, `unknown_pupil`.
    """

    question: Id
    pupil: Id
    options: Annotated[tuple[OptionPlace, ...], Meta(max_length=OPTIONS)]


class CloseQuestion(Message, frozen=True, tag=snake):
    """Take no more answers. Result: Ok."""


class RevealQuestion(Message, frozen=True, tag=snake):
    """Close it and show all answers, and what is right, to everybody. Result: Ok."""


class PutQuestionAway(Message, frozen=True, tag=snake):
    """Close it and take it off everybody's page. Result: Ok."""


class AnswerState(Value, frozen=True):
    """A classroom's latest answer."""

    classroom: str
    at: float  # seconds since the epoch
    reply: Reply
    pupils: int  # who have answered, where each pupil does


class PupilChoiceState(Value, frozen=True):
    """A pupil of the page's own classroom, and the options that the pupil chose."""

    id: str
    name: str  # empty: the pupil may not be named
    number: str  # the school's
    options: list[int]  # none: has not answered


class QuestionState(Value, frozen=True):
    """The question that is being asked, as far as this page may know it: a receiving classroom is
    told the others' answers, and what is right, when they are revealed.
    """

    id: str
    kind: QuestionKind
    text: str
    options: list[str]
    asked_at: float  # seconds since the epoch
    closed: bool
    revealed: bool
    answered: int  # classrooms
    right: Reply | None
    answers: list[AnswerState]
    per_pupil: bool
    expected: int  # pupils: of all class lists to the lecturer, to a classroom of its own
    pupils: list[PupilChoiceState]  # of one's own classroom, in the order of its class list
