"""What an export's worker is told, and what it answers.

Rule: all it needs is in the order; it asks nobody. Times are seconds on the index's time line.
"""

import msgspec

from classroom.ink.log import InkEntry
from classroom.recording.exports import ExportLayout
from recording.manifest.index import Index

FILM = "film.mp4"  # in the export's folder, when it is made
MOST_ORDER = 96 << 20  # bytes: the index of ten tracks of six hours, and all the ink there may be


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of slides or of the board that was shown."""

    since: float
    until: float
    surface: str  # whose ink lies on it, see `classroom.ink.surfaces`
    size: tuple[float, float]  # its shape
    file: str = ""  # its path; "": the board, or no longer kept
    pdf: bool = False
    number: int = 1  # of the page in the file
    gone: bool = False  # its file is kept no more


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """Where something began."""

    at: float
    title: str


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on stage from here on, by seat."""

    at: float
    seats: tuple[str, ...]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One export, to be made."""

    folder: str  # where the recording's files are
    work: str  # where pieces and the film go
    index: Index
    tracks: tuple[int, ...]  # that may be in it
    layout: ExportLayout
    since: float
    until: float
    language: str
    zone: str  # of clocks that are written into the picture
    mark: str  # the watermark; "": none
    names: dict[str, str]  # by seat
    stage: tuple[Stage, ...] = ()
    pages: tuple[Page, ...] = ()
    ink: tuple[InkEntry, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    title: str = ""
    width: int = 1280
    height: int = 720
    rate: int = 25  # pictures a second
    piece_seconds: int = 30

    @property
    def frames(self) -> int:
        """How many pictures the film has."""
        return max(1, round((self.until - self.since) * self.rate))

    @property
    def piece_frames(self) -> int:
        """How many of them are in a piece; the last one may have fewer."""
        return self.piece_seconds * self.rate

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return -(-self.frames // self.piece_frames)


class Step(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """So much is on the disk."""

    done: int


class Finished(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The film is there."""

    bytes: int


class CannotBeMade(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """It will not be; trying again helps nothing."""

    code: str
    detail: str


Told = Step | Finished | CannotBeMade
