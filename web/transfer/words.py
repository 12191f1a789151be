"""What the register's enumerations are called in a spreadsheet: Chinese, English, and by-names.

Rule: the first two are written; all of them, and the value itself, are read.
"""

from collections.abc import Mapping

from classroom.permissions import Role
from classroom.register.people import VerifiedBy
from classroom.register.places import Line, Loudspeaker, SchoolKind
from classroom.timetable.calendar import DayKind
from classroom.timetable.pairings import Change, Mode
from classroom.timetable.subjects import SUBJECTS

Words = Mapping[str, tuple[str, ...]]  # value → Chinese, English, by-names

SCHOOL_KINDS: Words = {
    SchoolKind.URBAN: ("城区学校", "Urban school"),
    SchoolKind.CENTRE: ("中心校", "Centre school", "乡镇中心校", "中心学校"),
    SchoolKind.VILLAGE: ("村小", "Village school", "村小学"),
    SchoolKind.TEACHING_POINT: ("教学点", "Teaching point"),
}
LOUDSPEAKERS: Words = {
    Loudspeaker.FRONT: ("黑板两侧音箱", "Beside the board", "前置音箱", "音箱"),
    Loudspeaker.CEILING: ("吸顶音箱", "Ceiling", "吸顶"),
    Loudspeaker.SCREEN: ("一体机自带", "All-in-one screen", "一体机"),
    Loudspeaker.HEADSET: ("耳机", "Headset"),
}
LINES: Words = {
    Line.FIBRE: ("光纤", "Fibre", "宽带"),
    Line.COPPER: ("网线/电话线", "Copper", "网线", "电话线", "ADSL"),
    Line.MOBILE: ("手机网络", "Mobile", "4G", "5G"),
    Line.SATELLITE: ("卫星", "Satellite"),
}
VERIFIED_BY: Words = {
    VerifiedBy.NOBODY: ("未核实", "Not verified", "未核验"),
    VerifiedBy.PHONE: ("手机号", "Telephone number"),
    VerifiedBy.ID_NUMBER: ("身份证", "Identity document", "身份证件"),
    VerifiedBy.CREDIT_CODE: ("单位信用代码", "Credit code", "统一社会信用代码"),
    VerifiedBy.SCHOOL: ("学校核实", "School", "学校", "学校名册"),
}
# Those that a table may give, and only in the person's own school or region: whoever administers,
# inspects across schools or audits is made so by hand, on the person's page.
ROLES: Words = {
    Role.LECTURER: ("主讲教师", "Lecturer", "主讲"),
    Role.ASSISTANT: ("辅助教师", "Assistant", "辅助", "助教"),
}
DAY_KINDS: Words = {
    DayKind.HOLIDAY: ("放假", "Holiday", "节假日", "休息"),
    DayKind.MAKE_UP: ("调休上课", "Make-up day", "补课", "上课"),
}
MODES: Words = {
    Mode.DEDICATED: ("专门开课", "Dedicated"),
    Mode.SHARED: ("同步上课", "Shared"),
}
CHANGES: Words = {
    Change.MOVED: ("改期", "Moved", "调课", "改时间"),
    Change.CANCELLED: ("停课", "Cancelled", "取消"),
    Change.SWAPPED: ("对调", "Swapped", "互换"),
    Change.MERGED: ("合班", "Merged", "并课"),
}
EVERY: Words = {"1": ("每周", "Every week"), "2": ("隔周", "Every other week", "单双周")}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS: Words = {
    str(number): (f"周{zh}", en, f"星期{zh}", f"礼拜{zh}", en[:3])
    for number, (zh, en) in enumerate(zip("一二三四五六日", _DAYS, strict=True), start=1)
}
SUBJECT_WORDS: Words = dict(SUBJECTS)
