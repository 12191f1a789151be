"""A report as one page to read and print: no script, nothing from elsewhere, styles by their hash.

Rule: whatever was written by anybody is text and nothing else.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from zoneinfo import ZoneInfo

from classroom.safety.report import ComplianceEntry, ComplianceReport
from web.compliance import words
from web.compliance.words import say
from web.transfer.forms import Language

_STYLE = """
@page{size:A4;margin:15mm 12mm}
body{font:15px/1.55 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;
 color:#1b1b1b;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:1.6rem 0 .4rem;break-after:avoid}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0 0 1rem}
dt{color:#555}dd{margin:0}
ul.counts{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:0 0 1rem}
.counts li{border:2px solid #777;border-radius:6px;padding:.3rem .8rem}
.counts b{font-size:1.3rem;margin-left:.5rem}
.caution{border-left:4px solid #8a5a00;padding:.3rem .8rem;background:#fff8e8}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top;
 overflow-wrap:anywhere}
th{background:#f2f2f2}
thead{display:table-header-group}
tr{break-inside:avoid}
col.clause{width:36%}col.state{width:8.5rem}
.events td:first-child,.events th:first-child{width:4.5rem}
.id,.source{color:#555;font-size:.85em}
p{margin:0 0 .25rem}
.state{font-weight:700;white-space:nowrap}
.fail{color:#a4161a}.unknown{color:#7a4b00}.pass{color:#14532d}.people{color:#333}
@media print{body{margin:0;max-width:none;padding:0;font-size:10.5pt}.caution,th{
 print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def page(report: ComplianceReport, language: Language, zone: ZoneInfo) -> str:
    """Return the page."""
    lang = "zh-CN" if language is Language.ZH else "en"
    title = escape(f"{say(words.TITLE, language)} {report.title}")
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in words.head(report, language, zone)
    )
    counts = "".join(
        f'<li class="{state.value}">{escape(name)}<b>{number}</b></li>'
        for state, name, number in words.counted(report, language)
    )
    chapters = "".join(
        f"<section><h2>{escape(say(chapter.title, language))}</h2>"
        f"<table><colgroup><col class=clause><col class=state><col></colgroup>"
        f"<thead><tr><th>{say(words.CLAUSE, language)}<th>{say(words.STATE, language)}"
        f"<th>{say(words.FOUND, language)}</thead>"
        f"<tbody>{''.join(_row(each, language, report.classrooms) for each in chapter.entries)}"
        "</tbody></table>"
        "</section>"
        for chapter in report.chapters
    )
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style><h1>{say(words.TITLE, language)}</h1>"
        f'<dl>{lines}</dl><ul class="counts">{counts}</ul>'
        f'<p class="caution">{escape(say(words.CAUTION, language))}</p>{chapters}'
        f"{_events(report, language, zone)}</html>"
    )


def _events(report: ComplianceReport, language: Language, zone: ZoneInfo) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}' for cell in row)}"
        for row in words.events_of(report, language, zone)
    )
    if not rows:
        return ""
    heads = "".join(f"<th>{say(each, language)}" for each in (words.WHEN, words.WHAT, words.WHERE))
    return (
        f"<section><h2>{say(words.EVENTS, language)}</h2><table class=events>"
        f"<thead><tr><th>#{heads}</thead><tbody>{rows}</tbody></table></section>"
    )


def _row(entry: ComplianceEntry, language: Language, classrooms: Mapping[str, str]) -> str:
    found = "".join(
        f"<p>{escape(line)}</p>" for line in words.found_of(entry, language, classrooms)
    )
    return (
        f"<tr><td><p><b>{escape(words.title_of(entry, language))}</b> "
        f'<span class="id">{escape(entry.id)}</span></p>'
        f"<p>{escape(say(entry.text, language))}</p>"
        f'<p class="source">{escape(words.source_of(entry, language))}</p>'
        f'<td class="state {entry.state.value}">{escape(words.state_of(entry.state, language))}'
        f"<td>{found}"
    )
