"""A recording that was left in the middle, by a kill or a fall of the power, is gone on with.

Rule: what the manifest says is there stays; what lies behind it in a file, and files that it does
not know, were being written when it ended, and go. Then all is as if it had been closed there.
"""

import fcntl
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from classroom.failures import Refused, Unavailable
from classroom.media_messages import Source
from classroom.recording.values import Marked
from recording.manifest.entries import Entry, Mark, PartClosed, Resumed, Segment
from recording.manifest.lines import Appending
from recording.manifest.names import MANIFEST
from recording.manifest.tracks import Tracks, checked
from recording.recorder.disk import Disk

LOCK_SECONDS = 3.0
"""How long a process that is ending may still hold a recording."""
_OURS = re.compile(r"\d+-\d+-[a-z_]+\.(mp4|webm)")

_LOG = structlog.get_logger()


@dataclass(slots=True)
class Found:
    """What the manifest has so far."""

    begun: bool = False
    tracks: dict[tuple[str, Source], int] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)  # track → its last part


def lock(folder: Path) -> int:
    """Return a descriptor that holds this recording for us alone, until it is closed.

    Raises:
        Unavailable: `recorder_slow`: another process has it.
        OSError: the folder cannot be opened.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return held
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(held)
                raise Unavailable("recorder_slow", "another process still writes it") from None
            time.sleep(0.05)
        except OSError:
            os.close(held)
            raise


def resume(folder: Path, disk: Disk, now: float) -> tuple[Appending, Found, list[Entry]]:
    """Return the manifest to go on with, what it has, and the lines that say so.

    Raises:
        Refused: `recording_sealed`: it has been ended.
        Broken: the manifest is not what was written; it is left as it is.
        OSError: the disk is read-only or failing.
    """
    manifest, entries = Appending.resume(folder / MANIFEST)
    try:
        tracks = Tracks()
        for _ in checked(entries, tracks):
            pass
        if tracks.ended:
            raise Refused("recording_sealed", "it has been ended")
        _clear(folder, tracks, disk)
    except BaseException:
        manifest.close()
        raise
    found = Found(begun=tracks.lesson is not None)
    for number, opened in tracks.tracks.items():
        found.tracks[opened.seat, opened.source] = number
    words: list[Entry] = []
    for (track, part), written in tracks.parts.items():
        found.parts[track] = max(part, found.parts.get(track, 0))
        if not written.closed:
            words.append(PartClosed(at=now, track=track, part=part))
    since = _end(entries, tracks)
    words.append(Resumed(at=now, since=since))
    words.append(Mark(at=now, what=Marked.GAP, detail={"since": since, "why": "restarted"}))
    return manifest, found, words


def _clear(folder: Path, tracks: Tracks, disk: Disk) -> None:
    known = {part.opened.file: part.size for part in tracks.parts.values()}
    for path in folder.iterdir():
        size = known.get(path.name)
        if size is not None:
            if path.stat().st_size < size:  # verifying will say so, too
                _LOG.error("recording_file_short", lesson=folder.name, file=path.name)
            file = disk.open(path)
            try:
                disk.cut(file, size)
            finally:
                os.close(file)
        elif _OURS.fullmatch(path.name):
            path.unlink()


def _end(entries: list[Entry], tracks: Tracks) -> float:
    """Return until when something is on the disk."""
    ends = [
        entry.wall + entry.duration / tracks.parts[entry.track, entry.part].opened.rate
        for entry in entries
        if isinstance(entry, Segment)
    ]
    return max(ends, default=entries[-1].at if entries else 0.0)
