"""A shelf in a bucket of a store that speaks S3. Imported only where a setting asks for it.

Rule: what was sent is read back and compared by its hash before anybody relies on it; so a store
that says yes and keeps something else is found out while the files are still on our disk.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from classroom.failures import Refused, Unavailable
from recording.shelf.shelf import BLOCK, checked, is_ours

LAST = ("manifest.jsonl", "seal.json")  # sent behind all others: what has a seal is whole
TRIES = 3
PATIENCE = timedelta(seconds=30)  # for all tries of one request
T = TypeVar("T")


def store_of(url: str) -> S3Store:
    """Return the bucket and the prefix of a URL; nothing is asked of it yet."""
    return S3Store.from_url(url, retry_config={"max_retries": TRIES, "retry_timeout": PATIENCE})


class ObjectShelf:
    """Implements `Shelf`; `s3://bucket/prefix`, reached as the environment says (AWS_…)."""

    def __init__(self, url: str) -> None:
        """Use the bucket and the prefix of this URL; nothing is asked of it yet."""
        self.place = url.rstrip("/")
        self._store = store_of(self.place)

    async def put(self, lesson: str, folder: Path) -> None:
        """See `Shelf.put`."""
        await _asked(self._put, checked(lesson), folder)

    async def names(self, lesson: str) -> Mapping[str, int]:
        """See `Shelf.names`."""
        return await _asked(self._names, checked(lesson))

    async def read(self, lesson: str, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """See `Shelf.read`."""
        path = checked(lesson, name)
        if start >= stop:
            return
        try:
            got = await obstore.get_async(self._store, path, options={"range": (start, stop)})
            left = stop - start
            async for block in got.stream(min_chunk_size=BLOCK):
                left -= len(block)
                yield bytes(block)
        except FileNotFoundError:
            raise Refused("recording_damaged", f"{name} is not there") from None
        except BaseError as error:
            raise _down(error) from None
        if left:
            raise Refused("recording_damaged", f"{name} is {left} bytes short")

    async def write(self, lesson: str, name: str, data: bytes) -> None:
        """See `Shelf.write`."""
        await _asked(obstore.put, self._store, checked(lesson, name), data)

    async def remove(self, lesson: str, names: Collection[str]) -> None:
        """See `Shelf.remove`."""
        there = await self.names(lesson)
        paths = [checked(lesson, name) for name in names if name in there]
        if paths:
            await _asked(obstore.delete, self._store, paths)

    async def delete(self, lesson: str) -> None:
        """See `Shelf.delete`."""
        await self.remove(lesson, list(await self.names(lesson)))

    # -------------------------------------------------------------- in a thread

    def _names(self, lesson: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for some in obstore.list(self._store, prefix=f"{lesson}/"):
            for each in some:
                found[each["path"].rpartition("/")[2]] = each["size"]
        return found

    def _put(self, lesson: str, folder: Path) -> None:
        there = self._names(lesson)
        files = sorted(path for path in folder.iterdir() if path.is_file() and is_ours(path.name))
        files.sort(key=lambda path: LAST.index(path.name) if path.name in LAST else -1)
        for path in files:
            name = checked(lesson, path.name)
            ours = _hash_of(path)
            if there.get(path.name) != path.stat().st_size or self._hash(name) != ours:
                obstore.put(self._store, name, path)
                if self._hash(name) != ours:
                    raise Unavailable("shelf_down", f"{path.name} came back as something else")

    def _hash(self, path: str) -> str:
        sha = hashlib.sha256()
        for block in obstore.get(self._store, path).stream(min_chunk_size=BLOCK):
            sha.update(block)
        return sha.hexdigest()


async def _asked(work: Callable[..., T], *arguments: object) -> T:
    try:
        return await asyncio.to_thread(work, *arguments)
    except (BaseError, OSError) as error:
        raise _down(error) from None


def _down(error: Exception) -> Unavailable:
    return Unavailable("shelf_down", type(error).__name__)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
