"""Whether a recording is what was sealed: the seal, the manifest, the events, the words about what
was erased, then each file in the order they were begun, from its first byte to its last.

Rule: nothing is believed before the seal's signature is known to be good, no file is ever held as a
whole, and the first thing that is wrong ends it. It needs the files and a public key, no server.
"""

import hashlib
from array import array
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from classroom.audit.seals import Checking
from recording.erasing import Word, read_words
from recording.erasing import is_signed as is_word_signed
from recording.manifest.chain import Broken, End, Follower, Line, follow, split
from recording.manifest.entries import PartOpened, Segment, TrackOpened
from recording.manifest.lines import decoder
from recording.manifest.names import ERASED, EVENTS, MANIFEST, OURS, SEAL
from recording.manifest.tracks import Tracks, checked
from recording.reader import Folder, Opened, Reader
from recording.sealing import MOST_BYTES, Seal, is_signed, read_seal
from recording.verdict import Fault, Stretch, Verdict, Wrong

BLOCK = 1 << 20
Progress = Callable[[int, int], None]  # so many bytes of so many
T = TypeVar("T")


class NoRecording(Exception):
    """There is neither a manifest nor a seal."""


class _Event(msgspec.Struct, frozen=True):
    """As much of an event as is told of it; later versions have other kinds."""

    type: str
    at: float


_events: msgspec.json.Decoder[Line[_Event]] = msgspec.json.Decoder(Line[_Event])


def verify(
    where: Reader | Path,
    checking: Checking,
    *,
    believe: bool = False,
    lesson: str | None = None,
    progress: Progress = lambda done, total: None,
) -> Verdict:
    """Return the verdict on a recording, in a folder or wherever it can be read.

    `believe`: any key is believed; whoever reads the verdict compares its keys. `lesson`: whose
    recording it should be. Blocks for as long as reading all of it takes.

    Raises:
        NoRecording: there is none.
        OSError: it cannot be read.
    """
    reader = Folder(where) if isinstance(where, Path) else where
    looking = _Looking(reader, checking, believe, progress)
    try:
        looking.look(lesson)
    except _Found as found:
        return looking.verdict(found.wrong)
    return looking.verdict(None)


class _Found(Exception):
    def __init__(self, fault: Fault, file: str, **more: Any) -> None:
        super().__init__(fault)
        self.wrong = Wrong(fault=fault, file=file, **more)

    @classmethod
    def of_line(cls, file: str, broken: Broken) -> Self:
        says = at = None
        if isinstance(broken.entry, _Event):
            says, at = broken.entry.type, broken.entry.at
        elif isinstance(broken.entry, msgspec.Struct):
            says, at = type(broken.entry).__name__, getattr(broken.entry, "at", None)
        fault, why = Fault(broken.fault), broken.reason
        return cls(fault, file, line=broken.line, says=says or "", at=at, detail=why)


class _File:
    """What the manifest says of one part, packed: a six-hour lesson has ten thousand segments."""

    def __init__(self, opened: PartOpened) -> None:
        self.opened = opened
        self.size = 0
        self.hashes = bytearray()
        self.sizes, self.durations = array("q"), array("q")
        self.walls = array("d")
        self.add(opened.bytes, opened.sha256, 0.0, 0)

    def add(self, size: int, sha256: str, wall: float, duration: int) -> None:
        self.size += size
        self.sizes.append(size)
        self.hashes += bytes.fromhex(sha256)
        self.walls.append(wall)
        self.durations.append(duration)


class _Looking:
    def __init__(
        self, reader: Reader, checking: Checking, believe: bool, progress: Progress
    ) -> None:
        self._reader, self._checking = reader, checking
        self._believe, self._progress = believe, progress
        self._names: Collection[str] = frozenset(reader.names())
        self._tracks = Tracks()
        self._files: dict[tuple[int, int], _File] = {}
        self._keys: list[str] = []
        self._seal: Seal | None = None
        self._events = self._looked_at = self._bytes = 0
        self._words: list[Word] = []

    def look(self, lesson: str | None) -> None:
        seal = self._look_at_seal()
        self._seal = seal
        self._look_at_manifest(seal)
        if lesson is not None and seal.lesson != lesson:
            detail = f"this is the recording of the lesson {seal.lesson}"
            raise _Found(Fault.OTHER_LESSON, SEAL, detail=detail)
        self._look_at_events(seal)
        self._look_at_words(seal)
        erased = {word.track for word in self._words}
        total = sum(file.size for (of, _), file in self._files.items() if of not in erased)
        for (track, _), file in self._files.items():
            if track not in erased:
                self._look_at_file(file, total)
            elif file.opened.file in self._names:
                of = self._stretch(track)
                raise _Found(Fault.NOT_ERASED, file.opened.file, of=of)

    def verdict(self, wrong: Wrong | None) -> Verdict:
        known = {file.opened.file for file in self._files.values()}
        return Verdict(
            wrong=wrong,
            lesson=self._seal.lesson if self._seal else "",
            sealed_at=self._seal.at if self._seal else None,
            keys=tuple(dict.fromkeys(self._keys)),
            tracks=len(self._tracks.tracks),
            files=self._looked_at,
            bytes=self._bytes,
            events=self._events,
            erased=tuple(self._words),
            strangers=tuple(sorted(set(self._names) - known - OURS)) if wrong is None else (),
        )

    def _look_at_seal(self) -> Seal:
        if SEAL not in self._names:
            if MANIFEST not in self._names:
                raise NoRecording
            raise _Found(Fault.UNSEALED, SEAL)
        with self._open(SEAL) as file:
            data = _up_to(file, MOST_BYTES + 1)
        try:
            seal = read_seal(data)
        except ValueError as error:
            raise _Found(Fault.NO_SEAL, SEAL, detail=str(error)) from None
        self._signed(SEAL, is_signed(seal, self._checking), seal.key)
        return seal

    def _look_at_manifest(self, seal: Seal) -> None:
        lines = self._lines(MANIFEST, Follower(decoder), seal.manifest)
        try:
            for entry in checked(lines, self._tracks):
                match entry:
                    case PartOpened(track=track, part=part):
                        self._files[track, part] = _File(entry)
                    case Segment(track=track, part=part):
                        self._files[track, part].add(
                            entry.bytes, entry.sha256, entry.wall, entry.duration
                        )
                    case _:
                        pass
        except Broken as broken:
            other = self._tracks.lesson
            if other in (None, seal.lesson) or broken.line == 1:
                raise _Found.of_line(MANIFEST, broken) from None
            detail = f"it is of the lesson {seal.lesson}, the manifest of {other}"
            raise _Found(Fault.OTHER_LESSON, SEAL, detail=detail) from None

    def _look_at_events(self, seal: Seal) -> None:
        try:
            for _ in self._lines(EVENTS, Follower(_events), seal.events):
                self._events += 1
        except Broken as broken:
            raise _Found.of_line(EVENTS, broken) from None

    def _look_at_words(self, seal: Seal) -> None:
        if ERASED not in self._names:
            return
        try:
            with self._open(ERASED) as file:
                words, _ = read_words(split(file.read))
        except Broken as broken:
            raise _Found.of_line(ERASED, broken) from None
        for n, word in enumerate(words, 1):
            good = is_word_signed(word, n, seal, self._checking)
            self._signed(ERASED, good, word.key, n)
        self._words = words

    def _look_at_file(self, file: _File, total: int) -> None:
        name, track = file.opened.file, file.opened.track
        if name not in self._names:
            raise _Found(Fault.MISSING, name, of=self._stretch(track))
        offset = 0
        self._looked_at += 1
        with self._open(name) as opened:
            for n, size in enumerate(file.sizes):
                hash, there = _hash(opened, size)
                if there < size:
                    of = self._stretch(track, file, n)
                    raise _Found(
                        Fault.TRUNCATED, name, offset=offset, bytes=size, size=offset + there, of=of
                    )
                if hash != file.hashes[32 * n : 32 * n + 32]:
                    of = self._stretch(track, file, n)
                    raise _Found(Fault.ALTERED, name, offset=offset, bytes=size, of=of)
                offset += size
                self._bytes += size
                self._progress(self._bytes, total)
            if opened.read(1):
                more = max(1, self._reader.size(name) - offset)
                raise _Found(Fault.ADDED, name, offset=offset, bytes=more, of=self._stretch(track))

    def _lines(self, name: str, follower: Follower[T], end: End) -> Iterator[T]:
        with self._open(name) as file:
            yield from follow(split(file.read), follower, end)

    def _open(self, name: str) -> Opened:
        if name not in self._names:
            raise _Found(Fault.MISSING, name)
        try:
            return self._reader.open(name)
        except FileNotFoundError:
            raise _Found(Fault.MISSING, name) from None

    def _signed(self, name: str, good: bool, key: str, line: int | None = None) -> None:
        if not good:
            raise _Found(Fault.FORGED, name, line=line, key=key)
        if not self._believe and not self._checking.knows(key):
            raise _Found(Fault.UNKNOWN_KEY, name, line=line, key=key)
        self._keys.append(key)

    def _stretch(self, track: int, file: _File | None = None, n: int = 0) -> Stretch:
        opened: TrackOpened = self._tracks.tracks[track]
        since = until = None
        if file is not None and n > 0:
            since = file.walls[n]
            until = since + file.durations[n] / file.opened.rate
        return Stretch(
            track=track,
            seat=opened.seat,
            classroom=opened.classroom,
            source=opened.source,
            since=since,
            until=until,
        )


def _up_to(file: Opened, most: int) -> bytes:
    data = b""
    while len(data) < most and (more := file.read(most - len(data))):
        data += more
    return data


def _hash(file: Opened, size: int) -> tuple[bytes, int]:
    """Return the hash of the next so many bytes, and how many there were."""
    hash, there = hashlib.sha256(), 0
    while there < size and (data := file.read(min(BLOCK, size - there))):
        hash.update(data)
        there += len(data)
    return hash.digest(), there
