"""Rows on their way from text to things: what each cell says, and what the row names.

Rule: whatever is wrong with a row is kept with it, by its column, and the rest of the row is read
all the same: nobody is told of one mistake when there are three.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from classroom.register.checks import Invalid
from classroom.register.resource import Problem, Resource
from web.transfer.columns import Column, Sheet
from web.transfer.forms import BadCell, Language, narrow
from web.transfer.table import Row, Table


class CellProblem(msgspec.Struct, frozen=True):
    """What is wrong with a cell, as a stable code; `about` has what the words need."""

    column: int  # from 0; of the file where it has that column, else -1
    field: str
    code: str
    about: dict[str, Any] = {}


class Draft:
    """A row being read."""

    def __init__(self, number: int) -> None:
        """Begin with nothing known of it."""
        self.number = number
        self.values: dict[str, Any] = {}  # by the column's field; blank cells are not there
        self.linked: dict[str, Resource] = {}  # by the link's name
        self.problems: list[CellProblem] = []


class Headings:
    """Which column of the file holds what."""

    def __init__(self, sheet: Sheet, headings: Sequence[str], given: frozenset[str]) -> None:
        """Find each column by its heading; those in `given` may be missing.

        Raises:
            Invalid: `columns_missing`, `column_twice`.
        """
        names = {
            _plain(name): column
            for column in reversed(sheet.columns)
            for name in (*column.heading, *column.also)
        }
        self.at: dict[str, int] = {}
        self.unknown: list[str] = []
        self.columns: list[tuple[int, Column]] = []
        for place, heading in enumerate(headings):
            column = names.get(_plain(heading))
            if column is None:
                self.unknown += [heading] if heading else []
                continue
            if column.field in self.at:
                raise _wrong("column_twice", [column])
            self.at[column.field] = place
            self.columns.append((place, column))
        missing = [
            column
            for column in sheet.columns
            if column.required and column.field not in self.at and column.field not in given
        ]
        if missing:
            raise _wrong("columns_missing", missing)
        self._given = given

    def problem(self, field: str, code: str, about: dict[str, Any] | None = None) -> CellProblem:
        """Return a problem of the column that holds this field."""
        return CellProblem(self.at.get(field, -1), field, code, about or {})

    def read(self, row: Row) -> Draft:
        """Return what the row's cells say."""
        draft = Draft(row.number)
        for place, column in self.columns:
            text = row.cells[place] if place < len(row.cells) else ""
            if place in row.problems:
                draft.problems.append(self.problem(column.field, row.problems[place]))
            elif text:
                try:
                    draft.values[column.field] = column.form.read(text)
                except BadCell as bad:
                    about = dict(bad.about)
                    draft.problems.append(self.problem(column.field, bad.code, about))
            elif column.required and column.field not in self._given:
                draft.problems.append(self.problem(column.field, "missing"))
        return draft


def is_example(sheet: Sheet, table: Table, row: Row) -> bool:
    """Tell whether it is the row of the template that shows how it is done."""
    for language in Language:
        example = [column.example[language is Language.EN] for column in sheet.columns]
        heads = [column.heads(language) for column in sheet.columns]
        cells = [*row.cells, *[""] * (len(heads) - len(row.cells))]
        if table.headings[: len(heads)] == heads and cells == example:
            return True
    return False


def _wrong(code: str, columns: Sequence[Column]) -> Invalid:
    """Return what is wrong with the headings as such: the table is no such table."""
    about = {
        language.value: "、".join(column.heads(language) for column in columns)
        for language in Language
    }
    return Invalid([Problem("headings", code, about)])


def _plain(heading: str) -> str:
    """Return a heading without what spreadsheets add to it: stars, units in brackets, spaces."""
    plain = narrow(heading).partition("(")[0].strip("* :")
    return " ".join(plain.split()).casefold()
