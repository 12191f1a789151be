"""What is in a recording: its index and its files, from wherever it stands.

Rule: a file is one that the manifest names, as far as the manifest has it; there is no other way to
one. So a lesson that is still going on can be read up to its last whole segment.
"""

import asyncio
import io
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256

import msgspec

from classroom.failures import Refused
from classroom.recording.recording import OVER, Recording
from recording.erasing import read_words
from recording.manifest.chain import Broken, Follower, LineFault, follow, split
from recording.manifest.entries import Entry
from recording.manifest.index import Index, index
from recording.manifest.lines import decoder
from recording.manifest.names import ERASED, MANIFEST
from recording.shelf.shelf import Shelf, whole
from recording.shelf.shelves import Shelves

MOST_MANIFEST = 128 << 20  # ten tracks of six hours take a third of it
MOST_ERASED = 1 << 20
KEPT = 4  # indexes that are kept at hand


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file that can be read."""

    name: str
    track: int
    mime: str
    size: int  # bytes, as far as the manifest has it
    etag: str  # strong: a file only grows, so its name and its size say which bytes these are


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """A recording, in order."""

    index: Index
    body: bytes  # the index as JSON
    files: Mapping[str, File]
    etag: str

    def file(self, name: str) -> File:
        """Return one.

        Raises:
            Refused: `not_found`.
        """
        if name not in self.files:
            raise Refused("not_found", "files")
        return self.files[name]


class Reading:
    """Reads recordings; what was read last is at hand."""

    def __init__(self, shelves: Shelves) -> None:
        """Read from these."""
        self.shelves = shelves
        self._kept: OrderedDict[tuple[str, str, int], Contents] = OrderedDict()
        self._one = asyncio.Lock()

    async def contents(self, recording: Recording) -> Contents:
        """Return what is in it.

        Raises:
            Refused: `recording_damaged`: its manifest is not as it was written; `recording_live`:
                nothing is written yet.
            Unavailable: `shelf_down`.
        """
        shelf = self.shelves.at(recording.shelf)
        if recording.state in OVER:  # the shelf need not be asked: only erasing changes it
            key = (recording.id, recording.figures.head, recording.figures.bytes)
        elif (size := (await shelf.names(recording.id)).get(MANIFEST)) is not None:
            key = (recording.id, "", size)
        else:
            raise Refused("recording_live", "nothing is written yet")
        async with self._one:  # a page asks for all tracks at once, and a manifest may be large
            if key not in self._kept:
                names = await shelf.names(recording.id)
                self._kept[key] = await self._read(shelf, recording, ERASED in names)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    async def anew(self, recording: Recording) -> Contents:
        """Return what is in it now, a track having been erased; raises what `contents` does."""
        shelf = self.shelves.at(recording.shelf)
        return await self._read(shelf, recording, ERASED in await shelf.names(recording.id))

    async def _read(self, shelf: Shelf, recording: Recording, erased: bool) -> Contents:
        manifest = await whole(shelf, recording.id, MANIFEST, MOST_MANIFEST)
        words = await whole(shelf, recording.id, ERASED, MOST_ERASED) if erased else b""
        try:
            live = recording.state not in OVER
            return await asyncio.to_thread(_contents, recording.id, manifest, words, live)
        except Broken as broken:
            raise Refused("recording_damaged", str(broken)) from None


def _contents(lesson: str, manifest: bytes, words: bytes, live: bool) -> Contents:
    entries = _entries(manifest, live)
    if live and not entries:
        raise Refused("recording_live", "nothing is written yet")
    erased = [word.track for word in read_words(split(io.BytesIO(words).read))[0]]
    made = index(entries, erased)
    files = {}
    for track in made.tracks:
        for part in track.parts:
            size = max((piece.offset + piece.bytes for piece in part.segments), default=part.init)
            files[part.file] = File(
                name=part.file,
                track=track.track,
                mime=part.mime,
                size=size,
                etag=_etag(lesson, part.file, size),
            )
    etag = _etag(lesson, len(manifest), len(words))
    return Contents(index=made, body=msgspec.json.encode(made), files=files, etag=etag)


def _entries(manifest: bytes, live: bool) -> list[Entry]:
    """Return the manifest's entries; of one that is being written, without a last line in work."""
    found: list[Entry] = []
    try:
        for entry in follow(split(io.BytesIO(manifest).read), Follower(decoder)):
            found.append(entry)
    except Broken as broken:
        if not live or broken.fault is not LineFault.CUT:
            raise
    return found


def _etag(*of: str | int) -> str:
    return sha256("\n".join(map(str, of)).encode()).hexdigest()[:32]
