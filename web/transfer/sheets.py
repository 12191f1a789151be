"""The sheets of places and people. Those of the timetable are in `timetable_sheets`
and `exception_sheet`.

Rule: every field of a kind has its column, is reached by a link, or is left out for a stated reason
(a test holds us to it). Pupils have a name and a number, nothing more.
"""

from typing import Any

from classroom.register.people import CLASSES, PEOPLE, PUPILS, Person
from classroom.register.places import CLASSROOMS, REGIONS, SCHOOLS
from classroom.register.resource import Resource
from web.transfer import words
from web.transfer.columns import Column, Link, Sheet
from web.transfer.forms import Choice, SchoolYear, Several, Text, Whole

CODE = Text(code=True)


def school_code(*, required: bool = True) -> Column:
    """Return the column that names a school."""
    return Column(
        field="school.code",
        heading=("学校标识码", "School code"),
        also=("学校代码",),
        form=CODE,
        example=("3653010012", "3653010012"),
        about=(
            "与“学校”表中的一致" + ("" if required else "；与行政区划代码二选一"),
            "The school's code, as in the table of schools"
            + ("" if required else "; either this or the region's code"),
        ),
        required=required,
    )


def region_code(*, required: bool = True) -> Column:
    """Return the column that names a region."""
    return Column(
        field="region.code",
        heading=("行政区划代码", "Region code"),
        also=("地区代码",),
        form=CODE,
        example=("653101", "653101") if required else ("", ""),
        about=(
            "学校所在地区的六位代码" + ("" if required else "；与学校标识码二选一"),
            "The region's six digits (GB/T 2260)"
            + ("" if required else "; either this or the school's code"),
        ),
        required=required,
    )


SCHOOL = Link(name="school", kind=SCHOOLS, by={"code": "school.code"})
REGION = Link(name="region", kind=REGIONS, by={"code": "region.code"})

SCHOOLS_SHEET = Sheet(
    kind=SCHOOLS,
    title=("学校", "Schools"),
    columns=(
        region_code(),
        Column(
            field="code",
            heading=("学校标识码", "School code"),
            also=("学校代码",),
            form=CODE,
            example=("3653010012", "3653010012"),
            about=("教育部的学校标识码，不可重复", "The ministry's school code; each only once"),
            required=True,
        ),
        Column(
            field="name",
            heading=("学校名称", "School"),
            also=("School name",),
            form=Text(),
            example=("红旗中心小学", "Hongqi Central Primary School"),
            about=("最多 60 字", "Up to 60 characters"),
            required=True,
        ),
        Column(
            field="kind",
            heading=("类型", "Kind"),
            also=("学校类别", "Kind of school"),
            form=Choice(words.SCHOOL_KINDS),
            example=("中心校", "Centre school"),
            about=("从列表中选择", "Choose from the list"),
            required=True,
        ),
    ),
    links=(REGION,),
    homes=("region",),
)

CLASSROOMS_SHEET = Sheet(
    kind=CLASSROOMS,
    title=("教室", "Classrooms"),
    columns=(
        school_code(),
        Column(
            field="name",
            heading=("教室名称", "Classroom"),
            form=Text(),
            example=("录播教室", "Recording classroom"),
            about=("本校内不可重复", "Each only once in a school"),
            required=True,
        ),
        Column(
            field="cameras",
            heading=("摄像头个数", "Cameras"),
            also=("摄像机数",),
            form=Whole("台", "个"),
            example=("1", "1"),
            about=("0 到 4；空白为 1", "0 to 4; blank means 1"),
        ),
        Column(
            field="loudspeaker",
            heading=("音箱", "Loudspeaker"),
            form=Choice(words.LOUDSPEAKERS),
            example=("黑板两侧音箱", "Beside the board"),
            about=("从列表中选择；空白为黑板两侧音箱", "From the list; blank: beside the board"),
        ),
        Column(
            field="line",
            heading=("网络线路", "Line"),
            form=Choice(words.LINES),
            example=("光纤", "Fibre"),
            about=("从列表中选择；空白为光纤", "From the list; blank means fibre"),
        ),
    ),
    links=(SCHOOL,),
    homes=("school",),
    left_out={"box_url": "it may hold the recording box's password; set on the classroom's page"},
)


def _grants(values: dict[str, Any], scope: str, existing: Resource | None) -> None:
    """Give the roles in the person's own school or region; leave all others as they are."""
    if "grants" not in values:
        return
    given = [{"role": role, "scope": scope} for role in values["grants"]]
    if isinstance(existing, Person):
        others = [g for g in existing.grants if g.scope != scope or g.role not in words.ROLES]
        given = [{"role": g.role.value, "scope": g.scope} for g in others] + given
    values["grants"] = given


def _roles(person: Person) -> dict[str, Any]:
    here = {grant.role for grant in person.grants if grant.scope == person.scope}
    return {"grants": [role for role in words.ROLES if role in here]}


PEOPLE_SHEET = Sheet(
    kind=PEOPLE,
    title=("人员", "People"),
    columns=(
        school_code(required=False),
        region_code(required=False),
        Column(
            field="number",
            heading=("工号", "Staff number"),
            form=CODE,
            example=("T0012", "T0012"),
            about=(
                "本校（或本地区）内不可重复；不能是身份证号",
                "Each only once in the school (or region); never an identity number",
            ),
            required=True,
        ),
        Column(
            field="real_name",
            heading=("真实姓名", "Real name"),
            also=("姓名", "Name"),
            form=Text(),
            example=("王秀英", "Wang Xiuying"),
            about=("只有管理员可见", "Seen by administrators only"),
            required=True,
        ),
        Column(
            field="display_name",
            heading=("显示名", "Shown as"),
            also=("显示名称", "Display name"),
            form=Text(),
            example=("王老师", "Ms Wang"),
            about=("课堂上显示的称呼", "What lessons show"),
            required=True,
        ),
        Column(
            field="phone",
            heading=("手机号", "Phone"),
            also=("手机", "电话", "Telephone"),
            form=CODE,
            example=("", ""),
            about=("可空", "May be blank"),
        ),
        Column(
            field="verified_by",
            heading=("身份核实", "Identity checked"),
            also=("身份核验", "Verified by"),
            form=Choice(words.VERIFIED_BY),
            example=("学校核实", "School"),
            about=(
                "由谁核实了本人身份；空白为“学校核实”（名册由学校提供）",
                "Who made certain who this is; blank means the school, whose roll this is",
            ),
            blank="school",
        ),
        Column(
            field="grants",
            heading=("角色", "Roles"),
            form=Several(words.ROLES),
            example=("主讲教师、辅助教师", "Lecturer, Assistant"),
            about=(
                "主讲教师、辅助教师，可两者兼任；管理员等角色在人员页面上授予",
                "Lecturer, assistant, or both; other roles are granted on the person's page",
            ),
        ),
    ),
    links=(SCHOOL, REGION),
    homes=("school", "region"),
    complete=_grants,
    spell=_roles,
)

CLASS_COLUMNS = (
    Column(
        field="school_class.year",
        heading=("学年", "School year"),
        form=SchoolYear(),
        example=("2026", "2026"),
        about=("开学的年份，如 2026", "The year in which it begins, such as 2026"),
        required=True,
    ),
    Column(
        field="school_class.name",
        heading=("班级", "Class"),
        also=("班级名称",),
        form=Text(),
        example=("三年级1班", "Grade 3 Class 1"),
        about=("与“班级”表中的一致", "As in the table of classes"),
        required=True,
    ),
)

CLASSES_SHEET = Sheet(
    kind=CLASSES,
    title=("班级", "Classes"),
    columns=(
        school_code(),
        Column(
            field="year",
            heading=("学年", "School year"),
            form=SchoolYear(),
            example=("2026", "2026"),
            about=("开学的年份，如 2026", "The year in which it begins, such as 2026"),
            required=True,
        ),
        Column(
            field="grade",
            heading=("年级", "Grade"),
            form=Whole("年级", "grade"),
            example=("3", "3"),
            about=("1 到 12；小学 1–6，初中 7–9", "1 to 12; primary 1–6, junior secondary 7–9"),
            required=True,
        ),
        Column(
            field="name",
            heading=("班级名称", "Class"),
            also=("班级",),
            form=Text(),
            example=("三年级1班", "Grade 3 Class 1"),
            about=("同一学年内不可重复", "Each only once in a school year"),
            required=True,
        ),
    ),
    links=(SCHOOL,),
    homes=("school",),
)

PUPILS_SHEET = Sheet(
    kind=PUPILS,
    title=("学生", "Pupils"),
    columns=(
        school_code(),
        *CLASS_COLUMNS,
        Column(
            field="number",
            heading=("学号", "Number"),
            also=("Pupil number",),
            form=CODE,
            example=("20260301", "20260301"),
            about=(
                "本校内不可重复；不能是身份证号，也不能是含身份证号的学籍号",
                "Each only once in a school; never an identity number, nor one that holds it",
            ),
            required=True,
        ),
        Column(
            field="name",
            heading=("姓名", "Name"),
            form=Text(),
            example=("小明", "Xiao Ming"),
            about=(
                "新生必填；监护人未同意的学生导出时不带姓名，空白表示不变",
                "Needed for a new pupil. Exports leave out the names of those whose guardians have "
                "not consented; blank leaves the name as it is",
            ),
            kept=True,
        ),
    ),
    links=(
        Link(
            name="school",
            kind=SCHOOLS,
            by={"code": "school.code"},
            of="school_class",
        ),
        Link(
            name="school_class",
            kind=CLASSES,
            by={"year": "school_class.year", "name": "school_class.name"},
            inside="school",
        ),
    ),
    homes=("school",),
    left_out={"consent": "said by guardians and kept in the ledger, never in a table"},
)
