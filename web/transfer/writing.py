"""Writing tables: XLSX and CSV, and the templates to fill in.

Rule: no cell is ever a formula. In XLSX text is text whatever it begins with; in CSV it is guarded,
see `csv_text`. What is written goes to a temporary file, row by row, never whole into memory.
"""

import re
from collections.abc import Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from web.transfer.columns import Column, Sheet
from web.transfer.forms import Language, Whole
from web.transfer.table import MOST_ROWS

# Characters that XML cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TEXT = "@"  # the number format of text: codes keep their leading zeros
_HEAD = Font(bold=True)
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")
_LISTS = "lists"


class Book:
    """An XLSX file of one sheet, written from top to bottom."""

    def __init__(self, sheet: Sheet, language: Language) -> None:
        """Begin it with the headings."""
        self._sheet, self._language = sheet, language
        self._book = Workbook(write_only=True)
        self._page = self._book.create_sheet(sheet.title[language is Language.EN])
        self._page.freeze_panes = "A2"
        for number, column in enumerate(sheet.columns, start=1):
            width = 2.2 * max(6, *map(len, (column.heads(language), column.example[0])))
            self._page.column_dimensions[get_column_letter(number)].width = min(width, 40)
        self._page.append([self._head(column.heads(language)) for column in sheet.columns])

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Write rows."""
        for row in rows:
            self._page.append(
                [
                    self._cell(text, number=isinstance(column.form, Whole))
                    for column, text in zip(self._sheet.columns, row, strict=True)
                ]
            )

    def explain(self) -> None:
        """Add drop-down lists, and a sheet that says in both languages what each column is for."""
        page = self._book.create_sheet("说明 Help")
        for letter, width in zip("ABCDE", (16, 20, 8, 50, 60), strict=True):
            page.column_dimensions[letter].width = width
        page.append([self._head(t) for t in ("列", "Column", "必填 *", "说明", "What it is")])
        for column in self._sheet.columns:
            zh, en = (_about(column, each) for each in Language)
            cells = [*column.heading, "*" if column.required else "", zh, en]
            page.append([self._cell(text, wrap=True) for text in cells])
        self._offer_choices()

    def save(self, file: IO[bytes]) -> None:
        """Finish it."""
        self._book.save(file)

    # -------------------------------------------------------------- within

    def _offer_choices(self) -> None:
        offered = [
            (number, choices)
            for number, column in enumerate(self._sheet.columns, start=1)
            if (choices := column.form.choices(self._language))
        ]
        if not offered:
            return
        lists = self._book.create_sheet(_LISTS)
        lists.sheet_state = "hidden"
        for row in range(max(len(choices) for _, choices in offered)):
            cells = [choices[row] if row < len(choices) else "" for _, choices in offered]
            lists.append([self._cell(text, page=lists) for text in cells])
        for place, (number, choices) in enumerate(offered, start=1):
            source, target = get_column_letter(place), get_column_letter(number)
            validation = DataValidation(
                type="list",
                formula1=f"{_LISTS}!${source}$1:${source}${len(choices)}",
                allow_blank=True,
                showErrorMessage=False,  # by-names are read, too; the preview says what is not
            )
            validation.add(f"{target}2:{target}{MOST_ROWS}")
            self._page.data_validations.append(validation)

    def _head(self, text: str) -> Any:
        cell = self._cell(text)
        cell.font = _HEAD
        cell.fill = _REQUIRED
        return cell

    def _cell(
        self, text: str, *, number: bool = False, wrap: bool = False, page: Any = None
    ) -> Any:
        if number and text.isascii() and text.isdigit():
            return WriteOnlyCell(page or self._page, int(text))
        cell = text_cell(page or self._page, text)
        if wrap:
            cell.alignment = _WRAP
        return cell


def text_cell(page: Any, text: str) -> Any:
    """Return a cell that is text, whatever it begins with."""
    cell = WriteOnlyCell(page, _FORBIDDEN.sub("", text))
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell


def template(sheet: Sheet, language: Language) -> list[str]:
    """Return the row that shows how it is done."""
    return [column.example[language is Language.EN] for column in sheet.columns]


def _about(column: Column, language: Language) -> str:
    text, choices = column.about[language is Language.EN], column.form.choices(language)
    if not choices:
        return text
    return (
        f"{text}：{'、'.join(choices)}"
        if language is Language.ZH
        else f"{text}: {', '.join(choices)}"
    )
