"""The sheets of the timetable: calendar, bells, pairings and their weekly slots."""

from classroom.register.people import CLASSES, PEOPLE
from classroom.register.places import CLASSROOMS, SCHOOLS
from classroom.timetable.calendar import BELLS, CALENDAR, TERMS
from classroom.timetable.pairings import PAIRINGS, SLOTS
from web.transfer import words
from web.transfer.columns import Both, Column, Link, Sheet
from web.transfer.forms import Choice, Day, Periods, SchoolYear, Text, TimeOfDay, Whole
from web.transfer.sheets import CODE, REGION, SCHOOL, region_code, school_code

WEEKDAY = Choice(words.WEEKDAYS, number=True)


def _limits(example: Both, first: Both, last: Both) -> tuple[Column, Column]:
    return (
        Column(
            field="first_day",
            heading=("从哪天起", "In force from"),
            also=("起始日期", "First day"),
            form=Day(),
            example=example,
            about=first,
        ),
        Column(
            field="last_day",
            heading=("到哪天止", "In force to"),
            also=("结束日期", "Last day"),
            form=Day(),
            example=example,
            about=last,
        ),
    )


CALENDAR_SHEET = Sheet(
    kind=CALENDAR,
    title=("校历", "Calendar"),
    columns=(
        school_code(required=False),
        region_code(required=False),
        Column(
            field="day",
            heading=("日期", "Day"),
            form=Day(),
            example=("2026-10-01", "2026-10-01"),
            about=("如 2026-10-01", "Such as 2026-10-01"),
            required=True,
        ),
        Column(
            field="kind",
            heading=("类型", "Kind"),
            also=("安排", "What it is"),
            form=Choice(words.DAY_KINDS),
            example=("放假", "Holiday"),
            about=("放假，或调休上课", "A holiday, or a make-up day"),
            required=True,
        ),
        Column(
            field="follows",
            heading=("按周几的课表", "Follows the timetable of"),
            also=("按周几上课", "By the timetable of"),
            form=WEEKDAY,
            example=("", ""),
            about=("仅调休上课的日子填写，如“周四”", "For a make-up day only, such as Thursday"),
        ),
        Column(
            field="name",
            heading=("名称", "Name"),
            form=Text(),
            example=("国庆节", "National Day"),
            about=("如“国庆节”", "Such as National Day"),
            required=True,
        ),
    ),
    links=(SCHOOL, REGION),
    homes=("school", "region"),
)

BELLS_SHEET = Sheet(
    kind=BELLS,
    title=("作息时间", "Bell schedules"),
    columns=(
        school_code(),
        Column(
            field="name",
            heading=("作息表名称", "Bell schedule"),
            also=("名称", "Name"),
            form=Text(),
            example=("夏季作息", "Summer"),
            about=("如“夏季作息”", "Such as Summer"),
            required=True,
        ),
        Column(
            field="periods",
            heading=("节次", "Periods"),
            also=("各节时间",),
            form=Periods(),
            example=("08:30-09:10、09:20-10:00", "08:30-09:10、09:20-10:00"),
            about=(
                "按顺序写出每节的起止时间，用顿号或空格分开",
                "Begin and end of each period in order, with spaces or commas between them",
            ),
            required=True,
        ),
        *_limits(
            ("", ""),
            ("从这天起执行；空白为一直", "In force from; blank means always"),
            ("到这天为止；空白为一直", "In force until; blank means always"),
        ),
    ),
    links=(SCHOOL,),
    homes=("school",),
)


CLASSROOM_NAME = Column(
    field="classroom.name",
    heading=("主讲教室", "Delivering classroom"),
    form=Text(),
    example=("录播教室", "Recording classroom"),
    about=("与“教室”表中的一致", "As in the table of classrooms"),
    required=True,
)


def pairing_columns(prefix: str, about: Both) -> tuple[Column, ...]:
    """Return what names a pairing, in its own sheet and wherever it is referred to."""
    return (
        Column(
            field="term.name",
            heading=("学期", "Term"),
            form=Text(),
            example=("2026年秋季学期", "Autumn 2026"),
            about=(
                "与“校历与作息”页面上的学期名称一致",
                "Named as on the page “Calendar and bells”",
            ),
            required=True,
        ),
        Column(
            field=f"{prefix}subject",
            heading=("学科", "Subject"),
            form=Choice(words.SUBJECT_WORDS),
            example=("音乐", "Music"),
            about=("从列表中选择", "Choose from the list"),
            required=True,
        ),
        Column(
            field=f"{prefix}name",
            heading=("结对名称", "Pairing"),
            form=Text(),
            example=("三年级音乐", "Music, grade 3"),
            about=about,
            required=True,
        ),
    )


PAIRINGS_SHEET = Sheet(
    kind=PAIRINGS,
    title=("结对", "Pairings"),
    columns=(
        school_code(),
        *pairing_columns(
            "", ("同一学期、学科内不可重复", "Each only once for a school, term and subject")
        ),
        CLASSROOM_NAME,
        Column(
            field="mode",
            heading=("授课形式", "Mode"),
            also=("开课方式",),
            form=Choice(words.MODES),
            example=("专门开课", "Dedicated"),
            about=("专门开课或同步上课；空白为专门开课", "Blank means dedicated"),
        ),
        Column(
            field="lecturer.number",
            heading=("主讲教师工号", "Lecturer's number"),
            form=CODE,
            example=("T0012", "T0012"),
            about=("主讲学校的工号", "A staff number of the delivering school"),
            required=True,
        ),
        Column(
            field="year",
            heading=("学年", "School year"),
            form=SchoolYear(),
            example=("2026", "2026"),
            about=("填写了班级时必填", "Needed where a class is given"),
        ),
        Column(
            field="school_class.name",
            heading=("本地班级", "Class in the room"),
            also=("同堂班级", "Near class"),
            form=Text(),
            example=("", ""),
            about=("仅同步上课填写：主讲教室里的班级", "When shared: the class in the room"),
        ),
        Column(
            field="cap",
            heading=("听讲教室上限", "At most receiving"),
            also=("教室上限", "Most classrooms"),
            form=Whole("间", "个"),
            example=("8", "8"),
            about=("最多几间听讲教室；空白为 8", "How many may receive; blank means 8"),
        ),
        Column(
            field="receiving_school.code",
            heading=("听讲学校标识码", "Receiving school code"),
            also=("听讲学校代码",),
            form=CODE,
            example=("3653010045", "3653010045"),
            about=("每间听讲教室写一行，前面各列照抄", "A row for each receiving classroom"),
            required=True,
        ),
        Column(
            field="receivers.classroom",
            heading=("听讲教室", "Receiving classroom"),
            form=Text(),
            example=("一号教室", "Room 1"),
            about=("听讲学校的教室", "A classroom of the receiving school"),
            required=True,
        ),
        Column(
            field="receivers.assistant",
            heading=("辅助教师工号", "Assistant's number"),
            form=CODE,
            example=("F003", "F003"),
            about=("听讲学校的工号；可空", "A staff number of the receiving school; may be blank"),
        ),
        Column(
            field="receivers.school_class",
            heading=("听讲班级", "Receiving class"),
            form=Text(),
            example=("", ""),
            about=("可空", "May be blank"),
        ),
    ),
    links=(
        Link(
            name="school",
            kind=SCHOOLS,
            by={"code": "school.code"},
            of="classroom",
        ),
        Link(name="classroom", kind=CLASSROOMS, by={"name": "classroom.name"}, inside="school"),
        Link(name="term", kind=TERMS, by={"name": "term.name"}, inside="school", above=True),
        Link(name="lecturer", kind=PEOPLE, by={"number": "lecturer.number"}, inside="school"),
        Link(
            name="school_class",
            kind=CLASSES,
            by={"year": "year", "name": "school_class.name"},
            inside="school",
        ),
        Link(
            name="receiving_school",
            kind=SCHOOLS,
            by={"code": "receiving_school.code"},
            of="receivers.classroom",
        ),
        Link(
            name="receivers.classroom",
            kind=CLASSROOMS,
            by={"name": "receivers.classroom"},
            inside="receiving_school",
        ),
        Link(
            name="receivers.assistant",
            kind=PEOPLE,
            by={"number": "receivers.assistant"},
            inside="receiving_school",
        ),
        Link(
            name="receivers.school_class",
            kind=CLASSES,
            by={"year": "year", "name": "receivers.school_class"},
            inside="receiving_school",
        ),
    ),
    homes=("school",),
    parts="receivers",
)

SLOTS_SHEET = Sheet(
    kind=SLOTS,
    title=("课表", "Timetable"),
    columns=(
        school_code(),
        *pairing_columns("pairing.", ("与“结对”表中的一致", "As in the table of pairings")),
        Column(
            field="weekday",
            heading=("星期", "Weekday"),
            form=WEEKDAY,
            example=("周二", "Tuesday"),
            about=("周一到周日", "Monday to Sunday"),
            required=True,
        ),
        Column(
            field="period",
            heading=("节次", "Period"),
            form=Whole("第", "节"),
            example=("3", "3"),
            about=(
                "主讲学校的第几节；或空白，填写起止时间",
                "Which period of the delivering school; or blank, with times instead",
            ),
        ),
        Column(
            field="start",
            heading=("上课时间", "Begins"),
            also=("开始时间", "Start"),
            form=TimeOfDay(),
            example=("", ""),
            about=("如 10:10；填写节次时空白", "Such as 10:10; blank where a period is given"),
        ),
        Column(
            field="end",
            heading=("下课时间", "Ends"),
            also=("结束时间", "End"),
            form=TimeOfDay(),
            example=("", ""),
            about=("如 10:50；填写节次时空白", "Such as 10:50; blank where a period is given"),
        ),
        Column(
            field="every",
            heading=("每几周一次", "Every how many weeks"),
            also=("周次", "How often"),
            form=Choice(words.EVERY, number=True),
            example=("每周", "Every week"),
            about=("每周或隔周；空白为每周", "Blank means every week"),
        ),
        *_limits(
            ("", ""),
            ("空白为学期第一天", "Blank means the term's first day"),
            ("空白为学期最后一天", "Blank means the term's last day"),
        ),
    ),
    links=(
        Link(
            name="school",
            kind=SCHOOLS,
            by={"code": "school.code"},
            of="pairing",
        ),
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
            by={
                "term": "@term",
                "subject": "pairing.subject",
                "name": "pairing.name",
            },
            inside="school",
        ),
    ),
    homes=("school",),
)
