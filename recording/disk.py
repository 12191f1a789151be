"""Files that are there whole or not at all.

Rule: what these functions have returned for survives a power cut.
"""

import os
from collections.abc import Iterable
from pathlib import Path

NEW = ".new"


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file in place of whatever was there, only its owner can read it.

    Raises:
        OSError: the disk is full, read-only or failing; what was there still is.
    """
    new = path.with_name(path.name + NEW)
    try:
        file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(file, "wb") as writing:
            for piece in pieces:
                writing.write(piece)
            writing.flush()
            os.fsync(file)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(held)
    finally:
        os.close(held)
