"""The default shelf: the folder that lessons are recorded into. Nothing is copied."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar

from classroom.failures import Refused, Unavailable
from recording.disk import write_whole
from recording.shelf.shelf import BLOCK, checked

T = TypeVar("T")


class FolderShelf:
    """Implements `Shelf`."""

    place = ""

    def __init__(self, root: Path) -> None:
        """A recording is the folder of its lesson's id in `root`."""
        self._root = root

    async def put(self, lesson: str, folder: Path) -> None:
        """It stands there already."""
        if folder != self._root / checked(lesson):
            raise ValueError("recordings stand where they were written")

    async def names(self, lesson: str) -> Mapping[str, int]:
        """See `Shelf.names`."""
        return await _on_disk(_sizes, self._root / checked(lesson))

    async def read(self, lesson: str, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """See `Shelf.read`."""
        path = self._root / checked(lesson, name)
        try:
            file = await _on_disk(os.open, path, os.O_RDONLY)
        except FileNotFoundError:
            raise Refused("recording_damaged", f"{name} is not there") from None
        try:
            while start < stop:
                block = await _on_disk(os.pread, file, min(BLOCK, stop - start), start)
                if not block:
                    raise Refused("recording_damaged", f"{name} ends at {start}")
                start += len(block)
                yield block
        finally:
            os.close(file)

    async def write(self, lesson: str, name: str, data: bytes) -> None:
        """See `Shelf.write`."""
        await _on_disk(write_whole, self._root / checked(lesson, name), [data])

    async def remove(self, lesson: str, names: Collection[str]) -> None:
        """See `Shelf.remove`."""
        for name in names:
            path = self._root / checked(lesson, name)
            await _on_disk(path.unlink, True)

    async def delete(self, lesson: str) -> None:
        """See `Shelf.delete`."""
        await _on_disk(_delete, self._root / checked(lesson))


async def _on_disk(work: Callable[..., T], *arguments: object) -> T:
    try:
        return await asyncio.to_thread(work, *arguments)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unavailable("shelf_down", error.strerror or "") from None


def _sizes(folder: Path) -> dict[str, int]:
    try:
        with os.scandir(folder) as found:
            return {each.name: each.stat().st_size for each in found if each.is_file()}
    except FileNotFoundError:
        return {}


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        if folder.exists():  # something else went while it was being deleted
            shutil.rmtree(folder)
