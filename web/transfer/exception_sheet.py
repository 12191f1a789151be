"""The sheet of what differs from the week: lessons moved, called off, exchanged or merged.

A lesson is named by its place in the table of the timetable, and its day. The other lesson of an
exchange or a merger is of the same term.
"""

from classroom.register.places import SCHOOLS
from classroom.timetable.calendar import TERMS
from classroom.timetable.pairings import EXCEPTIONS, PAIRINGS, SLOTS
from web.transfer import words
from web.transfer.columns import Column, Link, Sheet
from web.transfer.forms import Choice, Day, Text, TimeOfDay, Whole
from web.transfer.sheets import CODE, school_code
from web.transfer.timetable_sheets import WEEKDAY, pairing_columns

_OF_THE_OTHER = ("对调或合班时填写", "For an exchange or a merger")


def _slot(name: str, pairing: str) -> Link:
    by = {"weekday": f"{name}.weekday", "period": f"{name}.period", "start": f"{name}.start"}
    blank = (f"{name}.period", f"{name}.start")
    return Link(name=name, kind=SLOTS, by=by, inside=pairing, may_be_blank=blank)


EXCEPTIONS_SHEET = Sheet(
    kind=EXCEPTIONS,
    title=("调课", "Changes of lessons"),
    columns=(
        school_code(),
        *pairing_columns("pairing.", ("与“结对”表中的一致", "As in the table of pairings")),
        Column(
            field="slot.weekday",
            heading=("星期", "Weekday"),
            form=WEEKDAY,
            example=("周二", "Tuesday"),
            about=("与“课表”中的一致", "As in the timetable"),
            required=True,
        ),
        Column(
            field="slot.period",
            heading=("节次", "Period"),
            form=Whole("第", "节"),
            example=("3", "3"),
            about=("与“课表”中的一致", "As in the timetable"),
        ),
        Column(
            field="slot.start",
            heading=("原上课时间", "Usual start"),
            also=("原开始时间",),
            form=TimeOfDay(),
            example=("", ""),
            about=("课表用起止时间的才填写", "Where the timetable has times instead of a period"),
        ),
        Column(
            field="day",
            heading=("原来的日期", "Its day"),
            also=("日期", "Day"),
            form=Day(),
            example=("2026-10-13", "2026-10-13"),
            about=("哪一天的课", "The day of the lesson that differs"),
            required=True,
        ),
        Column(
            field="change",
            heading=("变动", "Change"),
            form=Choice(words.CHANGES),
            example=("改期", "Moved"),
            about=("从列表中选择", "Choose from the list"),
            required=True,
        ),
        Column(
            field="to_day",
            heading=("改到哪天", "Moved to"),
            also=("改到日期", "New day"),
            form=Day(),
            example=("2026-10-15", "2026-10-15"),
            about=("改期时填写", "Where it is moved"),
        ),
        Column(
            field="start",
            heading=("改到几点上课", "New start"),
            also=("改到开始时间",),
            form=TimeOfDay(),
            example=("10:10", "10:10"),
            about=("改期时填写", "Where it is moved"),
        ),
        Column(
            field="end",
            heading=("改到几点下课", "New end"),
            also=("改到结束时间",),
            form=TimeOfDay(),
            example=("10:50", "10:50"),
            about=("改期时填写", "Where it is moved"),
        ),
        Column(
            field="other_school.code",
            heading=("另一节的学校标识码", "Other lesson's school code"),
            also=("另一节的学校代码",),
            form=CODE,
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="other_pairing.subject",
            heading=("另一节的学科", "Other lesson's subject"),
            form=Choice(words.SUBJECT_WORDS),
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="other_pairing.name",
            heading=("另一节的结对名称", "Other lesson's pairing"),
            form=Text(),
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="other.weekday",
            heading=("另一节的星期", "Other lesson's weekday"),
            form=WEEKDAY,
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="other.period",
            heading=("另一节的节次", "Other lesson's period"),
            form=Whole("第", "节"),
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="other.start",
            heading=("另一节的上课时间", "Other lesson's usual start"),
            also=("另一节的开始时间",),
            form=TimeOfDay(),
            example=("", ""),
            about=("课表用起止时间的才填写", "Where the timetable has times instead of a period"),
        ),
        Column(
            field="other_day",
            heading=("另一节课的日期", "Day of the other"),
            also=("另一节的日期", "Other lesson's day"),
            form=Day(),
            example=("", ""),
            about=_OF_THE_OTHER,
        ),
        Column(
            field="reason",
            heading=("原因", "Reason"),
            form=Text(),
            example=("教师外出培训", "The teacher is away"),
            about=("可空；最多 200 字", "May be blank; up to 200 characters"),
        ),
    ),
    links=(
        Link(name="school", kind=SCHOOLS, by={"code": "school.code"}, of="pairing"),
        Link(
            name="term",
            kind=TERMS,
            by={"name": "term.name"},
            inside="school",
            above=True,
            of="pairing",
            field="term",
        ),
        Link(
            name="pairing",
            kind=PAIRINGS,
            by={"term": "@term", "subject": "pairing.subject", "name": "pairing.name"},
            inside="school",
            of="slot",
            field="pairing",
        ),
        _slot("slot", "pairing"),
        Link(
            name="other_school",
            kind=SCHOOLS,
            by={"code": "other_school.code"},
            of="other_pairing",
        ),
        Link(
            name="other_term",
            kind=TERMS,
            by={"name": "term.name"},
            inside="other_school",
            above=True,
            of="other_pairing",
            field="term",
        ),
        Link(
            name="other_pairing",
            kind=PAIRINGS,
            by={
                "term": "@other_term",
                "subject": "other_pairing.subject",
                "name": "other_pairing.name",
            },
            inside="other_school",
            of="other",
            field="pairing",
        ),
        _slot("other", "other_pairing"),
    ),
    homes=("school",),
)
