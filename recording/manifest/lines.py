"""The manifest's file: lines are appended and synced, and read again.

Rule: a line that `append` has returned for is on the disk; one that it has not may be cut, is the
last, and is cut off when the file is gone on with. All of it blocks: call it in a thread, one call
at a time.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from recording.disk import sync_folder
from recording.manifest.chain import (
    BEGINNING,
    Broken,
    End,
    Follower,
    Line,
    LineFault,
    follow,
    split,
    write,
)
from recording.manifest.entries import Entry

__all__ = ["Appending", "Broken", "decoder", "read", "walk"]

decoder: msgspec.json.Decoder[Line[Entry]] = msgspec.json.Decoder(Line[Entry])


class Appending:
    """A manifest that is written."""

    def __init__(self, file: int, end: End, size: int) -> None:
        """Use `create` or `resume`. `file` is a descriptor, closed by `close`."""
        self._file, self._end, self._size = file, end, size
        self._soiled = False  # bytes behind `_size`, of an append that failed

    @property
    def head(self) -> str:
        """The hash of the last line, hexadecimal; 64 zeros before the first."""
        return self._end.head

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._end.lines

    @classmethod
    def create(cls, path: Path) -> "Appending":
        """Begin a manifest.

        Raises:
            FileExistsError: there is one.
            OSError: the disk is full, read-only or failing.
        """
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            sync_folder(path.parent)
        except OSError:
            os.close(file)
            raise
        return cls(file, BEGINNING, 0)

    @classmethod
    def resume(cls, path: Path) -> tuple["Appending", list[Entry]]:
        """Go on with a manifest, and return what it says so far. A cut last line is cut off.

        Raises:
            Broken: anything else is wrong with it; it is left as it is.
            FileNotFoundError: there is none.
            OSError: the disk is read-only or failing.
        """
        end, size, entries = _until_cut(path)
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            if os.fstat(file).st_size > size:
                os.ftruncate(file, size)
                os.fsync(file)
        except OSError:
            os.close(file)
            raise
        return cls(file, end, size), entries

    def append(self, *entries: Entry) -> None:
        """Add lines, all of them with one write, and return when they are on the disk.

        Raises:
            OSError: the disk is full, read-only or failing. Nothing was added; it may be tried
                again.
            ValueError: a line would be too long; a bug of the caller's.
        """
        if not entries:
            return
        raws, end = [], self._end
        for entry in entries:
            raw, end = write(end, entry)
            raws.append(raw)
        data = b"".join(raws)
        if self._soiled:
            os.ftruncate(self._file, self._size)
        self._soiled = True
        try:
            _write(self._file, data, self._size)
            os.fsync(self._file)
        except OSError:
            with suppress(OSError):  # otherwise it is done before the next
                os.ftruncate(self._file, self._size)
                self._soiled = False
            raise
        self._end, self._size, self._soiled = end, self._size + len(data), False

    def close(self) -> None:
        """Close the file; once."""
        os.close(self._file)


def walk(path: Path) -> Iterator[Entry]:
    """Yield what a manifest says, a line at a time.

    Raises:
        Broken: the first line that is wrong; a cut last line, too.
        FileNotFoundError: there is none.
    """
    with path.open("rb") as file:
        yield from follow(split(file.read), Follower(decoder))


def read(path: Path) -> list[Entry]:
    """Return all that a manifest says; raises what `walk` does."""
    return list(walk(path))


def _until_cut(path: Path) -> tuple[End, int, list[Entry]]:
    follower, size, entries = Follower(decoder), 0, list[Entry]()
    with path.open("rb") as file:
        raws = split(file.read)
        for raw in raws:
            try:
                entries.append(follower.take(raw))
            except Broken as broken:
                if broken.fault is LineFault.CUT:
                    break
                if next(raws, None) is None and not _is_json(raw):
                    break
                raise
            size += len(raw)
    return follower.end, size, entries


def _is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _write(file: int, data: bytes, at: int) -> None:
    left = memoryview(data)
    while left:
        written = os.pwrite(file, left, at)
        left, at = left[written:], at + written
