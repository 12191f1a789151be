"""The board as PDF: strokes as lines, text as text, at any size as sharp as the board was.

Rule: pure, and done in a thread. Fonts are the reader's: PDF readers bring `STSong-Light` with
their Chinese, so that none is shipped.
"""

import io
import math
from collections.abc import Iterable
from itertools import pairwise

from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from classroom.ink import points
from classroom.ink.points import FORCE, SIDE, Point
from classroom.ink.strokes import POINTS, Colour, Stroke, Tool
from web.board.sheets import Sheet
from web.transfer.forms import Language

FONT = "STSong-Light"
FOOT = 24.0  # points below each page, for what it is and who drew
_COLOURS = {
    Colour.BLACK: "#16201f",
    Colour.RED: "#c4161c",
    Colour.BLUE: "#0b57b7",
    Colour.GREEN: "#17703a",
    Colour.PURPLE: "#7a2fa8",
}  # as on the pages: web/client/src/board/strokes.ts
_HEAD = 0.45  # half an arrow's point, radians

Place = tuple[float, float]


def pdf(title: str, sheets: Iterable[Sheet], language: Language) -> bytes:
    """Return the file."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("三课堂 Sanketang")
    for sheet in sheets:
        width, height = sheet.size
        canvas.setPageSize((width, height + FOOT))
        canvas.setLineJoin(1)
        for stroke in sheet.strokes:
            canvas.saveState()
            _draw(canvas, stroke, width, height)
            canvas.restoreState()
        _foot(canvas, title, sheet, language)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _foot(canvas: Canvas, title: str, sheet: Sheet, language: Language) -> None:
    english = language is Language.EN
    page = f"page {sheet.number}" if english else f"第 {sheet.number} 页"
    what = sheet.file or ("Board" if english else "白板")
    by = (", " if english else "、").join(sheet.by)
    parts = [title, f"{what} {page}", by and (f"by {by}" if english else f"写画：{by}")]
    canvas.setStrokeColor(HexColor("#bbbbbb"))
    canvas.setLineWidth(0.5)
    canvas.line(0, FOOT, sheet.size[0], FOOT)
    canvas.setFillColor(HexColor("#444444"))
    canvas.setFont(FONT, 9)
    canvas.drawString(12, 8, " · ".join(part for part in parts if part))


def _draw(canvas: Canvas, stroke: Stroke, width: float, height: float) -> None:
    told = points.read(stroke.points, pressed=stroke.pressed, most=POINTS)
    places = [_place(point, width, height) for point in told]
    thickness = max(0.4, stroke.width / 1000 * width)
    colour = HexColor(_COLOURS[stroke.colour])
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(thickness)
    canvas.setLineCap(0 if stroke.tool is Tool.MARKER else 1)
    (x, y), (to_x, to_y) = places[0], places[-1]
    match stroke.tool:
        case Tool.TEXT:
            canvas.setFont(FONT, thickness)
            canvas.drawString(x, y - thickness * 0.88, stroke.text)  # what is told is its top
        case Tool.RECTANGLE:
            canvas.rect(min(x, to_x), min(y, to_y), abs(to_x - x), abs(to_y - y))
        case Tool.ELLIPSE:
            canvas.ellipse(x, y, to_x, to_y)
        case Tool.LINE | Tool.ARROW:
            canvas.line(x, y, to_x, to_y)
            if stroke.tool is Tool.ARROW:
                _arrow_head(canvas, places[0], places[-1], max(10.0, thickness * 4))
        case Tool.PEN if stroke.pressed:
            _pressed(canvas, told, places, thickness)
        case _:
            if stroke.tool is Tool.MARKER:
                canvas.setStrokeAlpha(0.35)
            _smooth(canvas, places)


def _place(point: Point, width: float, height: float) -> Place:
    """Return where it is on paper, where up is up."""
    return point[0] / SIDE * width, FOOT + (1 - point[1] / SIDE) * height


def _arrow_head(canvas: Canvas, start: Place, end: Place, length: float) -> None:
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    for side in (angle - _HEAD, angle + _HEAD):
        canvas.line(*end, end[0] - length * math.cos(side), end[1] - length * math.sin(side))


def _pressed(canvas: Canvas, told: list[Point], places: list[Place], most: float) -> None:
    for n, (point, place) in enumerate(zip(told, places, strict=True)):
        before = max(0, n - 1)
        force = (point[2] + told[before][2]) / 2 / FORCE
        canvas.setLineWidth(max(0.4, most * (0.3 + 1.2 * force)))
        canvas.line(*places[before], *place)


def _smooth(canvas: Canvas, places: list[Place]) -> None:
    """Draw through the middles of the line's pieces, as the pages do."""
    path = canvas.beginPath()
    path.moveTo(*places[0])
    at = places[0]
    for control, after in pairwise(places[1:]):
        to = ((control[0] + after[0]) / 2, (control[1] + after[1]) / 2)
        first = [a + 2 / 3 * (c - a) for a, c in zip(at, control, strict=True)]
        second = [b + 2 / 3 * (c - b) for b, c in zip(to, control, strict=True)]
        path.curveTo(*first, *second, *to)
        at = to
    path.lineTo(*places[-1])
    canvas.drawPath(path)
