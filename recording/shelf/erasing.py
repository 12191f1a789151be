"""Erases a track of a recording wherever it stands.

Rule: in a bucket, too, the signed word is there before the first file goes.
"""

import asyncio
import tempfile
from pathlib import Path

from classroom.audit.seals import Signing
from classroom.failures import Refused, Unavailable
from recording.erasing import Word, erase_track
from recording.manifest.chain import Broken
from recording.manifest.entries import PartOpened
from recording.manifest.lines import walk
from recording.manifest.names import ERASED, MANIFEST, SEAL
from recording.shelf.shelf import Shelf, whole
from recording.shelf.shelves import Shelves

MOST = 128 << 20


async def erase(
    shelves: Shelves, place: str, lesson: str, track: int,
    *, by: str, why: str, key: Signing, at: float,
) -> Word:  # fmt: skip
    """Erase a track of a sealed recording for good.

    Raises:
        Refused: `not_found`, `recording_damaged`.
        Unavailable: `shelf_down`; it may be tried again.
    """

    def erased(folder: Path) -> Word:
        return erase_track(folder, track, by, why, key, at)

    try:
        if not place:
            return await asyncio.to_thread(erased, shelves.root / lesson)
        shelf = shelves.at(place)
        with tempfile.TemporaryDirectory() as copy:
            folder = Path(copy)
            await _fetch(shelf, lesson, folder)
            word = await asyncio.to_thread(erased, folder)
            words = await asyncio.to_thread((folder / ERASED).read_bytes)
            files = await asyncio.to_thread(_files, folder / MANIFEST, track)
        await shelf.write(lesson, ERASED, words)
        await shelf.remove(lesson, files)
    except (Broken, ValueError) as broken:
        raise Refused("recording_damaged", str(broken)) from None
    except OSError as error:
        raise Unavailable("shelf_down", error.strerror or "") from None
    return word


def _files(manifest: Path, track: int) -> list[str]:
    entries = walk(manifest)
    return [each.file for each in entries if isinstance(each, PartOpened) and each.track == track]


async def _fetch(shelf: Shelf, lesson: str, folder: Path) -> None:
    """Copy what erasing reads: the manifest, the seal, and the words so far."""
    there = await shelf.names(lesson)
    for name in (MANIFEST, SEAL, ERASED):
        if name in there:
            data = await whole(shelf, lesson, name, MOST)
            await asyncio.to_thread((folder / name).write_bytes, data)
