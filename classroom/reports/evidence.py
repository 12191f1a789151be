"""What a report is about, as it was when it was reported.

Rule: bounded, and kept whatever becomes of the thing itself; of people it has ids only.
"""

from enum import StrEnum

import msgspec


class What(StrEnum):
    """What can be reported."""

    REMARK = "remark"  # by its number
    NOTICE = "notice"  # that is on the walls; there is one
    QUESTION = "question"
    ANSWER = "answer"  # of the question that was asked last, by its classroom
    STREAM = "stream"  # sound or picture, by its producer, or whatever a classroom sends
    FILE = "file"
    SLIDE = "slide"  # that is shown, by its file
    STROKE = "stroke"  # what a classroom drew on what is shown, by the classroom


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What it was, whose, and when."""

    classroom: str  # id of the seat
    name: str  # of that classroom
    at: float | None = None  # when it was said or asked; None: it was being shown
    text: str = ""  # as it was said
    source: str = ""  # of a stream
    producer: str = ""
    surface: str = ""  # that a slide, or what was drawn, was on
    strokes: tuple[str, ...] = ()  # ids, the latest last; the lesson keeps them all
    people: tuple[str, ...] = ()  # accounts and devices that were there for the classroom
    devices: tuple[str, ...] = ()
