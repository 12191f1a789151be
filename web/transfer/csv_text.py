"""Reading and writing CSV: in the encodings and with the separators that schools' programs use.

Rule: whoever opens what we write runs nothing. Text that a spreadsheet program would take for a
formula gets an apostrophe before it (OWASP, CSV injection), which reading takes away again, so that
what is written and read again is what it was.
"""

import csv
import io
import re
from collections.abc import Iterable

from web.transfer.table import MOST_TEXT, Gathering, Table, Unreadable

BOM = "\N{BYTE ORDER MARK}"  # without it, spreadsheet programs in China read UTF-8 as GB18030
SEPARATORS = ",;\t"

# The wide forms, too: some programs take them for the narrow ones.
_SIGNS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_BEGINS_A_FORMULA = re.compile(rf"'*{_SIGNS}")
_GUARDED = re.compile(rf"'+{_SIGNS}")
_TOO_LONG_A_NUMBER = re.compile(r"^\d\.\d+E\+(1[5-9]|[2-9]\d)$")


def guarded(text: str) -> str:
    """Return the text so that no program takes it for a formula."""
    return f"'{text}" if _BEGINS_A_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text as it was before `guarded`."""
    return text[1:] if _GUARDED.match(text) else text


def read(data: bytes) -> Table:
    """Return the table.

    Raises:
        Unreadable: `bad_encoding`, `broken_csv`, a limit.
    """
    text = _decoded(data)
    gathering = Gathering()
    csv.field_size_limit(MOST_TEXT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            problems = {
                column: "digits_lost"
                for column, cell in enumerate(cells)
                if _TOO_LONG_A_NUMBER.match(cell)
            }
            gathering.add(number, [unguarded(cell.strip(" \u3000")) for cell in cells], problems)
    except csv.Error as error:
        raise Unreadable("broken_csv", line=reader.line_num) from error
    return gathering.table()


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Return the rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([guarded(c) for c in row] for row in rows)
    return out.getvalue()


def _decoded(data: bytes) -> str:
    # UTF-16 is what spreadsheet programs call “Unicode text”.
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
            return text
    raise Unreadable("bad_encoding")


def _separator(text: str) -> str:
    """Return the separator that stands most often in the headings, outside quotation marks."""
    line = next((line for line in text.splitlines() if line.strip(SEPARATORS + " ")), "")
    plain = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=plain.count)
