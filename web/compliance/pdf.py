"""A report as PDF.

Rule: the same words as the page's. Fonts are the reader's: PDF readers bring `STSong-Light` with
their Chinese, so that none is shipped. It takes a second and a core: in a thread, one at a time.
"""

import io
from collections.abc import Mapping
from html import escape
from zoneinfo import ZoneInfo

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from classroom.safety.clause import Verdict
from classroom.safety.report import ComplianceEntry, ComplianceReport
from web.compliance import words
from web.compliance.words import say
from web.transfer.forms import Language

FONT = "STSong-Light"
_COLOURS = {
    Verdict.FAIL: "#a4161a",
    Verdict.UNKNOWN: "#7a4b00",
    Verdict.PASS: "#14532d",
    Verdict.PEOPLE: "#333333",
}
_WIDTHS = [66 * mm, 28 * mm, 92 * mm]
_EVENTS = [18 * mm, 24 * mm, 84 * mm, 60 * mm]
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#999999")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f2f2f2")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def pdf(report: ComplianceReport, language: Language, zone: ZoneInfo) -> bytes:
    """Return the file."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    title = say(words.TITLE, language)
    parts: list[Flowable] = [_text(title, 16)]
    parts += [
        _text(f"{name} {value}".strip()) for name, value in words.head(report, language, zone)
    ]
    parts.append(Spacer(1, 3 * mm))
    counted = [
        f'<font color="{_COLOURS[state]}">{escape(name)} {number}</font>'
        for state, name, number in words.counted(report, language)
    ]
    parts.append(_marked("&nbsp;&nbsp;&nbsp; ".join(counted), 12))
    parts.append(_text(say(words.CAUTION, language)))
    for chapter in report.chapters:
        rows = [[_text(say(each, language)) for each in (words.CLAUSE, words.STATE, words.FOUND)]]
        rows += [_row(entry, language, report.classrooms) for entry in chapter.entries]
        parts += [Spacer(1, 4 * mm), _text(say(chapter.title, language), 12)]
        parts.append(LongTable(rows, colWidths=_WIDTHS, repeatRows=1, style=_GRID))
    if events := words.events_of(report, language, zone):
        heads = ("#", *(say(each, language) for each in (words.WHEN, words.WHAT, words.WHERE)))
        table = [[_text(cell) for cell in row] for row in (heads, *events)]
        parts += [Spacer(1, 4 * mm), _text(say(words.EVENTS, language), 12)]
        parts.append(LongTable(table, colWidths=_EVENTS, repeatRows=1, style=_GRID))
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=12 * mm,
        rightMargin=12 * mm,
        topMargin=15 * mm,
        bottomMargin=15 * mm,
        title=f"{title} {report.title}",
        author="三课堂 Sanketang",
    )
    document.build(parts, onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _row(
    entry: ComplianceEntry, language: Language, classrooms: Mapping[str, str]
) -> list[Flowable]:
    clause = (
        f"{escape(words.title_of(entry, language))} "
        f'<font color="#555555">{escape(entry.id)}</font><br/>'
        f"{escape(say(entry.text, language))}<br/>"
        f'<font color="#555555" size="8">{escape(words.source_of(entry, language))}</font>'
    )
    state = escape(words.state_of(entry.state, language))
    found = "<br/>".join(escape(line) for line in words.found_of(entry, language, classrooms))
    return [
        _marked(clause),
        _marked(f'<font color="{_COLOURS[entry.state]}">{state}</font>'),
        _marked(found),
    ]


def _text(text: str, size: int = 9) -> Paragraph:
    return _marked(escape(text), size)


def _marked(text: str, size: int = 9) -> Paragraph:
    style = ParagraphStyle(
        f"s{size}", fontName=FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK", spaceAfter=2
    )
    return Paragraph(text, style)


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawCentredString(A4[0] / 2, 8 * mm, str(document.page))
