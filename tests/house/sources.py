"""Which files are ours: all that git knows or would take, less what is generated."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Machine-written, another's text, or bytes for the fuzzer that are no text at all.
_NOT_PROSE = ("requirements/", "web/client/package-lock.json", "LICENSE", "bench/corpus/")


@cache
def _listed() -> tuple[str, ...]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


def ours(*suffixes: str) -> list[str]:
    """Return our files with these suffixes (all text files: ""), relative to the root."""
    return [
        name for name in _listed() if name.endswith(suffixes) and not name.startswith(_NOT_PROSE)
    ]


def text(name: str) -> str:
    """Return the file's text; of a binary file, nothing."""
    content = (ROOT / name).read_bytes()
    return "" if b"\0" in content else content.decode("utf-8")


def is_generated(name: str) -> bool:
    """Say whether the file says of itself that a program wrote it."""
    return text(name).startswith(("// Generated from", "# Generated from"))
