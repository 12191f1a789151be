"""A table as it was read from a file: headings, and rows of text.

Rule: everything is text here. What a cell means is decided by its column (`web.transfer.forms`);
what can be said without knowing the column, such as that it is a formula, is a problem of the cell.
"""

import msgspec

MOST_BYTES = 10 * 1024 * 1024  # of a file
MOST_ROWS = 50_000
MOST_COLUMNS = 64
MOST_IN_A_CELL = 1_000  # characters
MOST_TEXT = 20_000_000  # characters in all


class Row(msgspec.Struct, frozen=True):
    """One row with anything in it."""

    number: int  # as the spreadsheet program shows it: the first is 1
    cells: list[str]
    problems: dict[int, str] = {}  # column → stable code


class Table(msgspec.Struct, frozen=True, tag=True):
    """What is in the file; the headings are the first row with anything in it."""

    headings: list[str]
    rows: list[Row]


class NoTable(msgspec.Struct, frozen=True, tag=True):
    """Why there is none: a stable code, and what the words need."""

    code: str
    about: dict[str, int] = {}


class Unreadable(Exception):
    """The file is no table that is taken; raised while reading and told as `NoTable`."""

    def __init__(self, code: str, **about: int) -> None:
        """Keep why."""
        super().__init__(code)
        self.told = NoTable(code, about)


class Gathering:
    """Rows on their way into a table, held to the limits."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._headings: list[str] | None = None
        self._rows: list[Row] = []
        self._text = 0

    def add(self, number: int, cells: list[str], problems: dict[int, str]) -> None:
        """Take the next row; one without anything in it is passed over.

        Raises:
            Unreadable: a limit is reached.
        """
        while cells and not cells[-1] and len(cells) - 1 not in problems:
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS)
        self._text += sum(map(len, cells))
        if self._text > MOST_TEXT:
            raise Unreadable("too_much_text")
        if self._headings is None:
            self._headings = cells
            return
        for column, cell in enumerate(cells):
            if len(cell) > MOST_IN_A_CELL:
                cells[column] = cell[:MOST_IN_A_CELL]
                problems = problems | {column: "cell_too_long"}
        if len(self._rows) >= MOST_ROWS:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        self._rows.append(Row(number, cells, problems))

    def table(self) -> Table:
        """Return what was gathered.

        Raises:
            Unreadable: `empty_file`, there is not even a row of headings.
        """
        if self._headings is None:
            raise Unreadable("empty_file")
        return Table(self._headings, self._rows)
