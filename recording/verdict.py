"""What verifying a recording has found: intact, or the first thing that is wrong.

Rule: plain values and stable words; whoever shows them puts them into sentences.
"""

from enum import StrEnum

import msgspec

from classroom.media_messages import Source
from recording.erasing import Word


class Fault(StrEnum):
    """What is wrong; the first seven are of a line, as in `recording.manifest.chain.LineFault`."""

    UNREADABLE = "unreadable"
    CUT = "cut"
    ALTERED = "altered"  # a line, or a range of bytes
    MISPLACED = "misplaced"
    MISSING = "missing"  # a line, or a file
    ADDED = "added"  # a line, or bytes behind all that was written
    IMPOSSIBLE = "impossible"
    TRUNCATED = "truncated"  # the file ends within this range
    UNSEALED = "unsealed"
    NO_SEAL = "no_seal"  # what stands in the seal's place is none
    FORGED = "forged"  # the signature is not good
    UNKNOWN_KEY = "unknown_key"  # it is good, and of a key that is not believed
    OTHER_LESSON = "other_lesson"  # the seal, or all of it, is of another lesson's recording
    NOT_ERASED = "not_erased"  # a word says that the track was erased, and its file is there


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """What a range of bytes is."""

    track: int
    seat: str
    classroom: str | None
    source: Source
    since: float | None = None  # as the manifest has it; None: the initialisation, or all of it
    until: float | None = None


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """The first thing that is wrong."""

    fault: Fault
    file: str
    line: int | None = None  # from 1
    says: str = ""  # what the line says as it stands: the kind of its entry
    at: float | None = None  # and when, seconds since the epoch
    offset: int | None = None
    bytes: int | None = None
    size: int | None = None  # of a file that is too short
    of: Stretch | None = None
    key: str = ""  # that signed
    detail: str = ""  # in plain English


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    wrong: Wrong | None = None
    lesson: str = ""  # as the seal says
    sealed_at: float | None = None
    keys: tuple[str, ...] = ()  # that signed the seal and the words; all signatures are good
    tracks: int = 0
    files: int = 0  # looked at, as the next
    bytes: int = 0
    events: int = 0
    erased: tuple[Word, ...] = ()
    strangers: tuple[str, ...] = ()  # files that are no part of it; nothing is said of them

    @property
    def intact(self) -> bool:
        """Whether everything is as it was sealed."""
        return self.wrong is None
