"""Words to the person at the keyboard: Chinese first, English below, never a traceback."""

import sys
from typing import NoReturn


def say(chinese: str, english: str) -> None:
    """Print one message in both languages, at once."""
    print(f"── {chinese}\n   {english}", flush=True)


def stop(chinese: str, english: str, command: str = "") -> NoReturn:
    """Say what is wrong and, on a line of its own, the command that helps; exit with status 1."""
    print(f"✗ {chinese}\n  {english}", file=sys.stderr)
    if command:
        print(f"\n    {command}\n", file=sys.stderr)
    raise SystemExit(1)
