"""What has happened to files, slides and the board; the rule for all events: `classroom.events`."""

from classroom.event_base import BaseEvent
from classroom.files.values import FileKind


class BoardShown(BaseEvent, frozen=True):
    """Every page shows this page of the board; None: the board was put away."""

    page: int | None


class FileShared(BaseEvent, frozen=True):
    """A file was handed round: named by the beginning of its SHA-256; `sizes` are those of its
    pages, in points.
    """

    file: str
    by: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    sizes: tuple[tuple[int, int], ...]


class FileTakenAway(BaseEvent, frozen=True):
    """The lecturer took a file from every page."""

    file: str
    by: str


class SlideShown(BaseEvent, frozen=True):
    """This page of a file is on every wall."""

    file: str
    page: int


class ShowingEnded(BaseEvent, frozen=True):
    """What was shown was put away."""
