"""What pages draw, and a page's copy of what is drawn, kept as the protocol says."""

import itertools
from collections.abc import Sequence
from typing import Any

from classroom.ink import points
from tests.signaling.server import TestPage

BOARD = "board:1"
_tags = itertools.count(1)
LINE = ((100, 100), (200, 150), (300, 100))


def a_stroke(
    at: Sequence[tuple[int, ...]] = LINE, *, surface: str = BOARD, **other: Any
) -> dict[str, Any]:
    """A stroke's message: three points with a pen, unless it is said otherwise."""
    return {
        "surface": surface,
        "tag": next(_tags),
        "tool": "pen",
        "colour": "black",
        "width": 4,
        "points": points.write(at),
        **other,
    }


class Paper:
    """One surface as a page knows it: read once, then followed."""

    def __init__(self, page: TestPage, surface: str = BOARD) -> None:
        self.page, self.surface = page, surface
        self._revision = -1
        self._strokes: dict[str, dict[str, Any]] = {}
        self._seen = 0

    async def read(self) -> "Paper":
        self._seen = len(self.page.passing)
        sheet = await self.page.ask("read_ink", surface=self.surface)
        self._revision = sheet["revision"]
        self._strokes = {stroke["id"]: stroke for stroke in sheet["strokes"]}
        return self

    @property
    def strokes(self) -> list[dict[str, Any]]:
        """What is on it now."""
        for told in self.page.passing[self._seen :]:
            self._seen += 1
            ours = told["type"] == "inked" and told["surface"] == self.surface and told["changes"]
            if ours and (behind := told["revision"] - self._revision) > 0:
                assert behind <= len(told["changes"]), "one missed"
                self._revision = told["revision"]
                for change in told["changes"][-behind:]:
                    self._apply(change)
        return sorted(self._strokes.values(), key=lambda one: int(one["id"].partition("/")[2]))

    @property
    def ids(self) -> list[str]:
        return [stroke["id"] for stroke in self.strokes]

    async def shows(self, *ids: str) -> None:
        """Wait until exactly these are on it."""
        await self.page.until(lambda: self.ids == list(ids))

    def _apply(self, change: dict[str, Any]) -> None:
        match change["type"]:
            case "stroke_drawn":
                self._strokes[change["stroke"]["id"]] = change["stroke"]
            case "strokes_back":
                self._strokes |= {stroke["id"]: stroke for stroke in change["strokes"]}
            case "strokes_erased":
                for id in change["strokes"]:
                    self._strokes.pop(id, None)
            case "ink_wiped":
                self._strokes.clear()


def sketched(page: TestPage) -> list[tuple[str, int]]:
    """Who is seen drawing what, as (classroom, tag)."""
    told = [message for message in page.passing if message["type"] == "inked"]
    return [(one["by"], one["tag"]) for message in told for one in message["sketches"]]


def pointed(page: TestPage) -> list[tuple[str, int | None]]:
    """Who was seen pointing, and where from the left."""
    told = [message for message in page.passing if message["type"] == "inked"]
    return [(one["by"], one["x"]) for message in told for one in message["pointers"]]
