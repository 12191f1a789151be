"""A set as a table, a question a row: read, written, and the template to fill in.

Rule: whatever is wrong is told by row and column, all of it, and nothing is kept: what was read is
put before the teacher, who keeps it or does not. The file is read in a process of its own
(`web.transfer.reading`), and nothing in it is ever a formula.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from classroom.questions.question import FALSE, OPTIONS, TRUE, QuestionKind, Reply
from classroom.questions.sets import MOST_QUESTIONS, Prepared, check_prepared
from classroom.register.resource import Kind, Resource
from web.transfer.columns import Column, Sheet
from web.transfer.drafts import CellProblem, Draft, Headings, is_example
from web.transfer.forms import Choice, Language, Text, Whole
from web.transfer.table import Table
from web.transfer.words import Words

LETTERS = "ABCDEFGH"[:OPTIONS]
KINDS: Words = {  # as the pages say
    QuestionKind.SINGLE: ("单选", "One choice", "单选题"),
    QuestionKind.MULTIPLE: ("多选", "Several choices", "多选题"),
    QuestionKind.TRUE_FALSE: ("判断", "True or false", "判断题", "对错"),
    QuestionKind.NUMBER: ("填数", "A number", "数字", "数值", "number"),
    QuestionKind.TEXT: ("简答", "A few words", "短文字", "填空", "text"),
    QuestionKind.HANDS: ("数举手", "Count hands", "举手", "举手计数"),
}
YES_NO = {"yes": ("是", "Yes", "y", "√"), "no": ("否", "No", "n", "×")}
RIGHT = {str(TRUE): ("对", "True", "正确", "√", "t"), str(FALSE): ("错", "False", "错误", "×", "f")}


def _option(letter: str) -> Column:
    example = {"A": ("李白", "Li Bai"), "B": ("杜甫", "Du Fu")}.get(letter, ("", ""))
    return Column(
        field=f"option_{letter}",
        heading=(f"选项{letter}", f"Option {letter}"),
        form=Text(),
        example=example,
        about=("单选、多选、数举手才填", "Only where there are options to choose from"),
        also=(letter,),
    )


SHEET = Sheet(
    kind=Kind(name="questions", type=Resource, under=(), refers={}, key=()),
    title=("题目", "Questions"),
    columns=(
        Column(
            field="kind",
            heading=("题型", "Kind"),
            form=Choice(KINDS),
            example=("单选", "One choice"),
            about=("怎样作答", "How it is answered"),
            required=True,
        ),
        Column(
            field="text",
            heading=("题目", "Question"),
            form=Text(),
            example=("《静夜思》是谁写的？", "Who wrote “Quiet Night Thought”?"),
            about=("最多 200 字", "At most 200 characters"),
            required=True,
            also=("题干",),
        ),
        *map(_option, LETTERS),
        Column(
            field="right",
            heading=("正确答案", "Right answer"),
            form=Text(),
            example=("A", "A"),
            about=(
                "选项的字母（多选如 AC）、对或错、数字、文字；可不填",
                "The option's letter (several: AC), true or false, a number, words; may be blank",
            ),
            also=("答案",),
        ),
        Column(
            field="per_pupil",
            heading=("逐人作答", "Each pupil"),
            form=Choice(YES_NO),
            example=("否", "No"),
            about=("单选、多选、判断才可以", "Only where there are options, or true or false"),
        ),
        Column(
            field="seconds",
            heading=("限时（秒）", "Seconds"),
            form=Whole("秒"),
            example=("60", "60"),
            about=("5 到 3600，可不填", "5 to 3600; may be blank"),
            also=("限时",),
        ),
    ),
    links=(),
    homes=(),
)


class TableProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row."""

    row: int  # in the file
    problem: CellProblem


class QuestionsRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a table says; its rows without a problem are the questions, in their order."""

    questions: list[Prepared]
    problems: list[TableProblem]
    passed_over: list[str]  # headings that no column has


def read(table: Table) -> QuestionsRead:
    """Return the questions of a table.

    Raises:
        Invalid: `columns_missing`, `column_twice`.
    """
    headings = Headings(SHEET, table.headings, frozenset())
    questions: list[Prepared] = []
    problems: list[TableProblem] = []
    for row in table.rows:
        if is_example(SHEET, table, row):
            continue
        draft = headings.read(row)
        question = None if draft.problems else _question(draft, headings)
        found = draft.problems
        if question is not None and len(questions) == MOST_QUESTIONS:
            found = [headings.problem("text", "too_many_questions", {"most": MOST_QUESTIONS})]
        elif question is not None:
            questions.append(question)
        problems += [TableProblem(row=row.number, problem=each) for each in found]
    return QuestionsRead(questions=questions, problems=problems, passed_over=headings.unknown)


def write(questions: Sequence[Prepared], language: Language) -> list[list[str]]:
    """Return the rows of some questions."""
    return [_row(question, language) for question in questions]


def _question(draft: Draft, headings: Headings) -> Prepared | None:
    """Return what a row makes; None, and the draft has the problems, if it makes none."""
    given = draft.values
    kind = QuestionKind(given["kind"])
    places = [letter for letter in LETTERS if f"option_{letter}" in given]
    right, fits = _right(kind, given.get("right"), places)
    values: dict[str, Any] = {
        "kind": kind,
        "text": given["text"],
        "options": [given[f"option_{letter}"] for letter in places],
        "per_pupil": given.get("per_pupil") == "yes",
        "seconds": given.get("seconds"),
        "right": right,
    }
    for field, hint in (("text", 200), *((f"option_{letter}", 60) for letter in places)):
        if len(given[field]) > hint:
            draft.problems.append(headings.problem(field, "too_long", {"limit": hint}))
    if not draft.problems:
        try:
            question = msgspec.convert(values, Prepared)
        except msgspec.ValidationError:
            draft.problems.append(headings.problem("seconds", "not_so_long"))
        else:
            draft.problems += [
                headings.problem("option_A" if each.field == "options" else each.field, each.code)
                for each in check_prepared(question)
            ]
            if not fits:
                draft.problems.append(headings.problem("right", "bad_right"))
            return None if draft.problems else question
    return None


def _right(kind: QuestionKind, text: str | None, places: Sequence[str]) -> tuple[Any, bool]:
    """Return the right answer as JSON has it, and whether the text is one."""
    if text is None:
        return None, True
    match kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            letters = [each for each in text.upper() if each not in " 、,，;；"]
            if all(letter in places for letter in letters):
                return {"options": sorted({places.index(letter) for letter in letters})}, True
        case QuestionKind.TRUE_FALSE:
            for value, words in RIGHT.items():
                if text.casefold() in (word.casefold() for word in words):
                    return {"options": [int(value)]}, True
        case QuestionKind.NUMBER:
            try:
                number = float(text)
            except ValueError:
                return None, False
            if abs(number) <= 1e12:
                return {"number": number}, True
        case QuestionKind.TEXT:
            return {"text": text[:100]}, len(text) <= 100
        case QuestionKind.HANDS:
            pass
    return None, False


def _row(question: Prepared, language: Language) -> list[str]:
    options = dict(zip(LETTERS, question.options, strict=False))
    values: dict[str, Any] = {
        "kind": question.kind.value,
        "text": question.text,
        "right": _spelt(question, language),
        "per_pupil": "yes" if question.per_pupil else "no",
        "seconds": question.seconds,
        **{f"option_{letter}": option for letter, option in options.items()},
    }
    return [column.form.write(values.get(column.field), language) for column in SHEET.columns]


def _spelt(question: Prepared, language: Language) -> str:
    right: Reply | None = question.right
    if right is None:
        return ""
    if question.kind is QuestionKind.TRUE_FALSE:
        return RIGHT[str(right.options[0])][language is Language.EN]
    if right.number is not None:
        return f"{right.number:.15g}"
    return right.text or "".join(LETTERS[place] for place in right.options)
