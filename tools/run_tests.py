"""Runs all tests in five processes side by side.

Rule: lessons in browsers are played one after the other, since they would disturb each other. Each
process has pytest's summary, the lessons' first and as it goes; the last line is for all. What is
named on the command line is run as it is. Files are written in memory where there is room: the
databases of the tests write and sync all the time, which takes minutes on a disk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
CLERKS = "journeys/clerks"  # pages without lessons
WEB = TESTS / "web"
API = WEB / "api"
LESSONS = (TESTS / "journeys", "--ignore", TESTS / CLERKS)
BESIDE = (CLERKS, "commands", "demo", "house", "media")  # whatever starts programs, mostly
MEMORY, ROOM = Path("/dev/shm"), 1 << 30  # Linux's; bytes, a multiple of what the tests take
PYTEST = [sys.executable, "-m", "pytest"]
LATER = ["nice", "-n", "5"]  # lessons in browsers wait for nobody: what they look at goes on


def main(arguments: list[str]) -> int:
    """Run them; return the exit status."""
    if arguments:
        return subprocess.run([*PYTEST, *arguments], check=False).returncode
    with ExitStack() as stack:
        place = stack.enter_context(_files())
        running = [subprocess.Popen([*PYTEST, *map(str, LESSONS)], env=place)]
        said = []
        for tests in (_named(BESIDE), [API], _web(), _rest()):
            said.append(stack.enter_context(tempfile.TemporaryFile()))
            asked = [*(LATER if shutil.which("nice") else []), *PYTEST, *map(str, tests)]
            running.append(subprocess.Popen(asked, env=place, stdout=said[-1], stderr=said[-1]))
        statuses = [process.wait() for process in running]
        for summary in said:
            summary.seek(0)
            print(summary.read().decode(errors="replace"))
    print(verdict(*statuses))
    return max(map(abs, statuses))


@contextmanager
def _files() -> Iterator[dict[str, str]]:
    """Give an environment in which temporary files are made in memory, if it has room for them.

    What Python has compiled is kept, whatever the machine says: the tests start our programs often.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield kept
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="tests") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL's folder in it belongs to another user
        yield kept | {"TMPDIR": folder}


def _named(names: Iterable[str]) -> Iterator[Path]:
    yield from (TESTS / name for name in names)


def _web() -> Iterator[Path]:
    yield from _folders(WEB, but=(API.name,))
    yield from sorted(WEB.glob("test_*.py"))


def _rest() -> Iterator[Path]:
    yield from _folders(TESTS, but=("journeys", WEB.name, *BESIDE))
    yield from sorted(TESTS.glob("test_*.py"))


def _folders(of: Path, but: Collection[str]) -> Iterator[Path]:
    for folder in sorted(of.iterdir()):
        if folder.is_dir() and folder.name not in ("__pycache__", *but):
            yield folder


def verdict(*statuses: int) -> str:
    """Return the last line: whether all passed, and in which summary to look if not.

    >>> verdict(0, 0, 0, 0, 0)
    'ALL TESTS PASSED.'
    """
    if not any(statuses):
        return "ALL TESTS PASSED."
    summaries = zip(("first", "second", "third", "fourth", "fifth"), statuses, strict=True)
    failed = " and ".join(f"the {name} summary" for name, status in summaries if status)
    return f"NOT ALL TESTS PASSED: look at {failed}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
