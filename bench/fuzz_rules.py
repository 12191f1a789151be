"""What fails a fuzzed target besides an exception."""

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


class Broken(Exception):
    """Something was read that must not be."""


def must(holds: bool, what: str) -> None:
    """Raise Broken, and say what, unless it holds."""
    if not holds:
        raise Broken(what)
