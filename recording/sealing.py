"""The seal on a recording whose lesson is over: what there is, where both chains end, signed.

Rule: `seal.json` comes last and at once, so that a recording is sealed or can be sealed again; once
it is there, nothing of the recording is written again. The versions of the rolls are among the
lesson's events. What each pupil chose is not: that can be erased, and a signed line could not.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from classroom.audit.seals import Checking, Signing
from classroom.events import Event, PupilAnswered
from recording.disk import write_whole
from recording.manifest.chain import (
    BEGINNING,
    Broken,
    Digest,
    End,
    Follower,
    LineFault,
    follow,
    split,
    write,
)
from recording.manifest.lines import decoder
from recording.manifest.names import EVENTS, MANIFEST, SEAL
from recording.manifest.tracks import Tracks, checked

FORMAT = "sanketang-recording-1"
MOST_BYTES = 10_000
Signature = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed statement about a recording."""

    format: str = FORMAT
    lesson: str
    at: float  # when it was sealed, seconds since the epoch, UTC
    manifest: End
    events: End
    key: Digest  # the public key that signed, Ed25519, hexadecimal
    signature: Signature  # over `sealed_text`, hexadecimal


def sealed_text(lesson: str, at: float, manifest: End, events: End) -> bytes:
    r"""Return what is signed: its purpose, a newline, and a JSON array.

    >>> sealed_text("l", 1.5, End(lines=2, head="ab"), End(lines=0, head="00"))
    b'sanketang recording seal 1\n["l",1.5,2,"ab",0,"00"]'
    """
    fields = [lesson, at, manifest.lines, manifest.head, events.lines, events.head]
    return b"sanketang recording seal 1\n" + msgspec.json.encode(fields)


def is_signed(given: Seal, checking: Checking) -> bool:
    """Tell whether the seal's own signature is good, by whichever key."""
    text = sealed_text(given.lesson, given.at, given.manifest, given.events)
    return checking.good(given.key, text, given.signature)


def written_seal(given: Seal) -> bytes:
    """Return the seal as its file has it, to the byte."""
    return msgspec.json.encode(given) + b"\n"


def read_seal(data: bytes) -> Seal:
    """Return what a seal's file says.

    Raises:
        ValueError: it is none, or not as we write it.
    """
    try:
        found = msgspec.json.decode(data, type=Seal)
    except RecursionError:
        raise ValueError("it is no seal of a recording") from None
    if found.format != FORMAT or written_seal(found) != data:
        raise ValueError("it is no seal of a recording of this version")
    return found


def seal(folder: Path, events: Iterable[Event], key: Signing, at: float) -> Seal:
    """Seal the recording in a folder, whose manifest has ended. A sealed one's seal is returned.

    What lies in a file behind the last segment that its manifest has is cut off: it was never
    written whole. Blocks: hundreds of milliseconds for a long lesson.

    Raises:
        Broken: the manifest is, or it has not ended.
        FileNotFoundError: there is no manifest.
        ValueError: the seal that is there is none.
        OSError: the disk is full, read-only or failing; it may be tried again.
    """
    place = folder / SEAL
    if place.exists():
        return read_seal(place.read_bytes())
    tracks, end = _walked(folder / MANIFEST)
    for part in tracks.parts.values():
        _cut(folder / part.opened.file, part.size)
    chain = _Chain()
    write_whole(folder / EVENTS, chain.lines(events))
    lesson = tracks.lesson or ""
    text = sealed_text(lesson, at, end, chain.end)
    made = Seal(
        lesson=lesson,
        at=at,
        manifest=end,
        events=chain.end,
        key=key.public,
        signature=key.sign(text),
    )
    write_whole(place, [written_seal(made)])
    return made


class _Chain:
    def __init__(self) -> None:
        self.end = BEGINNING

    def lines(self, events: Iterable[Event]) -> Iterator[bytes]:
        for event in events:
            if not isinstance(event, PupilAnswered):
                line, self.end = write(self.end, event)
                yield line


def _walked(path: Path) -> tuple[Tracks, End]:
    tracks, follower = Tracks(), Follower(decoder)
    with path.open("rb") as file:
        for _ in checked(follow(split(file.read), follower), tracks):
            pass
    if not tracks.ended:
        reason = "is missing: the recording has not ended"
        raise Broken(follower.end.lines + 1, LineFault.MISSING, reason)
    return tracks, follower.end


def _cut(path: Path, size: int) -> None:
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return  # the seal says what was written; verifying says that it is gone
    try:
        if os.fstat(file).st_size > size:
            os.ftruncate(file, size)
            os.fsync(file)
    finally:
        os.close(file)
