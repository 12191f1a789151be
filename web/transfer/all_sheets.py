"""All sheets there are, in the order in which they are filled in."""

from web.transfer.columns import Sheet
from web.transfer.exception_sheet import EXCEPTIONS_SHEET
from web.transfer.sheets import (
    CLASSES_SHEET,
    CLASSROOMS_SHEET,
    PEOPLE_SHEET,
    PUPILS_SHEET,
    SCHOOLS_SHEET,
)
from web.transfer.timetable_sheets import (
    BELLS_SHEET,
    CALENDAR_SHEET,
    PAIRINGS_SHEET,
    SLOTS_SHEET,
)

SHEETS: dict[str, Sheet] = {
    sheet.kind.name: sheet
    for sheet in (
        SCHOOLS_SHEET,
        CLASSROOMS_SHEET,
        PEOPLE_SHEET,
        CLASSES_SHEET,
        PUPILS_SHEET,
        CALENDAR_SHEET,
        BELLS_SHEET,
        PAIRINGS_SHEET,
        SLOTS_SHEET,
        EXCEPTIONS_SHEET,
    )
}
