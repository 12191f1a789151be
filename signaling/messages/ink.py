"""Ink: what pages ask when they draw, and what they are told of it.

Rule: a page reads a surface once (`read_ink`) and follows it by the numbered changes in `inked`;
whoever misses a number reads again. What is still being drawn, and where somebody points, is told
as it comes and kept nowhere. Points are text: `classroom/ink/points.py`.
"""

from typing import Annotated

from msgspec import Meta

from classroom.ink.points import SIDE
from classroom.ink.strokes import Colour, Points, Stroke, Tag, Tool, Width
from classroom.ink.surfaces import Surface
from signaling.messages.base import Message, Value, snake

Place = Annotated[int, Meta(ge=0, le=SIDE)]
StrokeId = Annotated[str, Meta(max_length=80, pattern=r"^[A-Za-z0-9_.:-]+/[1-9][0-9]*$")]
AT_ONCE = 200  # strokes taken off by one request


class ShowBoard(Message, frozen=True, tag=snake):
    """Show a page of the board to everybody; the one after the last adds one. Result: Ok. Refused:
    `unknown_page`, `board_full`.
    """

    page: Annotated[int, Meta(ge=1, le=1000)]


class HideBoard(Message, frozen=True, tag=snake):
    """Put the board away; what is on it stays. Result: Ok."""


class ReadInk(Message, frozen=True, tag=snake):
    """Ask what is drawn on a surface; `have`: the revision this page has. Result: InkSheet.
    Refused: `not_shown`.
    """

    surface: Surface
    have: int | None = None


class Sketch(Message, frozen=True, tag=snake):
    """Show a piece of a stroke that is being drawn. A piece begins where the one before it ended;
    of a shape, it is the shape so far. Result: Ok. Refused: as for `draw`.
    """

    surface: Surface
    tag: Tag  # the page's own, at random: the same in the finished stroke
    tool: Tool
    colour: Colour
    width: Width
    points: Points
    pressed: bool = False


class Draw(Message, frozen=True, tag=snake):
    """Keep a finished stroke; sent again with the same tag, it is the same stroke. Result: Ok.
    Refused: `right_off`, `not_shown`, `bad_stroke`, `page_full`, `ink_full`, and for text as for
    `say`.
    """

    surface: Surface
    tag: Tag
    tool: Tool
    colour: Colour
    width: Width
    points: Points
    pressed: bool = False  # each point has the pen's force, 0 to 63
    text: str = ""


class Erase(Message, frozen=True, tag=snake):
    """Take strokes off: one's own, the lecturer anybody's. Result: Ok. Refused: `not_yours`."""

    surface: Surface
    strokes: Annotated[tuple[StrokeId, ...], Meta(min_length=1, max_length=AT_ONCE)]


class Undo(Message, frozen=True, tag=snake):
    """Take back the last thing this classroom did there. Result: Ok. Refused: `nothing_to_undo`."""

    surface: Surface


class Wipe(Message, frozen=True, tag=snake):
    """Take everything off a surface. Result: Ok."""

    surface: Surface


class Point(Message, frozen=True, tag=snake):
    """Point there; None: no more. Result: Ok. Refused: as for `draw`."""

    surface: Surface
    x: Place | None
    y: Place | None


class BoardState(Value, frozen=True):
    """The board."""

    page: int | None  # the one that is shown; None: the board is away
    pages: int


class StrokeDrawn(Message, frozen=True, tag=snake):
    """A stroke was finished; it takes the place of what was seen of it under this tag."""

    stroke: Stroke
    tag: int


class StrokesErased(Message, frozen=True, tag=snake):
    """These are off."""

    strokes: list[str]


class StrokesBack(Message, frozen=True, tag=snake):
    """These are there again; strokes lie in the order of their numbers."""

    strokes: list[Stroke]


class InkWiped(Message, frozen=True, tag=snake):
    """Everything is off."""


InkChange = StrokeDrawn | StrokesErased | StrokesBack | InkWiped


class SketchState(Value, frozen=True):
    """A piece of a stroke that is being drawn."""

    by: str
    tag: int
    tool: Tool
    colour: Colour
    width: int
    points: str
    pressed: bool


class PointerState(Value, frozen=True):
    """Where a classroom points; None: no more."""

    by: str
    x: int | None
    y: int | None


class Inked(Message, frozen=True, tag=snake):
    """What happened to a surface lately. `revision` is what the changes lead to, one each: a page
    takes those that it lacks, and reads anew if one is missing. Without changes it says nothing.
    """

    surface: str
    revision: int
    changes: list[InkChange]
    sketches: list[SketchState]
    pointers: list[PointerState]


class InkSheet(Message, frozen=True, tag=snake):
    """What is drawn on a surface. `same`: as at the revision the page has, and not told again.
    During a pause, a receiving classroom is told the lecturer's strokes only.
    """

    surface: str
    revision: int
    same: bool
    strokes: list[Stroke]


InkRequest = ReadInk | Sketch | Draw | Erase | Undo | Wipe | Point
