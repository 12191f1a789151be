"""A sheet that was filed as PDF.

Rule: it is made from what was signed and from nothing else but names of people. Fonts are the
reader's: PDF readers bring `STSong-Light` with their Chinese. In a thread, one at a time.
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

from classroom.review.inspection import FiledSheet, StepKind
from classroom.review.signing import Trust, canonical, digest
from classroom.store.inspection_lists import WholeSheet
from web.review import words
from web.review.words import say
from web.transfer.forms import Language

FONT = "STSong-Light"
_ITEMS = [70 * mm, 26 * mm, 16 * mm, 74 * mm]
_NOTES = [34 * mm, 20 * mm, 132 * mm]
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#999999")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f2f2f2")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def pdf(whole: WholeSheet, names: Mapping[str, str], language: Language, zone: ZoneInfo) -> bytes:
    """Return the file; `whole` was filed."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    filed = whole.filed
    assert filed is not None  # its caller has looked
    title = say(words.TITLE, language)
    parts: list[Flowable] = [_text(title, 16)]
    parts += [_text(f"{name}  {value}") for name, value in _head(filed, names, language, zone)]
    if filed.result is not None:
        parts += [Spacer(1, 2 * mm), _text(f"{say(words.RESULT, language)}  {filed.result}", 13)]
    parts += [Spacer(1, 3 * mm), _items(filed, language)]
    for words_of, text in ((words.SUMMARY, filed.summary), (words.ADVICE, filed.advice)):
        if text.strip():
            parts += [Spacer(1, 3 * mm), _text(say(words_of, language), 12), _text(text)]
    if filed.notes:
        parts += [Spacer(1, 3 * mm), _text(say(words.NOTES, language), 12)]
        parts.append(_notes(filed, language, zone))
    parts += [Spacer(1, 3 * mm), *_signatures(whole, filed, names, language, zone)]
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=12 * mm,
        rightMargin=12 * mm,
        topMargin=15 * mm,
        bottomMargin=15 * mm,
        title=f"{title} {filed.title}",
        author="三课堂 Sanketang",
    )
    document.build(parts, onFirstPage=_number, onLaterPages=_number)
    return file.getvalue()


def _head(
    filed: FiledSheet, names: Mapping[str, str], language: Language, zone: ZoneInfo
) -> list[tuple[str, str]]:
    form = words.title_of(filed.form_zh, filed.form_en, language)
    rows = [
        (words.LESSON, filed.title),
        (words.SUBJECT, filed.subject),
        (words.BEGAN, words.time_of(filed.began_at, zone)),
        (words.LECTURER, names.get(filed.lecturer, filed.lecturer)),
        (words.INSPECTOR, names.get(filed.inspector, filed.inspector)),
        (words.FORM, f"{form} ({filed.form_version})"),
        (words.FILED, words.time_of(filed.filed_at, zone)),
        (words.NUMBER, filed.sheet),
        (words.CORRECTS, filed.why),
    ]
    return [(say(name, language), value) for name, value in rows if value]


def _items(filed: FiledSheet, language: Language) -> Flowable:
    heads = (words.ITEM, words.GIVEN, words.WEIGHT, words.REMARK)
    rows = [[_text(say(each, language)) for each in heads]]
    for each in filed.items:
        asked = each.asked
        rows.append(
            [
                _text(words.title_of(asked.zh, asked.en, language)),
                _text(words.points_of(asked, each.points, language)),
                _text(str(asked.weight) if asked.weight else ""),
                _text(each.remark),
            ]
        )
    return LongTable(rows, colWidths=_ITEMS, repeatRows=1, style=_GRID)


def _notes(filed: FiledSheet, language: Language, zone: ZoneInfo) -> Flowable:
    rows = [[_text(say(each, language)) for each in (words.WHEN, words.KIND, words.REMARK)]]
    for note in filed.notes:
        at = words.moment_of(note.start, zone)
        until = "" if note.end is None else f" – {words.moment_of(note.end, zone)}"
        kind = say(words.KINDS[note.kind], language)
        rows.append([_text(at + until), _text(kind), _text(note.text)])
    return LongTable(rows, colWidths=_NOTES, repeatRows=1, style=_GRID)


def _signatures(
    whole: WholeSheet,
    filed: FiledSheet,
    names: Mapping[str, str],
    language: Language,
    zone: ZoneInfo,
) -> list[Flowable]:
    found: list[Flowable] = [_text(say(words.SIGNED, language), 12)]
    for step in whole.steps:
        by = names.get(step.by, step.by)
        what = say(words.STEPS[step.what], language)
        found.append(_text(f"{words.time_of(step.at, zone)}  {what}  {by}"))
        if step.text and step.what is not StepKind.FILED:
            found.append(_text(step.text))
        found.append(_text(f"Ed25519 {step.signature}", 6))
    trust = whole.trust or Trust.ALTERED
    colour = "#14532d" if trust is Trust.GOOD else "#a4161a"
    found.append(
        _marked(f'<font color="{colour}">{escape(say(words.TRUST[trust], language))}</font>', 10)
    )
    key = whole.steps[0].key if whole.steps else ""
    head = f"{say(words.HEAD, language)} {filed.head or '—'}"
    found.append(_text(f"SHA-256 {digest(canonical(filed))}  key {key}  {head}", 6))
    return found


def _text(text: str, size: int = 9) -> Paragraph:
    return _marked(escape(text).replace("\n", "<br/>"), size)


def _marked(text: str, size: int = 9) -> Paragraph:
    style = ParagraphStyle(
        f"s{size}", fontName=FONT, fontSize=size, leading=size * 1.45, wordWrap="CJK", spaceAfter=2
    )
    return Paragraph(text, style)


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawCentredString(A4[0] / 2, 8 * mm, str(document.page))
