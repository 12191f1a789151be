"""Runs all tests in two processes: what plays in real time, and beside it all the rest.

Rule: browsers and media play one after the other, since they would disturb each other; the others
are computed meanwhile. Each half has pytest's summary; the last line is for both. What is named on
the command line is run as it is.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IN_REAL_TIME = ("demo", "journeys", "media", "signaling")  # folders of tests/; and its own files
PYTEST = [sys.executable, "-m", "pytest"]


def main(arguments: list[str]) -> int:
    """Run them; return the exit status."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode
    tests = sorted(path for path in (ROOT / "tests").iterdir() if not path.name.startswith("_"))
    folders = [path for path in tests if path.is_dir()]
    alone = [path for path in tests if path.name.startswith("test_")]
    alone += [path for path in folders if path.name in IN_REAL_TIME]
    rest = [path for path in folders if path.name not in IN_REAL_TIME]
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen([*PYTEST, *map(str, rest)], stdout=said, stderr=said)
        first = subprocess.run([*PYTEST, *map(str, alone)], check=False).returncode
        second = beside.wait()
        said.seek(0)
        print(said.read().decode(errors="replace"))
    print(verdict(first, second))
    return first or second


def verdict(first: int, second: int) -> str:
    """Return the last line: whether all passed, and in which half to look if not.

    >>> verdict(0, 0)
    'ALL TESTS PASSED.'
    """
    if not first and not second:
        return "ALL TESTS PASSED."
    halves = {"of the first summary": first, "of the second summary": second}
    failed = " and ".join(name for name, status in halves.items() if status)
    return f"NOT ALL TESTS PASSED: look at those {failed}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
