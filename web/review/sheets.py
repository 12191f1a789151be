"""A list of inspection sheets as a workbook.

Rule: sheets stand in the order of the list, by time: nobody is put in an order by what they were
given. Nothing in it is a formula, see `web.transfer.writing`.
"""

import io
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from classroom.review.inspection import Inspection, InspectionState
from classroom.store.recording_briefs import RecordingBrief
from web.review import words
from web.review.words import say
from web.transfer.forms import Language
from web.transfer.writing import text_cell

HEADS = (
    words.BEGAN, words.LESSON, words.SUBJECT, words.SCHOOL, words.LECTURER, words.INSPECTOR,
    words.STATE, words.FILED, words.RESULT, words.NUMBER,
)  # fmt: skip
_WIDTHS = (18, 24, 12, 24, 14, 14, 14, 18, 14, 20)


def workbook(
    sheets: Sequence[Inspection],
    recordings: Mapping[str, RecordingBrief],
    names: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
) -> bytes:
    """Return it."""
    book = Workbook(write_only=True)
    page = book.create_sheet(say(words.TITLE, language))
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.append([text_cell(page, say(head, language)) for head in HEADS])
    for sheet in sheets:
        of = recordings.get(sheet.recording)
        school = sheet.scope.strip("/").rpartition("/")[2]
        texts = [
            words.time_of(of.began_at if of else None, zone),
            of.title if of else "",
            of.subject if of else "",
            names.get(school, ""),
            names.get(sheet.lecturer, ""),
            names.get(sheet.inspector, ""),
            say(words.STATES[sheet.state], language),
            words.time_of(sheet.filed_at, zone),
        ]
        is_filed = sheet.state is not InspectionState.DRAFT and sheet.result is not None
        result = WriteOnlyCell(page, sheet.result) if is_filed else text_cell(page, "")
        page.append([*(text_cell(page, text) for text in texts), result, text_cell(page, sheet.id)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
