"""A recording that stands in a bucket, for verifying it there: whoever verifies fetches nothing.

Rule: it is for whoever has a process of their own: everything here blocks.
"""

from collections.abc import Collection
from types import TracebackType
from typing import TYPE_CHECKING, Self

import obstore
from obstore.exceptions import BaseError

from recording.shelf.object_shelf import store_of

if TYPE_CHECKING:
    from obstore import ReadableFile  # it is there for types only

BUFFER = 1 << 20


class ObjectReader:
    """Implements `recording.reader.Reader`."""

    def __init__(self, url: str, lesson: str) -> None:
        """Read the objects below the lesson's id in the bucket of this URL."""
        self._store, self._url, self._lesson = store_of(url), url, lesson

    def __str__(self) -> str:
        """Say where it is."""
        return f"{self._url}/{self._lesson}"

    def names(self) -> Collection[str]:
        """Return the names of its files; FileNotFoundError: there are none."""
        if not (found := self._sizes()):
            raise FileNotFoundError(self._lesson)
        return found.keys()

    def size(self, name: str) -> int:
        """Return a file's bytes; FileNotFoundError: there is none."""
        try:
            return obstore.head(self._store, f"{self._lesson}/{name}")["size"]
        except BaseError as error:
            raise OSError(str(error)) from None

    def open(self, name: str) -> "OpenedObject":
        """Open a file; FileNotFoundError: there is none."""
        try:
            path = f"{self._lesson}/{name}"
            return OpenedObject(obstore.open_reader(self._store, path, buffer_size=BUFFER))
        except BaseError as error:
            raise OSError(str(error)) from None

    def _sizes(self) -> dict[str, int]:
        try:
            found = obstore.list(self._store, prefix=f"{self._lesson}/")
            return {
                each["path"].rpartition("/")[2]: each["size"] for some in found for each in some
            }
        except BaseError as error:
            raise OSError(str(error)) from None


class OpenedObject:
    """Implements `recording.reader.Opened`."""

    def __init__(self, file: "ReadableFile") -> None:
        """Read from the object's beginning."""
        self._file = file

    def read(self, most: int, /) -> bytes:
        """Return up to so many bytes; none at the end."""
        try:
            return bytes(self._file.read(most))
        except BaseError as error:
            raise OSError(str(error)) from None

    def __enter__(self) -> Self:
        """Keep it open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Close it."""
        self._file.close()
