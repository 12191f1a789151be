"""What has been set up already, so that a second call does nothing.

Rule: a stamp is the digest of what a step was made from; a step is repeated when, and only when,
that changes or its result is gone. Stamps live in `.venv`, so that removing it forgets them all.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


def digest(files: Iterable[Path]) -> str:
    """Return the SHA-256 of the files' names and contents, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def fresh(step: str, made_from: str) -> bool:
    """Say whether the step was last made from exactly this."""
    stamp = _stamp(step)
    return stamp.is_file() and stamp.read_text() == made_from


def mark(step: str, made_from: str) -> None:
    """Remember that the step is done."""
    _stamp(step).parent.mkdir(parents=True, exist_ok=True)
    _stamp(step).write_text(made_from)


def _stamp(step: str) -> Path:
    return VENV / "stamps" / step
