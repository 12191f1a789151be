"""Finds the Chromium that tests, benches and pictures drive: the machine's own, never a download.

Rule: `SANKETANG_CHROMIUM` (a path) comes first; a candidate counts only when it answers
`--version`, for Ubuntu's `chromium-browser` may be a stub that only asks for a snap.
"""

import os
import shutil
import subprocess
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@cache
def find() -> str | None:
    """Return the path of a Chromium or Chrome that starts, or None."""
    for name in (os.environ.get("SANKETANG_CHROMIUM", ""), *NAMES):
        path = shutil.which(name) if name else None
        if path is not None and _answers(path):
            return path
    return None


def _answers(path: str) -> bool:
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0 and asked.stdout.startswith((b"Chromium", b"Google Chrome"))
