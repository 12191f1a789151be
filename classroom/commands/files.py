"""Files: handed round, taken away, and shown page by page.

Rule: what is in a file was looked at before the command is made (`web/files/`).
"""

from classroom.commands.base import BaseCommand
from classroom.files.values import FileKind


class ShareFile(BaseCommand, frozen=True):
    """Hand a file round. Refused: `not_entered`, `right_off`, `too_many_files`, `files_full`."""

    by: str
    file: str
    name: str
    kind: FileKind
    size: int
    sha256: str
    sizes: tuple[tuple[int, int], ...]  # of its pages, in points; none: it cannot be shown
    most_bytes: int  # that all files of the lesson may have together


class TakeFileAway(BaseCommand, frozen=True):
    """Take a file from every page. Refused: `unknown_file`."""

    by: str
    file: str


class ShowSlides(BaseCommand, frozen=True):
    """Show a page of a file on every wall. Refused: `unknown_file`, `not_slides`,
    `no_such_page`.
    """

    by: str
    file: str
    page: int


class StopShowing(BaseCommand, frozen=True):
    """Put away whatever is shown."""

    by: str
