"""Where a recording lies, for reading: a folder here, or whatever else can answer these three.

Rule: only files in the folder itself are read, and only plain ones: no link is followed and no pipe
waited for.
"""

import os
import stat
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self


class Opened(Protocol):
    """A file that is being read from its beginning."""

    def read(self, most: int, /) -> bytes:
        """Return up to so many bytes; none at the end."""
        ...

    def __enter__(self) -> Self:
        """Keep it open."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Close it."""
        ...


class Reader(Protocol):
    """A recording that can be read. All of it may block, and raise OSError."""

    def names(self) -> Collection[str]:
        """Return the names of its files."""
        ...

    def size(self, name: str) -> int:
        """Return a file's bytes; FileNotFoundError: there is none."""
        ...

    def open(self, name: str) -> Opened:
        """Open a file; FileNotFoundError: there is none."""
        ...


class Folder:
    """A folder of this machine; implements `Reader`."""

    def __init__(self, path: Path) -> None:
        """Read what is in it."""
        self._path = path

    def names(self) -> Collection[str]:
        """Return the names of its files."""
        with os.scandir(self._path) as found:
            return frozenset(each.name for each in found if each.is_file(follow_symlinks=False))

    def size(self, name: str) -> int:
        """Return a file's bytes."""
        return (self._path / name).lstat().st_size

    def open(self, name: str) -> BinaryIO:
        """Open a file."""
        file = open(self._path / name, "rb", opener=_open)  # noqa: SIM115
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise FileNotFoundError(name)
        return file


# Windows, where a copy may be verified, has neither.
_PLAINLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | _PLAINLY)
