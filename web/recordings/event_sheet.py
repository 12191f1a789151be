"""A recorded lesson's events as a workbook: one row a moment, in words.

Rule: as the page tells them (`moments`): pupils are counted and never named. Nothing is a formula.
"""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from web.recordings.moments import Data, ReviewedMoment
from web.transfer.forms import Language
from web.transfer.writing import text_cell

HEADS = (
    ("时间", "Time"), ("距录制开始", "Into the recording"), ("事件", "Event"),
    ("教室", "Classroom"), ("内容", "What"),
)  # fmt: skip
KINDS = {
    "phase": ("课堂进程", "Phase"),
    "restarted": ("重新开课", "Restarted"),
    "presence": ("教室进出", "Presence"),
    "stage": ("上台", "Stage"),
    "hand_up": ("举手", "Hand up"),
    "hand_down": ("放下手", "Hand down"),
    "right": ("权限", "Right"),
    "forbidden": ("全部禁止", "All forbidden"),
    "lock": ("课堂锁定", "Door"),
    "removed": ("请出", "Removed"),
    "question": ("提问", "Question"),
    "answer": ("回答", "Answer"),
    "question_closed": ("停止作答", "Answers closed"),
    "question_shown": ("公布答案", "Answers shown"),
    "question_away": ("收起提问", "Question put away"),
    "notice": ("公告", "Notice"),
    "countdown": ("倒计时", "Countdown"),
    "layout": ("画面布局", "Layout"),
    "spotlight": ("聚焦", "Spotlight"),
    "board": ("白板", "Board"),
    "slide": ("课件翻页", "Slide"),
    "slides_away": ("收起课件", "Slides away"),
    "file": ("分发文件", "File"),
    "file_away": ("收回文件", "File taken away"),
    "break_due": ("提醒休息", "Break due"),
    "missed": ("断线缺课（秒）", "Missed, seconds"),
    "catching_up": ("补看", "Catching up"),
    "caught_up": ("回到直播", "Live again"),
    "media_lost": ("音视频中断", "Media lost"),
    "ingest": ("录播主机", "Recording box"),
    "said": ("聊天", "Chat"),
    "withheld": ("未发出的聊天", "Withheld"),
    "roll_called": ("点名", "Roll called"),
    "roll": ("点名结果", "Roll"),
    "roll_corrected": ("更正点名", "Roll corrected"),
    "stream": ("音视频", "Stream"),
}
COUNTS = {
    "expected": ("应到", "expected"), "present": ("实到", "present"), "late": ("迟到", "late"),
    "absent": ("缺席", "absent"), "on_leave": ("请假", "on leave"),
}  # fmt: skip
_UNSAID = frozenset(
    {"question", "number", "gone_at", "file", "per_pupil", "right", "counted", "since"}
)
_BOLD = Font(bold=True)


def workbook(
    told: Iterable[ReviewedMoment],
    names: Mapping[str, str],
    began: float,
    zone: str,
    language: Language,
) -> bytes:
    """Return the file. `names` are those of classrooms; `began` is when the recording did."""
    at = language is Language.EN
    book, place = Workbook(write_only=True), ZoneInfo(zone)
    page = book.create_sheet("Events" if at else "课堂事件")
    page.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (20, 12, 18, 24, 70), strict=True):
        page.column_dimensions[letter].width = width
    heads = []
    for head in HEADS:
        cell = WriteOnlyCell(page, head[at])
        cell.font = _BOLD
        heads.append(cell)
    page.append(heads)
    for moment in told:
        row = (
            datetime.fromtimestamp(moment.at / 1000, place).strftime("%Y-%m-%d %H:%M:%S"),
            into(moment.at / 1000 - began),
            KINDS.get(moment.kind, (moment.kind, moment.kind))[at],
            names.get(moment.classroom, ""),
            what(moment, names, at=at),
        )
        page.append([text_cell(page, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def into(seconds: float) -> str:
    """Return how far into the recording something is.

    >>> into(3725.9), into(-2)
    ('1:02:05', '-0:00:02')
    """
    sign, whole = ("-" if seconds < 0 else ""), int(abs(seconds))
    return f"{sign}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def what(moment: ReviewedMoment, names: Mapping[str, str], *, at: bool) -> str:
    """Return what a moment says besides its kind; `at`: in English."""
    data = moment.data
    if moment.kind in ("roll", "roll_corrected"):
        known = [name for name in COUNTS if data.get(name) is not None]
        found = [f"{COUNTS[name][at]} {data[name]}" for name in known]
        return (", " if at else "，").join(found)
    if moment.kind == "stage":
        return (", " if at else "、").join(names.get(each, each) for each in data["stage"])
    if moment.kind == "answer":
        return _reply(data.get("reply"))
    return " · ".join(filter(None, (_plain(data[name]) for name in data if name not in _UNSAID)))


def _reply(reply: Data | None) -> str:
    if not reply:
        return ""
    options = ", ".join(chr(ord("A") + each) for each in reply.get("options") or ())
    return " ".join(filter(None, (options, _plain(reply.get("number")), reply.get("text") or "")))


def _plain(value: object) -> str:
    match value:
        case None | "":
            return ""
        case True:
            return "✓"
        case False:
            return "✗"
        case list() | tuple():
            return ", ".join(map(_plain, value))
        case _:
            return str(value)
