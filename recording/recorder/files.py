"""One lesson's recording on the disk: its manifest and the files of its tracks.

Rule 1: all of it blocks; a thread calls it, one call at a time.
Rule 2: a segment is written and synced before its line is, and counts only with its line. What
raised OSError has not happened and may be tried again: it is written to the same place.
"""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from classroom.media_messages import Source
from recording.containers.open import writer_for
from recording.disk import sync_folder
from recording.folder import part_name
from recording.manifest.entries import (
    Begun,
    Ended,
    Entry,
    Mark,
    PartClosed,
    PartOpened,
    Segment,
    TrackOpened,
)
from recording.manifest.lines import Appending
from recording.manifest.names import MANIFEST
from recording.recorder.clock import SteadyClock
from recording.recorder.disk import Disk
from recording.recorder.jobs import Closing, Identity, Job, Note, Opening, Part, Piece, rate_of
from recording.recorder.resuming import Found, lock, resume
from recording.tracks.formats import OpusFormat

_LOG = structlog.get_logger()


class Files:
    """The folder of one lesson's recording."""

    def __init__(self, lesson: str, folder: Path, disk: Disk, clock: SteadyClock) -> None:
        """Touch nothing before `open`."""
        self._lesson, self._folder, self._disk, self._clock = lesson, folder, disk, clock
        self._manifest: Appending | None = None
        self._lock: int | None = None
        self._found = Found()
        self._open: set[Part] = set()
        self._ended = False

    @property
    def tracks(self) -> int:
        """How many tracks have been written."""
        return len(self._found.parts)

    def open(self) -> bool:
        """Begin the recording, or go on with it; return whether there was something of it.

        Raises:
            Refused: `recording_sealed`.
            Unavailable: `recorder_slow`: another process still holds it.
            OSError: the disk is full, read-only or failing.
        """
        if self._manifest is not None:
            return False
        made = not self._folder.exists()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if made:
            sync_folder(self._folder.parent)
        if self._lock is None:
            self._lock = lock(self._folder)
        try:
            return self._begin()
        except BaseException:
            self._unlock()
            raise

    def _begin(self) -> bool:
        path = self._folder / MANIFEST
        if path.exists() and path.stat().st_size:
            manifest, self._found, words = resume(self._folder, self._disk, self._clock.now())
            resumed = self._found.begun
        else:
            path.unlink(missing_ok=True)
            manifest, words, resumed = Appending.create(path), [], False
        try:
            if not self._found.begun:
                words = [Begun(at=self._clock.now(), lesson=self._lesson)]
            manifest.append(*words)
        except BaseException:
            manifest.close()
            raise
        self._found.begun = True
        self._manifest = manifest
        return resumed

    def write(self, jobs: Sequence[Job]) -> tuple[int, OSError | None]:
        """Write jobs; return how many of them, from the first, are done, and what stopped it."""
        batch = _Batch(self._found)
        done, error = 0, None
        try:
            self.open()
            for job in jobs:
                self._prepare(job, batch)
                done += 1
        except OSError as raised:
            error = raised
        try:
            for file in batch.written:
                self._disk.sync(file)
            if batch.made:
                sync_folder(self._folder)
            if self._manifest is not None:
                self._manifest.append(*batch.entries)
        except OSError as raised:
            self._reopen(batch)
            return 0, raised
        if error is not None:
            self._reopen(batch)
        batch.commit()
        for part in batch.closed:
            self._close(part)
        return done, error

    def end(self) -> None:
        """Write the last line and close; once it has returned there is nothing more to do.

        Raises:
            OSError: it could not be; the last line may be tried again.
        """
        if self._ended:
            return
        self.open()
        assert self._manifest is not None  # or `open` would have raised
        self._manifest.append(Ended(at=self._clock.now()))
        self._ended = True
        self.close()

    def close(self) -> None:
        """Close all files as they are; the recording can be gone on with."""
        for part in list(self._open):
            self._close(part)
        if self._manifest is not None:
            self._manifest.close()
            self._manifest = None
        self._unlock()

    def _prepare(self, job: Job, batch: "_Batch") -> None:
        match job:
            case Note():
                track = batch.number(job.identity, job.at) if job.identity else None
                batch.entries.append(Mark(at=job.at, what=job.what, track=track, detail=job.detail))
            case Opening():
                batch.number(job.identity, job.at)
            case Closing(part=part):
                number = batch.numbers.get(part, part.number)
                if number is not None:
                    track = batch.number(part.identity, self._clock.now())
                    batch.entries.append(PartClosed(at=self._clock.now(), track=track, part=number))
                batch.closed.append(part)
            case Piece():
                try:
                    self._write(job, batch)
                except ValueError:  # a bug in one track stays there
                    _LOG.exception("segment_not_made", lesson=self._lesson)

    def _write(self, piece: Piece, batch: "_Batch") -> None:
        part, now = piece.part, self._clock.now()
        if part.writer is None:
            part.writer = writer_for(part.format)
        size, segments = batch.sizes.get(part, (part.size, part.segments))
        data = part.writer.segment(piece.samples, segments + 1, piece.until)
        number = batch.numbers.get(part, part.number)
        head = b""
        track = batch.number(part.identity, now)
        if number is None:
            head = part.writer.init()
            number = batch.next_part(track)
            part.name = part_name(track, number, part.identity.source, "." + part.writer.suffix)
        if part.file is None:
            part.file = self._disk.open(self._folder / part.name)
            self._open.add(part)
            batch.made = True
        self._disk.write(part.file, head + data, size)
        batch.written[part.file] = part
        batch.numbers[part] = number
        batch.parts[track] = number
        rate = rate_of(part.format)
        if head:
            size_of = None if isinstance(part.format, OpusFormat) else part.format
            batch.entries.append(
                PartOpened(
                    at=now,
                    track=track,
                    part=number,
                    file=part.name,
                    mime=part.writer.mime,
                    rate=rate,
                    bytes=len(head),
                    sha256=hashlib.sha256(head).hexdigest(),
                    width=size_of.width if size_of else None,
                    height=size_of.height if size_of else None,
                )
            )
        origin = part.writer.origin
        assert origin is not None  # a segment has been made
        first, last = piece.samples[0], piece.samples[-1]
        until = piece.until or last.ticks + (last.duration or rate // 25)
        batch.entries.append(
            Segment(
                at=now,
                track=track,
                part=number,
                offset=size + len(head),
                bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                ticks=first.ticks - origin,
                duration=until - first.ticks,
                wall=piece.wall,
                samples=len(piece.samples),
                keyframe=first.keyframe,
                lost=piece.lost,
            )
        )
        batch.sizes[part] = (size + len(head) + len(data), segments + 1)

    def _reopen(self, batch: "_Batch") -> None:
        """Open the files of a batch anew next time: their disk may have come back as another."""
        for part in batch.written.values():
            if part.file is not None:
                with suppress(OSError):
                    os.close(part.file)
                part.file = None
                self._open.discard(part)

    def _close(self, part: Part) -> None:
        self._open.discard(part)
        if part.file is not None:
            with suppress(OSError):  # what lies behind belongs to nothing
                self._disk.cut(part.file, part.size)
            os.close(part.file)
            part.file = None

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class _Batch:
    """What becomes true when the manifest has it."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._tracks: dict[tuple[str, Source], int] = {}
        self.parts: dict[int, int] = {}  # track → its last part
        self.entries: list[Entry] = []
        self.numbers: dict[Part, int] = {}
        self.sizes: dict[Part, tuple[int, int]] = {}  # bytes and segments
        self.written: dict[int, Part] = {}  # by descriptor
        self.closed: list[Part] = []
        self.made = False  # a file was

    def number(self, identity: Identity, at: float) -> int:
        """Return the track's number, which may be a new one."""
        number = self._found.tracks.get(identity.key) or self._tracks.get(identity.key)
        if number is None:
            number = len(self._found.tracks) + len(self._tracks) + 1
            self._tracks[identity.key] = number
            self.entries.append(
                TrackOpened(
                    at=at,
                    track=number,
                    seat=identity.seat,
                    classroom=identity.classroom,
                    source=identity.source,
                    leading=identity.leading,
                )
            )
        return number

    def next_part(self, track: int) -> int:
        """Return the number of a part that begins."""
        return self.parts.get(track, self._found.parts.get(track, 0)) + 1

    def commit(self) -> None:
        """Count it in."""
        self._found.tracks.update(self._tracks)
        self._found.parts.update(self.parts)
        for part, number in self.numbers.items():
            part.number = number
        for part, (size, segments) in self.sizes.items():
            part.size, part.segments = size, segments
