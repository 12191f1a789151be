"""What is drawn on: a page of the board, a page of slides, the shared screen.

Rule: a surface is named by a key, `board:<page>`, `slides:<file>:<page>` or `screen`. Ink goes only
on what everybody is shown, so that nothing is written where nobody looks.
"""

from typing import Annotated

from msgspec import Meta

from classroom.media_messages import Source
from classroom.record import LessonRecord
from classroom.rights import forwarded
from classroom.streams import effective

SCREEN = "screen"
Surface = Annotated[
    str,
    Meta(
        max_length=96,
        pattern=r"^(board:[1-9][0-9]{0,2}|slides:[A-Za-z0-9_-]{1,64}:[1-9][0-9]{0,4}|screen)$",
    ),
]


def board_page(number: int) -> str:
    """Return the key of a page of the board."""
    return f"board:{number}"


def shown(record: LessonRecord) -> str | None:
    """Return what can be drawn on now: the board lies over slides, and slides over a
    screen.
    """
    if record.board.page is not None:
        return board_page(record.board.page)
    if record.showing is not None:
        return record.showing.key
    return SCREEN if screen_is_shared(record) else None


def screen_is_shared(record: LessonRecord) -> bool:
    """Whether somebody's screen is to be seen."""
    return any(
        stream.source is Source.SCREEN
        and not stream.paused
        and forwarded(record, stream.classroom, Source.SCREEN)
        for stream in effective(record.streams).values()
    )
