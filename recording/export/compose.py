"""The film's pictures, one after the other, from the plan and what is behind its tiles.

Rule: bounded: of each track one picture stands and one waits. Only a tile that changed is painted.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from av.video.frame import VideoFrame

from classroom.media_messages import Source
from recording.export.lettering import card, label
from recording.export.order import Order
from recording.export.plan import PAGES, Box, Span, Tile, page_at
from recording.export.planes import Canvas, Planes, Scaler, fitted
from recording.export.reading import Held
from recording.export.screen_ink import ScreenInk
from recording.export.slides import Slides
from recording.export.watermark import Watermark

KEPT_CARDS = 32


class _Behind(NamedTuple):
    """What stands behind a track's tile."""

    held: Held
    scaler: Scaler
    ink: ScreenInk | None  # over a shared screen


class Composer:
    """Makes the pictures `first` to before `last` of the film."""

    def __init__(self, order: Order, spans: Sequence[Span], first: int, last: int) -> None:
        """`spans` are those of the whole film. Nothing is read yet."""
        self._order, self._first, self._last = order, first, last
        self._since = order.since + first / order.rate
        self._until = order.since + last / order.rate
        self._spans = [
            span for span in spans if span.until > self._since and span.since < self._until
        ]
        self._canvas = Canvas(order.width, order.height)
        self._mark = Watermark(order.mark, order.width, order.height)
        self._slides = Slides(order.ink, order.language)
        self._behind: dict[int, _Behind] = {}
        self._cards: dict[tuple[int, int, tuple[str, ...]], Planes] = {}
        self._names: dict[tuple[str, int], Planes] = {}
        self._painted: dict[Box, object] = {}  # what is in each box now
        self._places: dict[Box, Box] = {}  # and where in it
        self._zone = ZoneInfo(order.zone)

    def frames(self) -> Iterator[VideoFrame]:
        """Yield them; the first one is numbered 0."""
        order, spans = self._order, iter(self._spans)
        span: Span | None = next(spans, None)
        shown: tuple[Tile, ...] | None = None
        for number in range(self._first, self._last):
            at = order.since + number / order.rate
            while span is not None and span.until <= at:
                following = next(spans, None)
                if following is None:
                    break
                span = following
            tiles = span.tiles if span is not None else ()
            if tiles != shown:
                self._canvas.clear(Box(0, 0, order.width, order.height))
                self._painted.clear()
                self._places.clear()
                shown = tiles
                if not tiles:
                    self._nothing()
            for tile in tiles:
                self._paint(tile, at)
            with self._mark.on(self._canvas, number / order.rate, self._main()):
                yield self._canvas.frame(number - self._first, order.rate)

    def _main(self) -> Box:
        """Return where the largest picture is."""
        whole = Box(0, 0, self._order.width, self._order.height)
        return max(self._places.values(), key=lambda box: box.width * box.height, default=whole)

    def _paint(self, tile: Tile, at: float) -> None:
        if tile.track == PAGES:
            self._page(tile, at)
            return
        behind = self._behind.get(tile.track)
        if behind is None:
            track = next(t for t in self._order.index.tracks if t.track == tile.track)
            screen = track.source is Source.SCREEN
            ink = ScreenInk(self._order.ink) if screen else None
            held = Held(Path(self._order.folder), track, self._since, self._until)
            behind = self._behind[tile.track] = _Behind(held, Scaler(), ink)
        picture = None if tile.hole else behind.held.at(at)
        if picture is None:
            self._card(tile, self._hole(tile.hole))
            return
        what = picture.at, behind.ink.turned(at) if behind.ink else 0
        if self._painted.get(tile.box) == what:
            return
        frame = picture.frame
        place = fitted(frame.width, frame.height, tile.box)
        small = behind.scaler.scaled(frame, place.width, place.height)
        if behind.ink is not None:
            small = behind.ink.over(small, place)
        self._lay(tile, small, place, what)

    def _page(self, tile: Tile, at: float) -> None:
        page = page_at(self._order.pages, at)
        if page is None:
            return
        planes, place, changed = self._slides.at(page, tile.box, at)
        if changed or self._painted.get(tile.box) != page.surface:
            self._lay(tile, planes, place, page.surface)

    def _card(self, tile: Tile, lines: tuple[str, ...]) -> None:
        if self._painted.get(tile.box) == lines:
            return
        place = fitted(16, 9, tile.box) if tile.box.width >= 160 else tile.box
        key = place.width, place.height, lines
        if key not in self._cards:
            if len(self._cards) >= KEPT_CARDS:
                self._cards.clear()
            self._cards[key] = card(place.width, place.height, lines)
        self._lay(tile, self._cards[key], place, lines)

    def _lay(self, tile: Tile, planes: Planes, place: Box, what: object) -> None:
        """Paste into a tile; `what` it is need not be pasted again."""
        if self._places.get(tile.box) != place:
            self._canvas.clear(tile.box)
        self._canvas.paste(planes, place.x, place.y)
        self._name(tile, place)
        self._painted[tile.box], self._places[tile.box] = what, place

    def _name(self, tile: Tile, place: Box) -> None:
        name = self._order.names.get(tile.seat, "") if tile.seat else ""
        if not name or place.width < 120:
            return
        key = name, place.width
        if key not in self._names:
            self._names[key] = label(name, place.width)
        strip = self._names[key]
        self._canvas.paste(strip, place.x, place.y + place.height - strip[0].shape[0])

    def _nothing(self) -> None:
        order = self._order
        words = "没有画面，只有声音" if order.language == "zh" else "No picture, only sound"
        self._canvas.paste(card(order.width, order.height, (order.title or words, words)), 0, 0)

    def _hole(self, hole: tuple[float, float] | None) -> tuple[str, ...]:
        words = "没有画面" if self._order.language == "zh" else "No picture"
        if hole is None:
            return (words,)
        clocks = [datetime.fromtimestamp(at, self._zone).strftime("%H:%M:%S") for at in hole]
        return (words, "–".join(clocks))
