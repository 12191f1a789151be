"""What people may call themselves before others (互联网用户账号信息管理规定, articles 7 to 10).

Rule: nobody looks like an office, a school, or whoever runs the server; and no character is hidden
in a name. A person's own changes wait until an administrator has checked them.
"""

import unicodedata
from enum import StrEnum

import msgspec

from classroom.register.resource import Problem

MOST = 60
_RESERVED_LINES = (
    "机关 政府 党委 纪委 教育局 教育厅 教育部 教委 公安 警察 派出所 法院 检察 人大 政协 武警 军队",
    "学校 校长室 教务处 官方 认证 客服 管理员 系统 运维 后台 审计 三课堂 通知 公告",
    "新华社 人民日报 央视 中央电视台 记者",
    "admin administrator moderator official police root sanketang support system webmaster",
)
_RESERVED = tuple(word for line in _RESERVED_LINES for word in line.split())
_SCHOOLS = ("小学", "中学", "大学", "学院", "教学点", "幼儿园")  # at the end: the name of a school
_JOINERS = "\u00b7\u2027\u30fb.'- "  # ·, as in 阿依古丽·买买提
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


class AskedField(StrEnum):
    """What a person may ask to have changed."""

    REAL_NAME = "real_name"
    DISPLAY_NAME = "display_name"
    PICTURE = "picture"


class AskedState(StrEnum):
    """What has become of it."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class AskedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked for. The old value is shown until it is approved."""

    id: str
    person: str
    scope: str  # whose administrators check it
    field: AskedField
    value: str  # the name; of a picture, its kind
    asked_at: float
    state: AskedState = AskedState.PENDING
    decided_at: float = 0.0
    reason: str = ""  # why not, in the administrator's words


def problems(field: AskedField, name: str) -> list[Problem]:
    """Tell what is wrong with a name that somebody would like to have."""
    if not name or name != name.strip():
        return [Problem(field, "bad_pattern" if name.strip() else "missing")]
    if len(name) > MOST:
        return [Problem(field, "too_long", {"limit": MOST})]
    if any(unicodedata.category(c) in _HIDDEN for c in name):
        return [Problem(field, "hidden_characters")]
    if field is AskedField.REAL_NAME and not all(_of_a_name(c) for c in name):
        return [Problem(field, "not_a_name")]
    folded = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
    taken = [word for word in _RESERVED if word in folded]
    taken += [word for word in _SCHOOLS if folded.endswith(word)]
    return [Problem(field, "impersonates", {"word": taken[0]})] if taken else []


def _of_a_name(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] in "LM"
