"""What a lesson's record holds of its files, and of what is shown: small, however large they are.

Rule: a file is named by the SHA-256 of what is in it, so a name stands for the same bytes for ever
and a browser may keep them.
"""

from enum import StrEnum

import msgspec

MOST = 40  # files of a lesson
ID = 32  # digits of the SHA-256 that name a file


class FileKind(StrEnum):
    """What is in a file, by its bytes; nothing else is taken. None of them is ever run."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    MP3 = "mp3"
    MP4 = "mp4"


class SharedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a lesson."""

    number: int  # counts what was handed round in the lesson
    id: str
    name: str
    kind: FileKind
    size: int  # bytes
    pages: int  # that can be shown; 0: none can
    by: str  # the classroom
    at: float  # seconds since the epoch, UTC
    gone: bool = False  # taken away from every page, and kept because of what it may prove


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """How the files of a lesson stand."""

    shared: tuple[SharedFile, ...] = ()
    counted: int = 0  # how many so far; the next one's number
    hidden_before: int | None = None  # files below this number are hidden just now

    def find(self, id: str) -> SharedFile | None:
        """Return the file, unless it was taken away."""
        return next((file for file in self.shared if file.id == id and not file.gone), None)


class ShownKind(StrEnum):
    """What is on the surface that everybody looks at."""

    SLIDES = "slides"


class Showing(msgspec.Struct, frozen=True, kw_only=True):
    """What the lecturer shows on every wall."""

    what: ShownKind
    file: str
    page: int  # the first is 1

    @property
    def key(self) -> str:
        """The name of this surface, to which what is drawn on it belongs."""
        return f"{self.what}:{self.file}:{self.page}"
