"""The shelf: where the files of recordings stand. Two makes of it answer alike.

Rule: a file is known by its lesson and its name, both ours; neither is ever part of a path before
it was looked at here. Nothing blocks the event loop.
"""

import re
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Protocol

from classroom.failures import Refused

BLOCK = 256 * 1024  # bytes that are read at a time, at most
_LESSON = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


class Shelf(Protocol):
    """Every method raises Unavailable `shelf_down` when the shelf itself cannot be reached."""

    @property
    def place(self) -> str:
        """What a recording's row says of where it stands; "" is the recordings' folder."""
        ...

    async def put(self, lesson: str, folder: Path) -> None:
        """Put all files of the folder on the shelf; when it returns, each was found there whole.

        The folder stays. What stands there already is not sent again.
        """
        ...

    async def names(self, lesson: str) -> Mapping[str, int]:
        """Return the names of its files, with their bytes; none, when nothing is there."""
        ...

    def read(self, lesson: str, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """Yield the bytes from `start` to before `stop`, in blocks.

        Raises:
            Refused: `recording_damaged`: they are not there.
        """
        ...

    async def write(self, lesson: str, name: str, data: bytes) -> None:
        """Put one small file there, or another in its place, whole or not at all."""
        ...

    async def remove(self, lesson: str, names: Collection[str]) -> None:
        """Delete these files; they may be gone already."""
        ...

    async def delete(self, lesson: str) -> None:
        """Delete all of a recording; it may be gone already."""
        ...


def checked(lesson: str, name: str | None = None) -> str:
    """Return `lesson`, or `lesson/name`, which leads out of nowhere.

    Raises:
        Refused: `not_found`: no recording and no file of one is called so.
    """
    if not _LESSON.fullmatch(lesson):
        raise Refused("not_found", "recordings")
    if name is None:
        return lesson
    if not is_ours(name):
        raise Refused("not_found", "files")
    return f"{lesson}/{name}"


def is_ours(name: str) -> bool:
    """Tell whether a file of a recording can be called so; what a file system hides is not."""
    return _NAME.fullmatch(name) is not None


async def whole(shelf: Shelf, lesson: str, name: str, most: int) -> bytes:
    """Return a file of a known bounded size.

    Raises:
        Refused: `recording_damaged`: it is not there, or longer than `most` bytes.
    """
    size = (await shelf.names(lesson)).get(name)
    if size is None or size > most:
        raise Refused("recording_damaged", f"{name} is not as it was written")
    return b"".join([block async for block in shelf.read(lesson, name, 0, size)])
