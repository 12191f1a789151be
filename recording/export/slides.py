"""Pages that were shown, as they looked at a moment: the page, and what was drawn on it by then.

Rule: a page whose file is kept no more is said to be so, and its ink is still there. A stranger's
file is opened in the worker's process only, and drawn at the size of its box and no larger.
"""

from collections import deque
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from classroom.ink.log import Drew, InkEntry
from classroom.ink.sheets import Ink
from recording.export.lettering import CARD, PALE, font
from recording.export.order import Page
from recording.export.plan import Box
from recording.export.planes import Planes, fitted, painted
from recording.export.strokes import draw

FINER = 2  # strokes are drawn at so many times the size
MOST_FILE = 256 << 20
Image.MAX_IMAGE_PIXELS = 64_000_000


class Slides:
    """The pages of one export, asked for in order of time."""

    def __init__(self, ink: tuple[InkEntry, ...], language: str) -> None:
        """What was drawn is followed from the beginning."""
        self._left = deque(sorted(ink, key=lambda entry: entry.at))
        self._ink = Ink()
        self._language = language
        self._shown: tuple[str, Box] | None = None
        self._paper: Image.Image | None = None  # the page with its ink, at FINER times the size
        self._bare: Image.Image | None = None  # the page alone
        self._planes: Planes | None = None

    def at(self, page: Page, box: Box, at: float) -> tuple[Planes, Box, bool]:
        """Return the page, where it lies in its box, and whether it changed since the last."""
        place = fitted(round(page.size[0] * 8), round(page.size[1] * 8), box)
        changed = self._shown != (page.surface, place)
        if changed:
            self._shown, self._bare = (page.surface, place), self._page(page, place)
            self._paper = None
        new: list[InkEntry] = []
        while self._left and self._left[0].at <= at:
            entry = self._left.popleft()
            self._ink.take(entry)
            if entry.surface == page.surface:
                new.append(entry)
        if self._paper is None or not all(isinstance(entry, Drew) for entry in new):
            assert self._bare is not None
            strokes = self._ink.sheet(page.surface).strokes()
            self._paper, new = self._bare.copy(), []
            for stroke in strokes:
                self._paper = draw(self._paper, stroke)
            changed = True
        for entry in new:
            if isinstance(entry, Drew):
                self._paper = draw(self._paper, entry.stroke)
                changed = True
        if changed or self._planes is None:
            small = self._paper.resize((place.width, place.height), Image.Resampling.BOX)
            self._planes = painted(small)
        return self._planes, place, changed

    def _page(self, page: Page, place: Box) -> Image.Image:
        size = place.width * FINER, place.height * FINER
        if page.gone:
            return self._gone(size)
        if not page.file:
            return Image.new("RGB", size, (255, 255, 255))
        try:
            path = Path(page.file)
            if path.stat().st_size > MOST_FILE:
                return self._gone(size)
            found = _pdf_page(path, page.number, size) if page.pdf else _image(path)
        except (OSError, ValueError, pypdfium2.PdfiumError, Image.DecompressionBombError):
            return self._gone(size)
        paper = Image.new("RGB", size, (255, 255, 255))
        found.thumbnail(size)
        paper.paste(found, ((size[0] - found.width) // 2, (size[1] - found.height) // 2))
        return paper

    def _gone(self, size: tuple[int, int]) -> Image.Image:
        words = "课件已不再保存" if self._language == "zh" else "The slides are kept no more"
        paper = Image.new("RGB", size, CARD)
        face = font(max(16, size[1] // 24))
        ImageDraw.Draw(paper).text(
            (size[0] / 2, size[1] / 2), words, font=face, fill=PALE, anchor="mm"
        )
        return paper


def _pdf_page(path: Path, number: int, size: tuple[int, int]) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        page = document[number - 1]
        try:
            width, height = page.get_size()
            by = min(size[0] / width, size[1] / height)
            image: Image.Image = page.render(scale=by).to_pil().convert("RGB")
            return image
        finally:
            page.close()


def _image(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (4096, 4096))
        return image.convert("RGB")
