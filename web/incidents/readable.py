"""A package as a page that whoever gets it reads and prints, without our program.

Rule: whatever anybody wrote is text and nothing else; times are those of the schools, with their
distance from UTC.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from html import escape

from classroom.incidents.incident import IncidentWhy
from classroom.incidents.package import Package

_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.2rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#f3f3f3}figure{display:inline-block;margin:0 1rem 1rem 0}img{max-width:20rem}"
)
_WHY = {
    IncidentWhy.SHUT_DOWN: "一键关停 Shut down",
    IncidentWhy.ASKED: "管理员要求 Asked for by an administrator",
}


def readable(package: Package, zone: tzinfo) -> str:
    """Return the page."""

    def time(at: float | None) -> str:
        return "" if at is None else f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M:%S %z}"

    facts = [
        ("课堂 Lesson", f"{package.title} · {package.subject} ({package.lesson})"),
        ("事件编号 Incident", package.incident),
        ("缘由 Why", _WHY[package.why]),
        ("时间 When", time(package.at)),
        ("材料生成 Made", time(package.made_at)),
        ("参加教室 Classrooms", "、".join(package.classrooms)),
    ]
    if not package.is_whole:
        facts.append(("注意 Note", "记录太多，未全部列出 There is more than is listed here"))
    parts = [
        _table((), facts),
        "<h2>画面 Pictures</h2>",
        "".join(
            f'<figure><img src="{escape(p.file)}" alt=""><figcaption>{escape(p.classroom)} · '
            f"{escape(p.source)} · {time(p.at)}</figcaption></figure>"
            for p in package.pictures
        )
        or "<p>无 None</p>",
        "<h2>时间线 Time line</h2>",
        _table(
            ("时间 When", "教室 Classroom", "发生了什么", "What"),
            ((time(m.at), m.classroom, m.what.zh, m.what.en) for m in package.moments),
        ),
        "<h2>账号与设备 Accounts and devices</h2>",
        _table(
            ("类别 Kind", "编号 Id", "显示名 Display name", "教室 Classrooms"),
            ((a.kind, a.id, a.name, "、".join(a.seats)) for a in package.accounts),
        ),
        "<h2>登录、进入与网络地址 Signing in, coming in, and addresses</h2>",
        _table(
            ("时间 When", "事项 What", "结果 Result", "账号 Account", "设备 Device",
             "地址 Address", "教室 Classroom"),
            (
                (time(c.at), c.action, c.result, f"{c.kind} {c.id}", c.device, c.address, c.seat)
                for c in package.came
            ),
        ),
        "<h2>文字 What was typed</h2>",
        _table(
            ("时间 When", "教室 By", "内容 Text", "删除 Deleted", "拦下 Withheld", "举报 Reported"),
            (
                (
                    time(r.at), r.by, r.text, time(r.deleted_at), r.withheld,
                    "、".join(r.reports),
                )
                for r in package.remarks
            ),
        ),
        "<p>人员以编号和显示名列出；实名由学校依法提供。不含学生姓名与编号。</p>"
        "<p>People stand here by id and display name; the school gives real names where the law "
        "asks. Pupils are not named.</p>",
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>事件材料 Incident</title>'
        f"<style>{_STYLE}</style><h1>事件材料 Incident</h1>{''.join(parts)}</html>"
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{escape(each)}" for each in heads)
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in row) for row in rows)
    return f"<table>{head and '<tr>' + head}{lines}</table>" if lines else "<p>无 None</p>"
