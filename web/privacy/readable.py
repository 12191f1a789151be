"""A copy of a pupil's data as a page that a guardian can read and print.

Rule: everything in the copy is on the page, in the words of the language; whatever was written by
anybody is text and nothing else.
"""

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from classroom.questions.question import TRUE, QuestionKind
from classroom.store.attended import Chosen
from classroom.store.erasing import Subject
from web.transfer.forms import Language

HTML = "text/html"

# In Chinese, in English. A field without words here is shown under its own name.
_WORDS: dict[str, tuple[str, str]] = {
    "copy": ("学生个人信息副本", "Copy of a pupil's personal data"),
    "nothing": ("无", "Nothing"),
    "pupils": ("基本信息", "The pupil"),
    "consents": ("监护人意见", "What guardians said"),
    "pupil_requests": ("未予办理的申请", "Requests that were refused"),
    "holds": ("依法留存", "Legal holds"),
    "notices": ("告知书", "Notices"),
    "school": ("学校", "School"),
    "school_class": ("班级", "Class"),
    "name": ("姓名", "Name"),
    "number": ("编号", "Number"),
    "consent": ("监护人是否同意", "Consent"),
    "said": ("意见", "Said"),
    "guardian": ("监护人", "Guardian"),
    "relation": ("与学生关系", "Relation"),
    "notice": ("告知书", "Notice"),
    "basis": ("依据", "Basis"),
    "at": ("时间", "When"),
    "recorded_by": ("记录人", "Recorded by"),
    "decided_by": ("决定人", "Decided by"),
    "wish": ("申请事项", "Wish"),
    "reason": ("理由", "Reason"),
    "until": ("留存至", "Until"),
    "version": ("版本", "Version"),
    "responsible": ("处理者与联系方式", "Who is responsible"),
    "purpose": ("处理目的", "Purpose"),
    "method": ("处理方式与范围", "Way and extent"),
    "kinds": ("信息种类", "Kinds of data"),
    "storage": ("存储地点", "Where it is kept"),
    "retention": ("保存期限与到期处理", "How long, and what then"),
    "security": ("安全措施", "Safety"),
    "rights": ("权利与办理途径", "Rights"),
    "refusing": ("不同意的后果", "If one refuses"),
    "complaints": ("投诉渠道", "Complaints"),
    "given": ("同意", "Consented"),
    "refused": ("不同意", "Refused"),
    "withdrawn": ("撤回同意", "Withdrew"),
    "unasked": ("未征求", "Not asked"),
    "father": ("父亲", "Father"),
    "mother": ("母亲", "Mother"),
    "grandparent": ("祖父母/外祖父母", "Grandparent"),
    "relative": ("其他亲属", "Relative"),
    "institution": ("民政部门、村（居）委会", "Institution"),
    "other": ("其他", "Other"),
    "duty": ("法定职责", "Statutory duty"),
    "erase": ("删除", "Erase"),
    "export": ("复制", "Copy"),
    "correct": ("更正", "Correct"),
    "attended": ("课堂点名", "Rolls of lessons"),
    "chosen": ("课堂作答", "Answers in lessons"),
    "title": ("课", "Lesson"),
    "starts_at": ("上课时间", "Begins"),
    "roll": ("第几次点名", "Roll"),
    "marked": ("老师所记", "Marked"),
    "counts_as": ("到课情况", "Counts as"),
    "present": ("到课", "Present"),
    "absent": ("缺席", "Absent"),
    "late": ("迟到", "Late"),
    "on_leave": ("请假", "On leave"),
    "left_early": ("早退", "Left early"),
    "question": ("问题", "Question"),
    "options": ("所选", "Chosen"),
    "yes": ("对", "True"),
    "no": ("错", "False"),
}
_TIMES = {"starts_at", "at", "made_at", "published_at", "lifted_at", "removed_at"}
_CHOSEN = {"consent", "said", "relation", "basis", "wish", "marked", "counts_as"}
_TOLD_OTHERWISE = {"pupils", "pupil_answers"}
_OURS = {
    "scope",
    "natural",
    "id",
    "pupil",
    "lesson",
    "kind",
}  # how it is kept; in the JSON copy all the same
_STYLE = (
    "body{font:16px/1.6 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "th{width:12rem;background:#f3f3f3}"
)


def readable(subject: Subject, language: Language, zone: ZoneInfo) -> str:
    """Return the page."""

    def word(name: str) -> str:
        return _WORDS[name][language is Language.EN] if name in _WORDS else name

    def shown(name: str, value: Any) -> str:
        if name in _TIMES and value is not None:
            return f"{datetime.fromtimestamp(value, zone):%Y-%m-%d %H:%M}"
        if name == "school_class":
            return subject.school_class
        return word(str(value)) if name in _CHOSEN else str("" if value is None else value)

    def shown_options(each: Chosen) -> str:
        if each.kind is QuestionKind.TRUE_FALSE:
            return word("yes" if each.options == [str(TRUE)] else "no")
        return ", ".join(each.options)

    def table(row: dict[str, Any]) -> str:
        lines = [
            f"<tr><th>{escape(word(name))}<td>{escape(shown(name, value))}"
            for name, value in row.items()
            if name not in _OURS
        ]
        return f"<table>{''.join(lines)}</table>"

    sections: dict[str, list[dict[str, Any]]] = {
        "pupils": [{"school": subject.school} | row for row in subject.data["pupils"]],
        **{name: rows for name, rows in subject.data.items() if name not in _TOLD_OTHERWISE},
        "attended": [msgspec.to_builtins(each) for each in subject.attended],
        "chosen": [
            msgspec.to_builtins(each) | {"options": shown_options(each)} for each in subject.chosen
        ],
        "holds": [{"reason": hold.reason, "until": hold.until} for hold in subject.holds],
        "notices": [
            {"version": notice.version, "published_at": notice.published_at}
            | {
                name: getattr(notice.zh if language is Language.ZH else notice.en, name)
                for name in notice.zh.__struct_fields__
            }
            for notice in subject.notices
        ],
    }
    nothing = f"<p>{word('nothing')}</p>"
    body = "".join(
        f"<h2>{word(name)}</h2>{''.join(map(table, rows)) or nothing}"
        for name, rows in sections.items()
    )
    lang = "zh-CN" if language is Language.ZH else "en"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{word("copy")}</title>'
        f"<style>{_STYLE}</style><h1>{word('copy')}</h1>{body}</html>"
    )
