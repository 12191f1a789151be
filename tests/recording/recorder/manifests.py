"""What a test reads of a recording."""

import asyncio
import hashlib
from pathlib import Path

from recording.manifest.chain import Broken
from recording.manifest.entries import Entry, Mark, PartOpened, Segment
from recording.manifest.lines import read
from recording.manifest.tracks import Tracks, checked

MANIFEST = "manifest.jsonl"


def segments(entries: list[Entry], track: int) -> list[Segment]:
    return [each for each in entries if isinstance(each, Segment) and each.track == track]


def parts(entries: list[Entry]) -> list[PartOpened]:
    found = [each for each in entries if isinstance(each, PartOpened)]
    return sorted(found, key=lambda part: (part.track, part.part))


def assert_intact(folder: Path, entries: list[Entry]) -> None:
    """What is written is what was hashed, and whoever reads a manifest takes every line of it."""
    assert list(checked(entries, Tracks())) == entries
    files = {(part.track, part.part): folder / part.file for part in parts(entries)}
    for each in entries:
        if isinstance(each, Segment):
            data = files[each.track, each.part].read_bytes()[each.offset :][: each.bytes]
            assert hashlib.sha256(data).hexdigest() == each.sha256


def marks(entries: list[Entry]) -> list[tuple[str, int | None]]:
    return [(each.what.value, each.track) for each in entries if isinstance(each, Mark)]


async def read_until(folder: Path, kind: type[Entry], count: int) -> list[Entry]:
    """Wait until the manifest has so many lines of a kind, and return all of it."""
    async with asyncio.timeout(20):
        while True:
            try:
                entries = read(folder / MANIFEST)
            except (Broken, FileNotFoundError):  # it is being written
                entries = []
            if sum(isinstance(each, kind) for each in entries) >= count:
                return entries
            await asyncio.sleep(0.01)
