"""What leaves is opened and read: a sheet as PDF, a list as a workbook; and it is on record."""

import io

import openpyxl
import pytest
from pypdf import PdfReader

from tests.web.api.county import County
from tests.web.recordings.taught import recorded
from tests.web.review.inspecting import FILLED, NOTE, begun, filed, id_of, read, step
from tests.web.review.test_a_sheet_is_filed import by_hand, trail

FORMULA = '=HYPERLINK("http://x/","x")'


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


async def test_a_filed_sheet_as_pdf_says_all_of_it(county: County) -> None:
    await recorded(county, "l1")
    await county.ask("inspector", "POST", "recordings/l1/notes", NOTE | {"text": "<b>表扬</b>"})
    sheet = await filed(county, "l1")
    said = {"text": "谢谢指导"}
    await step(county, "lecturer", await read(county, "lecturer", sheet), "answer", said)

    path = f"inspections/{id_of(sheet)}/sheet.pdf"
    zh = await county.ask("clerk", "GET", f"{path}?language=zh")
    en = await county.ask("clerk", "GET", f"{path}?language=en")

    text = words(zh.body).replace("\n", "")
    for each in (
        "听课评价表",
        "88.0",
        "8 / 10",
        "经常 2",
        "<b>表扬</b>",
        "谢谢指导",
        "签名核对无误",
    ):
        assert each in text, each
    assert str(FILLED["summary"]) in text
    assert "Weighed result" in words(en.body)
    assert ("clerk", "export_inspection") in await trail(county)
    assert (await county.ask("neighbour", "GET", path)).code == "not_found"


async def test_a_pdf_of_what_was_altered_says_so(county: County) -> None:
    await recorded(county, "l1")
    sheet = await filed(county, "l1")
    await by_hand(county, "UPDATE inspections SET result = 12.0")

    pdf = await county.ask("clerk", "GET", f"inspections/{id_of(sheet)}/sheet.pdf?language=en")

    assert "NOT good" in words(pdf.body)


async def test_a_draft_is_no_file(county: County) -> None:
    await recorded(county, "l1")
    draft = await begun(county, "l1")

    answer = await county.ask("inspector", "GET", f"inspections/{id_of(draft)}/sheet.pdf")

    assert answer.code == "not_ready"


@pytest.mark.parametrize(("language", "state"), [("zh", "已提交"), ("en", "Filed")])
async def test_a_list_is_a_workbook_without_formulas(
    county: County, language: str, state: str
) -> None:
    await recorded(county, "l1")
    await filed(county, "l1")
    await by_hand(county, f"UPDATE recordings SET title = '{FORMULA}'")

    answer = await county.ask("clerk", "GET", f"inspection-tables?language={language}")

    page = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0]
    (row,) = page.iter_rows(min_row=2)
    assert (row[1].value, row[1].data_type) == (FORMULA, "s")
    assert (row[6].value, row[8].value) == (state, 88.0)
    assert ("clerk", "export_data") in await trail(county)
    nothing = await county.ask("colleague", "GET", "inspection-tables")
    assert openpyxl.load_workbook(io.BytesIO(nothing.body)).worksheets[0].max_row == 1
