"""What a sheet's files say around what was filed, in both languages."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from classroom.review.forms import FormItem, Scale
from classroom.review.inspection import InspectionState, StepKind
from classroom.review.notes import NoteKind
from classroom.review.signing import Trust
from web.transfer.forms import Language

Both = tuple[str, str]  # in Chinese, in English

TITLE: Both = ("听课评价表", "Lesson inspection")
LESSON: Both = ("课", "Lesson")
SUBJECT: Both = ("学科", "Subject")
SCHOOL: Both = ("学校", "School")
BEGAN: Both = ("上课时间", "Began at")
LECTURER: Both = ("主讲教师", "Lecturer")
INSPECTOR: Both = ("评价人", "Inspector")
FORM: Both = ("评价表", "Form")
FILED: Both = ("提交时间", "Filed at")
RESULT: Both = ("加权得分（满分 100）", "Weighed result (of 100)")
ITEM: Both = ("评价项", "Item")
GIVEN: Both = ("得分", "Given")
WEIGHT: Both = ("权重", "Weight")
REMARK: Both = ("说明", "Remark")
SUMMARY: Both = ("总体评价", "Summary")
ADVICE: Both = ("改进建议", "Advice")
NOTES: Both = ("与教师共享的笔记", "Notes shared with the teacher")
KIND: Both = ("类别", "Kind")
WHEN: Both = ("时刻", "When")
STATE: Both = ("状态", "State")
SIGNED: Both = ("签名", "Signatures")
CORRECTS: Both = ("更正原因", "Corrected because")
RECORDING: Both = ("录像", "Recording")
HEAD: Both = ("录像末行哈希", "Recording's last hash")
NUMBER: Both = ("编号", "Number")

STATES: Mapping[InspectionState, Both] = {
    InspectionState.DRAFT: ("草稿", "Draft"),
    InspectionState.FILED: ("已提交", "Filed"),
    InspectionState.ANSWERED: ("教师已回复", "Answered"),
    InspectionState.CLOSED: ("已办结", "Closed"),
}
STEPS: Mapping[StepKind, Both] = {
    StepKind.FILED: ("评价人提交", "Filed by the inspector"),
    StepKind.ANSWERED: ("教师回复", "Answered by the teacher"),
    StepKind.CLOSED: ("评价人办结", "Closed by the inspector"),
}
KINDS: Mapping[NoteKind, Both] = {
    NoteKind.REMARK: ("记录", "Remark"),
    NoteKind.GOOD: ("亮点", "Good"),
    NoteKind.ADVICE: ("建议", "Advice"),
    NoteKind.QUESTION: ("提问", "Question"),
}
TRUST: Mapping[Trust, Both] = {
    Trust.GOOD: (
        "签名核对无误：提交后一个字也没有改动。",
        "The signatures are good: not a word was changed since it was filed.",
    ),
    Trust.ALTERED: (
        "签名核对不符：提交之后有人改动过这张表，不能作为依据。",
        "The signatures are NOT good: somebody has changed this sheet since it was filed.",
    ),
    Trust.UNKNOWN_KEY: (
        "签名所用的密钥不是本服务器的，无法核对。",
        "It was signed by a key that is not this server's.",
    ),
}


def say(words: Both, language: Language) -> str:
    """Return the words in this language."""
    return words[language is Language.EN]


def title_of(zh: str, en: str, language: Language) -> str:
    """Return what somebody has written in both languages, or in Chinese only."""
    return (en or zh) if language is Language.EN else zh


def points_of(item: FormItem, points: int | None, language: Language) -> str:
    """Return what an item was given, as it is read."""
    if points is None:
        return "" if item.scale is Scale.TEXT else "—"
    if item.scale is Scale.LEVELS:
        level = next((each for each in item.levels if each.points == points), None)
        word = title_of(level.zh, level.en, language) if level else ""
        return f"{word} {points}".strip()
    return f"{points} / {item.high}"


def time_of(at: float | None, zone: ZoneInfo) -> str:
    """Return when it was, where the schools are."""
    return "" if at is None else f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}"


def moment_of(at: float, zone: ZoneInfo) -> str:
    """Return a moment of a lesson to the second."""
    return f"{datetime.fromtimestamp(at, zone):%H:%M:%S}"
