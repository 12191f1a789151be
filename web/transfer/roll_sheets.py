"""A lesson's rolls as a workbook: one sheet of pupils, one of classrooms.

Rule: everybody who was expected has a row. Nothing in it is a formula, see `writing`.
"""

import io
from collections.abc import Collection, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from classroom.roll.presence import Interval
from classroom.roll.report import ClassroomReport, LessonRoll, SheetReport
from classroom.states import Finding, Mark
from web.transfer.forms import Language
from web.transfer.writing import text_cell

Row = list[str | int | None]

# Chinese, English.
MARKS = {
    Mark.PRESENT: ("到", "Present"),
    Mark.ABSENT: ("缺席", "Absent"),
    Mark.LATE: ("迟到", "Late"),
    Mark.ON_LEAVE: ("请假", "On leave"),
    Mark.LEFT_EARLY: ("早退", "Left early"),
    None: ("未确认", "Not confirmed"),
}
FINDINGS = {
    Finding.NOT_CONFIRMED: ("一直没有确认", "Never confirmed"),
    Finding.FULL_BUT_NOT_THERE: ("说到齐了，但教室没有进课堂", "Full, but not in the lesson"),
    Finding.FULL_BUT_NOTHING_SENT: (
        "说到齐了，但教室没有送来声音和画面", "Full, but no sound or picture",
    ),
    Finding.COUNT_DIFFERS: ("清点的人数与名单对不上", "Heads differ from the list"),
}  # fmt: skip
PUPILS = (
    ("点名", "Roll"),
    ("教室", "Classroom"),
    ("学号", "Number"),
    ("姓名", "Name"),
    ("结果", "Counts as"),
    ("助教所标", "Marked"),
    ("教室迟到", "Classroom late"),
    ("教室早退", "Classroom left early"),
    ("确认时间", "Confirmed at"),
    ("版本", "Version"),
    ("更正原因", "Reason of the correction"),
)
CLASSROOMS = (
    ("点名", "Roll"),
    ("教室", "Classroom"),
    ("应到", "Expected"),
    ("实到", "Present"),
    ("缺", "Missing"),
    ("清点人数", "Heads counted"),
    ("确认时间", "Confirmed at"),
    ("版本", "Version"),
    ("在课堂的时间", "In the lesson"),
    ("对不上的", "What does not fit"),
)
TITLES = (("学生", "Pupils"), ("教室", "Classrooms"))


def workbook(roll: LessonRoll, seen: Collection[str], zone: ZoneInfo, language: Language) -> bytes:
    """Return the file; pupils are listed of the classrooms that are `seen`, the rest is of all."""
    which = language is Language.EN
    writer = _Writer(roll, zone, which)
    book = Workbook(write_only=True)
    for title, heads, rows in zip(
        TITLES, (PUPILS, CLASSROOMS), (writer.pupils(seen), writer.classrooms()), strict=True
    ):
        page = book.create_sheet(title[which])
        page.freeze_panes = "A2"
        for letter in "ABCDEFGHIJK":
            page.column_dimensions[letter].width = 18
        first = [text_cell(page, head[which]) for head in heads]
        for cell in first:
            cell.font = Font(bold=True)
        page.append(first)
        for row in rows:
            page.append(
                [
                    WriteOnlyCell(page, value) if isinstance(value, int) else text_cell(page, value)
                    for value in ("" if each is None else each for each in row)
                ]
            )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Writer:
    def __init__(self, roll: LessonRoll, zone: ZoneInfo, which: bool) -> None:
        self._roll, self._zone, self._which = roll, zone, which
        self._rooms = {each.classroom: each for each in roll.classrooms}

    def pupils(self, seen: Collection[str]) -> Iterator[Row]:
        for roll in self._roll.rolls:
            for sheet in roll.sheets:
                room = self._rooms.get(sheet.classroom)
                for pupil in sheet.pupils if sheet.classroom in seen else ():
                    yield [
                        roll.number,
                        self._name(sheet, room),
                        pupil.number,
                        pupil.name,
                        MARKS[pupil.counts_as][self._which],
                        "" if pupil.marked is None else MARKS[pupil.marked][self._which],
                        self._yes(room is not None and room.late),
                        self._yes(room is not None and room.left_early),
                        self._time(sheet.confirmed_at),
                        sheet.version,
                        sheet.reason,
                    ]

    def classrooms(self) -> Iterator[Row]:
        for roll in self._roll.rolls:
            for sheet in roll.sheets:
                room = self._rooms.get(sheet.classroom)
                there = room.there if room else []
                yield [
                    roll.number,
                    self._name(sheet, room),
                    sheet.expected,
                    sheet.present,
                    sheet.missing,
                    sheet.heads,
                    self._time(sheet.confirmed_at),
                    sheet.version,
                    "\n".join(self._interval(each) for each in there),
                    "\n".join(FINDINGS[each][self._which] for each in sheet.findings),
                ]

    def _name(self, sheet: SheetReport, room: ClassroomReport | None) -> str:
        return room.name if room else sheet.classroom

    def _time(self, at: float | None) -> str:
        return "" if at is None else f"{datetime.fromtimestamp(at, self._zone):%Y-%m-%d %H:%M:%S}"

    def _interval(self, each: Interval) -> str:
        lost = ("（断线）", " (lost)")[self._which] if each.lost else ""
        return f"{self._time(each.since)} – {self._time(each.until)}{lost}"

    def _yes(self, yes: bool) -> str:
        return ("是", "yes")[self._which] if yes else ""
