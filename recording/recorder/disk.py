"""The disk as the recorder uses it: five calls, so that a test can stand in for one that fails.

Rule: all of it blocks, and raises OSError; a thread calls it.
"""

import os
from pathlib import Path


class Disk:
    """The file system of this machine."""

    def open(self, path: Path) -> int:
        """Open a file for writing, made if it is not there; only its owner can read it."""
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def write(self, file: int, data: bytes, at: int) -> None:
        """Write all of `data` there."""
        left = memoryview(data)
        while left:
            written = os.pwrite(file, left, at)
            left, at = left[written:], at + written

    def sync(self, file: int) -> None:
        """Return when what was written is on the disk."""
        os.fsync(file)

    def cut(self, file: int, size: int) -> None:
        """Cut off what lies behind `size`."""
        if os.fstat(file).st_size > size:
            os.ftruncate(file, size)

    def free(self, folder: Path) -> int:
        """Return the bytes that are free for us where this folder lies."""
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize
