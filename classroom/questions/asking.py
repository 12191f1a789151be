"""Asking classrooms a question: asked, answered, closed, revealed, put away.

Rule: one question at a time; another one takes its place. Answers are the lecturer's to see until
they are revealed, and revealing closes the question: nobody answers by what the others said. All
that was asked and answered stays in the lesson's events.
"""

import msgspec

from classroom.commands import (
    AnswerQuestion,
    AskQuestion,
    CloseQuestion,
    PutQuestionAway,
    RevealQuestion,
)
from classroom.draft import Draft
from classroom.events import (
    QuestionAnswered,
    QuestionAsked,
    QuestionClosed,
    QuestionPutAway,
    QuestionRevealed,
    Withheld,
)
from classroom.failures import Refused
from classroom.questions.question import Answer, Question, Reply, check_question, check_reply
from classroom.rights import require
from classroom.seats import Seat
from classroom.states import Right
from classroom.talk.text import clean


def ask(draft: Draft, command: AskQuestion) -> None:
    """Ask it, in place of the one before."""
    if command.objection is not None:
        said = " ".join((command.text, *command.options))
        _withhold(draft, command.by, said, command.objection)
        return
    number = draft.record.questions_asked + 1
    question = Question(
        id=f"q{number}",
        kind=command.kind,
        text=_plain(command.text),
        options=tuple(_plain(option) for option in command.options),
        right=command.right and _tidy(command.right),
        asked_at=draft.now,
        pupils=command.pupils if command.per_pupil else None,
    )
    check_question(question)
    if command.per_pupil and not command.pupils:
        raise Refused("no_pupils")
    draft.set(question=question, questions_asked=number)
    draft.events.append(
        QuestionAsked(
            at=draft.now,
            question=question.id,
            kind=question.kind,
            text=question.text,
            options=question.options,
            right=question.right,
            per_pupil=command.per_pupil,
        )
    )


def answer(draft: Draft, command: AnswerQuestion) -> None:
    """Answer it for a classroom, or answer it anew."""
    seat, question = answering(draft, command.by, command.question)
    reply = _tidy(command.reply)
    check_reply(question, reply)
    if seat.id in (question.pupils or ()):
        raise Refused("bad_answer", "each pupil answers there")
    if command.objection is not None:
        _withhold(draft, seat.id, reply.text, command.objection)
        return
    before = question.answer(seat.id)
    if before is not None and before.reply == reply:
        return
    put(draft, question, Answer(classroom=seat.id, at=draft.now, reply=reply))
    draft.events.append(
        QuestionAnswered(at=draft.now, question=question.id, classroom=seat.id, reply=reply)
    )


def answering(draft: Draft, by: str, asked: str) -> tuple[Seat, Question]:
    """Return the seat that may answer now, and the question, which is the one that it answers."""
    seat = draft.receiving(by)
    if not seat.here:
        raise Refused("not_entered")
    require(draft.record, seat, Right.ANSWER)
    question = _asked(draft)
    if question.id != asked or question.closed:
        raise Refused("question_closed")
    return seat, question


def put(draft: Draft, question: Question, answer: Answer) -> None:
    """Have this be what the classroom answered; of no pupil: it has not."""
    others = tuple(each for each in question.answers if each.classroom != answer.classroom)
    silent = answer.classroom in (question.pupils or ()) and not answer.pupils
    _set(draft, question, answers=others if silent else (*others, answer))


def close(draft: Draft, _command: CloseQuestion) -> None:
    """Take no more answers."""
    _close(draft, _asked(draft))


def reveal(draft: Draft, _command: RevealQuestion) -> None:
    """Show everybody what all answered, and what is right."""
    question = _close(draft, _asked(draft))
    if not question.revealed:
        _set(draft, question, revealed=True)
        draft.events.append(QuestionRevealed(at=draft.now, question=question.id))


def put_away(draft: Draft, _command: PutQuestionAway) -> None:
    """Take it off everybody's page."""
    question = _close(draft, _asked(draft))
    draft.set(question=None)
    draft.events.append(QuestionPutAway(at=draft.now, question=question.id))


def end(draft: Draft) -> None:
    """Take no more answers, since the lesson is over."""
    if draft.record.question is not None:
        _close(draft, draft.record.question)


def _withhold(draft: Draft, by: str, text: str, objection: str) -> None:
    draft.events.append(Withheld(at=draft.now, by=by, text=text, reason=objection))


def _asked(draft: Draft) -> Question:
    if draft.record.question is None:
        raise Refused("no_question")
    return draft.record.question


def _close(draft: Draft, question: Question) -> Question:
    if question.closed:
        return question
    per_pupil = question.pupils is not None
    counted = {each.classroom: each.reply.counts for each in question.answers if per_pupil}
    draft.events.append(QuestionClosed(at=draft.now, question=question.id, counted=counted))
    return _set(draft, question, closed=True)


def _set(draft: Draft, question: Question, **fields: object) -> Question:
    changed = msgspec.structs.replace(question, **fields)
    draft.set(question=changed)
    return changed


def _tidy(reply: Reply) -> Reply:
    options = tuple(sorted(reply.options))
    return msgspec.structs.replace(reply, text=_plain(reply.text), options=options)


def _plain(text: str) -> str:
    """Return the text as one line without what is hidden; "" when nothing is left."""
    try:
        return clean(text)
    except Refused:
        return ""
