"""What each pupil chose: taken down by the assistant, for the pupils of the class list.

Rule: the lesson's record has the classroom's counts and nothing of a pupil. What a pupil chose goes
out as an event that the store keeps as a row of that pupil: it is copied and erased with the rest
of what is kept of the child. There is no order of pupils but the class list's.
"""

from collections.abc import Iterable, Mapping

from classroom.commands import AnswerForPupil
from classroom.draft import Draft
from classroom.events import PupilAnswered
from classroom.failures import Refused
from classroom.questions.asking import answering, put
from classroom.questions.question import Answer, Question, Reply, check_choice, check_reply

Choice = tuple[int, ...]  # options by their place, from 0; none: has not answered


def answer(draft: Draft, command: AnswerForPupil) -> None:
    """Take it down, in place of what the pupil chose before."""
    seat, question = answering(draft, command.by, command.question)
    if seat.id not in (question.pupils or ()):
        raise Refused("no_pupils")
    options = tuple(sorted(command.options))
    check_choice(question, options)
    reply = Reply(counts=command.counts)
    check_reply(question, reply)
    put(
        draft,
        question,
        Answer(classroom=seat.id, at=draft.now, reply=reply, pupils=command.answered),
    )
    draft.events.append(
        PupilAnswered(
            at=draft.now,
            question=question.id,
            classroom=seat.id,
            pupil=command.pupil,
            options=options,
        )
    )


def counted(question: Question, choices: Iterable[Choice]) -> Choice:
    """Return how many chose each option."""
    counts = [0] * question.choices
    for choice in choices:
        for option in choice:
            if option < len(counts):
                counts[option] += 1
    return tuple(counts)


def with_choice(choices: Mapping[str, Choice], pupil: str, choice: Choice) -> dict[str, Choice]:
    """Return what pupils chose, once this one chose that."""
    others = {id: each for id, each in choices.items() if id != pupil}
    return {**others, pupil: choice} if choice else others
