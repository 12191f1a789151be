"""The folder that the recorder's socket lies in: short, since a Unix socket's path is; ours alone.

Rule: it is held by a lock as long as its server lives, so that the next one knows what a killed one
has left, and cleans it up.
"""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PREFIX = "sanketang-recorder-"
YOUNG_SECONDS = 60.0
"""One that is so new may just be about to be held."""


class SocketFolder(NamedTuple):
    """One, and the descriptor that holds it."""

    path: Path
    held: int

    def remove(self) -> None:
        """Let it go; nothing in it is needed any more."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.held)


def make() -> SocketFolder:
    """Clean up what killed servers left, and make one.

    Raises:
        OSError: nothing can be written there.
    """
    where = Path(tempfile.gettempdir())
    for left in where.glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is another user's, or another server was quicker
            _clean(left)
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    return SocketFolder(path, _held(path))


def _clean(left: Path) -> None:
    if time.time() - left.lstat().st_mtime < YOUNG_SECONDS:
        return
    held = _held(left)
    try:
        shutil.rmtree(left)
    finally:
        os.close(held)


def _held(path: Path) -> int:
    """Return a descriptor that holds it for us alone; OSError: somebody else does."""
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held
