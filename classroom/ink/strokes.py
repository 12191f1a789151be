"""A stroke: one thing that somebody drew, and what may be one.

Rule: a stroke is never changed. Its id is the classroom that drew it and its number in the lesson,
`<classroom>/<number>`, so that who drew what can be told of every line, also much later.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from classroom.failures import BadMessage
from classroom.ink import points

POINTS = 1_000  # of a stroke; a page begins another one in time
PIECE = 200  # of one that is being drawn, at once
TEXT = 60  # characters

Width = Annotated[int, Meta(ge=1, le=80)]  # thousandths of the surface's width; of text its height
Points = Annotated[str, Meta(min_length=2, max_length=9 * POINTS)]
Tag = Annotated[int, Meta(ge=0, lt=2**31)]


class Tool(StrEnum):
    """What a stroke is drawn with."""

    PEN = "pen"
    MARKER = "marker"  # wide, and what is below shows through
    LINE = "line"
    ARROW = "arrow"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    TEXT = "text"


class Colour(StrEnum):
    """The colours there are; each can be told from white and, with its rim, from a dark slide."""

    BLACK = "black"
    RED = "red"
    BLUE = "blue"
    GREEN = "green"
    PURPLE = "purple"


FREE = (Tool.PEN, Tool.MARKER)  # as many points as it takes; shapes have two, text has one


class Stroke(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was drawn. Points: `classroom/ink/points.py`."""

    id: str
    tool: Tool = Tool.PEN
    colour: Colour = Colour.BLACK
    width: int = 4
    points: str
    pressed: bool = False
    text: str = ""

    @property
    def by(self) -> str:
        """The classroom that drew it."""
        return author(self.id)

    @property
    def size(self) -> int:
        """How many bytes it is told in, with a comma."""
        return len(msgspec.json.encode(self)) + 1


def author(stroke: str) -> str:
    """Return the classroom that drew the stroke of this id."""
    return stroke.rpartition("/")[0]


def check_shape(tool: Tool, told: str, *, pressed: bool, most: int = POINTS) -> None:
    """Raise BadMessage `bad_stroke` unless this can be drawn."""
    number = len(points.read(told, pressed=pressed, most=most))
    if tool not in FREE and (pressed or number != (1 if tool is Tool.TEXT else 2)):
        raise BadMessage("bad_stroke", "a shape has two points, a text has one")
