"""Files that are broken, far too large, or meant to hurt: each is refused for what it is."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.web.transfer.clerk import xlsx
from web.transfer import csv_text
from web.transfer.archive import MOST_ENTRIES
from web.transfer.reader import read
from web.transfer.reading import Reader
from web.transfer.table import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_IN_A_CELL,
    MOST_ROWS,
    NoTable,
    Row,
    Table,
)


def why(data: bytes) -> str:
    """Return why the bytes are no table."""
    told = read(data)
    assert isinstance(told, NoTable), told
    return told.code


def table(data: bytes) -> Table:
    """Return the table that the bytes are."""
    told = read(data)
    assert isinstance(told, Table), told
    return told


def changed(change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    """Return a good workbook with its parts changed, and more of them."""
    good = zipfile.ZipFile(io.BytesIO(xlsx([["a", "b"], ["1", "2"]])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            archive.writestr(name, change(name, good.read(name)))
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def as_it_is(_name: str, data: bytes) -> bytes:
    return data


def in_the_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, data: data.replace(old, new) if "sheet1" in name else data


# ---------------------------------------------------------------- workbooks


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    zeros = bytes(200 * 1024 * 1024)

    bomb = changed(as_it_is, {"xl/worksheets/sheet2.xml": zeros})

    assert len(bomb) < MOST_BYTES
    assert why(bomb) == "zip_bomb"


def test_a_small_bomb_that_is_still_too_good_to_be_true_is_refused() -> None:
    assert why(changed(as_it_is, {"xl/media/x.bin": bytes(5 * 1024 * 1024)})) == "zip_bomb"


def test_an_archive_of_very_many_parts_is_refused() -> None:
    assert why(changed(as_it_is, {f"x{n}": b"" for n in range(MOST_ENTRIES)})) == "zip_bomb"


def test_entities_are_refused_wherever_they_are_declared() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    for declared in (laughs, outside):
        after = b"<?xml version='1.0'?>" + declared + b"<worksheet"
        assert why(changed(in_the_sheet(b"<worksheet", after))) == "has_entities"


def test_xml_in_another_encoding_hides_nothing() -> None:
    wide = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x []><worksheet/>".encode("utf-16")

    assert why(changed(lambda name, data: wide if "sheet1" in name else data)) == "broken_file"


def test_macros_are_refused() -> None:
    assert why(changed(as_it_is, {"xl/vbaProject.bin": b"x"})) == "has_macros"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert why(changed(lambda _name, data: data.replace(kind, macros))) == "has_macros"


def test_formulas_are_never_evaluated() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["a", "b", "c"])
    book.active.append(["1", "=1+1", '=HYPERLINK("http://x", "y")'])
    out = io.BytesIO()
    book.save(out)

    (row,) = table(out.getvalue()).rows

    assert row.cells == ["1", "", ""]
    assert row.problems == {1: "formula", 2: "formula"}


def test_numbers_that_a_spreadsheet_has_cut_short_are_told() -> None:
    (row,) = table(xlsx([["a", "b"], [123456789012345678, 12]])).rows
    (csv_row,) = table(b"a,b\n3.60102E+17,12").rows

    assert row.problems == csv_row.problems == {0: "digits_lost"}
    assert row.cells[1] == "12"


def test_a_cell_at_the_very_end_of_the_sheet_costs_nothing() -> None:
    far = changed(in_the_sheet(b'r="2"', b'r="1048576"'))

    assert [row.number for row in table(far).rows] == [1048576]


def test_a_row_beyond_every_sheet_is_not_waited_for() -> None:
    beyond = changed(in_the_sheet(b'r="2"', b'r="99999999999"'))

    assert table(beyond).rows == []


@pytest.mark.parametrize("end", [30, 200, 1000])
def test_half_a_workbook_is_told_as_such(end: int) -> None:
    assert why(xlsx([["a"], ["1"]])[:end]) == "broken_file"


def test_broken_parts_are_told_as_such() -> None:
    assert why(changed(in_the_sheet(b"</row>", b""))) == "broken_file"
    assert why(changed(in_the_sheet(b't="inlineStr"', b't="n"'))) in {"broken_file", "empty_file"}
    assert why(changed(lambda name, data: b"" if "workbook" in name else data)) == "broken_file"


def test_workbooks_of_before_2007_and_those_with_a_password_are_told_apart_from_broken() -> None:
    assert why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)) == "old_workbook"


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(
    encoding: str, separator: str
) -> None:
    text = f"学号{separator}姓名\r\n1{separator}小𠮷,;王\r\n".replace("小𠮷,;王", '"小𠮷,;王"')

    read_back = table(text.encode(encoding))

    assert read_back == Table(["学号", "姓名"], [Row(2, ["1", "小𠮷,;王"])])


def test_bytes_that_are_no_text_are_told_as_such() -> None:
    for data in (b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n\xff\xff\xff", b"\xff\xfe\x00"):
        assert why(data) == "bad_encoding"


def test_a_quotation_mark_that_never_ends_is_told_with_its_line() -> None:
    told = read(b'a,b\n1,"2\n3,4\n')

    assert told == NoTable("broken_csv", {"line": 3})


@given(st.text(max_size=40))
def test_guarded_text_begins_no_formula_and_comes_back(text: str) -> None:
    guarded = csv_text.guarded(text)

    assert guarded[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
    assert csv_text.unguarded(guarded) == text


# What the register's names can be made of: nothing at their ends that is no letter.
NAMES = st.from_regex(r"[^\s\x00-\x1f\x7f-\x9f]{1,20}", fullmatch=True)


@given(st.lists(st.lists(NAMES, min_size=3, max_size=3), max_size=20))
def test_what_is_written_as_csv_is_read_as_it_was(rows: list[list[str]]) -> None:
    written = (csv_text.BOM + csv_text.lines([["a", "b", "c"], *rows])).encode()

    assert [row.cells for row in table(written).rows] == rows


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    assert isinstance(read(data), Table | NoTable)
    assert isinstance(read(b"PK\x03\x04" + data), NoTable)


# ---------------------------------------------------------------- limits


def test_limits_are_told_with_their_figures() -> None:
    rows = b"a\n" + b"1\n" * (MOST_ROWS + 1)

    assert read(rows) == NoTable("too_many_rows", {"most": MOST_ROWS})
    assert why(b"," * MOST_COLUMNS + b"a\n") == "too_many_columns"
    assert why(bytes(MOST_BYTES + 1)) == "file_too_large"
    assert why(b"") == why(b"\n \n,,\n") == "empty_file"
    assert why(b"a\n" + (b"x" * 900 + b"\n") * 25_000) in {"too_much_text", "file_too_large"}


def test_a_cell_that_is_too_long_is_a_problem_of_that_cell() -> None:
    (row,) = table(b"a,b\n" + b"x" * (MOST_IN_A_CELL + 1) + b",2").rows

    assert row.problems == {0: "cell_too_long"}
    assert row.cells[1] == "2"


async def test_a_workbook_of_ten_megabytes_is_read() -> None:
    noise = random.Random(1)
    rows = [[str(n), *(noise.randbytes(450).hex() for _ in range(2))] for n in range(9_500)]
    large = xlsx([["a", "b", "c"], *rows])

    told = await Reader().read(large)

    assert 0.8 * MOST_BYTES < len(large) <= MOST_BYTES
    assert isinstance(told, Table)
    assert [row.cells for row in told.rows] == rows


async def test_a_file_that_takes_too_long_is_given_up() -> None:
    told = await Reader(seconds=0.001).read(b"a,b\n1,2\n")

    assert told == NoTable("too_slow_to_read")
