"""Reading an XLSX file, with openpyxl.

Rule: nothing is evaluated. A formula is a problem of its cell, whatever value its program once
worked out for it; links to other files are not followed.
"""

import datetime
import io
import warnings
import xml.etree.ElementTree as ET
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from web.transfer import archive
from web.transfer.table import MOST_COLUMNS, Gathering, Table, Unreadable

LAST_ROW = 1_048_576  # of a spreadsheet
EXACT = 10**15  # spreadsheets keep fifteen digits of a number and forget the rest

# What a broken part of a workbook makes openpyxl raise.
_BROKEN = (
    *archive.BROKEN, ET.ParseError, ArithmeticError, AttributeError, LookupError, TypeError,
)  # fmt: skip


def read(data: bytes) -> Table:
    """Return the table on the first sheet.

    Raises:
        Unreadable: it is none, or not one that is taken.
    """
    archive.examine(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that are not read
            return _first_sheet(data)
    except _BROKEN as error:
        raise Unreadable("broken_file") from error


def _first_sheet(data: bytes) -> Table:
    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    if not workbook.worksheets:
        raise Unreadable("empty_file")
    gathering = Gathering()
    rows: Any = workbook.worksheets[0].iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1)
    before: Any = None
    for number, row in enumerate(rows, start=1):
        if row is before:
            continue  # rows that are not in the file are one object: there may be a million
        before = row
        cells, problems = [""] * len(row), {}
        for column, cell in enumerate(row):
            if cell is not EMPTY_CELL:
                cells[column], problem = _text(cell.value, cell.data_type)
                if problem:
                    problems[column] = problem
        gathering.add(number, cells, problems)
    return gathering.table()


def _text(value: Any, data_type: str) -> tuple[str, str]:
    """Return the cell's text, and what is wrong with it."""
    if value is None:
        return "", ""
    if data_type == "f":
        return "", "formula"
    if data_type == "e":
        return str(value), "cell_error"
    if isinstance(value, str):
        return value.strip(), ""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, int | float):
        whole = int(value) if value == int(value) else value
        return str(whole), "digits_lost" if abs(value) >= EXACT else ""
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat(), ""
        return value.strftime("%Y-%m-%d %H:%M"), ""
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M"), ""
    return str(value), ""
