"""The folder of packages: `<incident>.zip`, and before it is made `<lesson>.frames`.

Rule: a file is there under its name when all of it is on the disk, and only its owner reads it.
What blocks runs in a thread.
"""

import asyncio
import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from classroom.failures import Refused
from classroom.media_messages import Still

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
LARGEST = 64 << 20


class Frames(msgspec.Struct, frozen=True):
    """What was last seen of a lesson, not decoded yet."""

    at: float  # when it was shut
    stills: tuple[Still, ...]


class Folder:
    """Files by ids of ours."""

    def __init__(self, path: Path) -> None:
        """Keep them there; the folder is made with the first."""
        self.path = path

    async def keep_frames(self, lesson: str, at: float, stills: Sequence[Still]) -> None:
        """Keep what was last seen of a lesson."""
        data = msgspec.msgpack.encode(Frames(at, tuple(stills)))
        path = self._path(lesson, "frames")
        await asyncio.to_thread(self._write, path, data)
        await asyncio.to_thread(os.utime, path, (at, at))

    async def frames(self, lesson: str) -> Frames | None:
        """Return what was kept of it, if it was."""
        try:
            data = await asyncio.to_thread(self._path(lesson, "frames").read_bytes)
            return msgspec.msgpack.decode(data, type=Frames)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    async def drop_frames(self, lesson: str) -> None:
        """Delete it."""
        path = self._path(lesson, "frames")
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def drop_old_frames(self, before: float) -> None:
        """Delete what was kept before that time, and what a killed server left half written."""
        await asyncio.to_thread(self._drop_old, before)

    async def keep(self, incident: str, package: bytes) -> None:
        """Keep a package."""
        await asyncio.to_thread(self._write, self._path(incident, "zip"), package)

    async def package(self, incident: str) -> bytes:
        """Return it.

        Raises:
            Refused: `incident_damaged`: it is not there.
        """
        try:
            return await asyncio.to_thread(self._path(incident, "zip").read_bytes)
        except OSError as error:
            raise Refused("incident_damaged", f"{error.strerror}") from None

    async def drop(self, incident: str) -> None:
        """Delete it."""
        path = self._path(incident, "zip")
        await asyncio.to_thread(path.unlink, missing_ok=True)

    def _path(self, id: str, kind: str) -> Path:
        if not _NAME.fullmatch(id):
            raise ValueError("no id of ours")
        return self.path / f"{id}.{kind}"

    def _write(self, path: Path, data: bytes) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _drop_old(self, before: float) -> None:
        for kind in ("*.frames", "*.part"):
            for path in self.path.glob(kind):
                if path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)
