"""Runs all tests in two processes: what plays in real time, and beside it all the rest.

Rule: browsers and media play one after the other, since they would disturb each other; the others
are computed meanwhile. What is named on the command line is run as it is.
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
    return first or second


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
