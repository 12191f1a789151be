"""Files of a lesson, and what is shown of them on every wall.

Rule: a file comes and goes by HTTP, with the page's `ticket`; here is what there is, and which page
of it is shown.
"""

from typing import Annotated

import msgspec

from classroom.files.values import FileKind, ShownKind
from signaling.messages.base import Message, Value, snake

FileId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
PageNumber = Annotated[int, msgspec.Meta(ge=1, le=2**15)]


class FileState(Value, frozen=True):
    """A file that this page may have, at `/lesson/<lesson>/files/<id>`."""

    id: str
    name: str
    kind: FileKind
    size: int  # bytes
    pages: int  # that can be shown; 0: none can
    by: str  # the classroom
    at: float  # seconds since the epoch


class ShowingState(Value, frozen=True):
    """What is on the surface that everybody looks at. What is drawn on it belongs to its `key`."""

    what: ShownKind
    file: str
    page: int  # the first is 1
    key: str


class TakeFileAway(Message, frozen=True, tag=snake):
    """Take a file from every page. Result: Ok. Refused: `unknown_file`."""

    file: FileId


class ShowSlides(Message, frozen=True, tag=snake):
    """Show a page of a file on every wall. Result: Ok. Refused: `unknown_file`, `not_slides`,
    `no_such_page`.
    """

    file: FileId
    page: PageNumber


class StopShowing(Message, frozen=True, tag=snake):
    """Put away what is shown. Result: Ok."""


class FilesChanged(Message, frozen=True, tag=snake):
    """The files that this page may have, whole."""

    files: list[FileState]


class ShowingChanged(Message, frozen=True, tag=snake):
    """Something else is shown, or nothing (None)."""

    showing: ShowingState | None
