"""A lesson's answers as a workbook: one sheet of classrooms, one of pupils.

Rule: classrooms and pupils stand in their own order, whatever they answered; there is no column of
what is right. Nothing in it is a formula, see `writing`.
"""

import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook

from classroom.questions.question import QuestionKind, Reply
from classroom.questions.report import LessonAnswers, QuestionReport
from web.questions.sheet import RIGHT
from web.transfer.forms import Language
from web.transfer.writing import text_cell

CLASSROOMS = (("题号", "No."), ("题目", "Question"), ("教室", "Classroom"), ("回答", "Answer"))
PUPILS = (
    ("题号", "No."), ("题目", "Question"), ("教室", "Classroom"), ("学号", "Number"),
    ("姓名", "Name"), ("所选", "Chosen"),
)  # fmt: skip


def workbook(answers: LessonAnswers, language: Language) -> bytes:
    """Return it."""
    which = language is Language.EN
    book = Workbook(write_only=True)
    for title, heads, rows in (
        (("教室", "Classrooms"), CLASSROOMS, _classrooms(answers, which)),
        (("学生", "Pupils"), PUPILS, _pupils(answers, which)),
    ):
        page = book.create_sheet(title[which])
        page.freeze_panes = "A2"
        for row in ([head[which] for head in heads], *rows):
            page.append([text_cell(page, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _classrooms(answers: LessonAnswers, which: bool) -> Iterator[list[str]]:
    for number, question in enumerate(answers.questions, start=1):
        for room in question.classrooms:
            said = "" if room.reply is None else _said(question, room.reply, which)
            yield [str(number), question.text, room.name, said]


def _pupils(answers: LessonAnswers, which: bool) -> Iterator[list[str]]:
    for number, question in enumerate(answers.questions, start=1):
        for room in question.classrooms:
            for pupil in room.pupils:
                chosen = _words(question, pupil.options, which)
                yield [str(number), question.text, room.name, pupil.number, pupil.name, chosen]


def _said(question: QuestionReport, reply: Reply, which: bool) -> str:
    if reply.counts:
        labels = [_words(question, [place], which) for place in range(len(reply.counts))]
        pairs = zip(labels, reply.counts, strict=True)
        return "; ".join(f"{label}: {count}" for label, count in pairs)
    if reply.number is not None:
        return f"{reply.number:.15g}"
    return reply.text or _words(question, reply.options, which)


def _words(question: QuestionReport, places: Sequence[int], which: bool) -> str:
    if question.kind is QuestionKind.TRUE_FALSE:
        return ", ".join(RIGHT[str(place)][which] for place in places)
    return ", ".join(question.options[n] for n in places if n < len(question.options))
