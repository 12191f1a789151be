"""A PostgreSQL of our own for tests and benches: made anew in a folder, ended with them.

Rule: it answers on a Unix socket in that folder and nowhere else, so that it meets no other. The
server refuses to run as root; started by root, it runs as the `postgres` user of its package.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg

from classroom.store.engine import opened

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"
_MIGRATED = "sanketang_migrated"  # copied for each test, which is quicker than migrating


class Cluster:
    """A running server; `new_database` gives an empty database."""

    def __init__(self, folder: Path, control: list[str], options: str) -> None:
        """Start it on the data in this folder, where its socket is, too."""
        self._folder = folder
        self._start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
        self._made = 0
        self.start()
        self._tell(f"CREATE DATABASE {_MIGRATED}")
        _apart(_migrate(self._url(_MIGRATED)))

    def start(self) -> None:
        """Start it, also after it was killed."""
        _run(self._start)

    def kill(self) -> None:
        """Kill it with all of its processes, as a power cut would; wait until they have gone."""
        pids = self._signal(signal.SIGKILL)
        locks = [self._folder / "data" / "postmaster.pid", *self._folder.glob(".s.*.lock")]
        while any(_runs(pid) for pid in pids):
            time.sleep(0.01)
        for lock in locks:
            lock.unlink()  # it looks at whether there is such a process, and a zombie is one

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Have all of its processes stand still until the block ends: whoever asks is not answered,
        and connections stay as they are.
        """
        os.kill(self._first(), signal.SIGSTOP)
        _wait_until_stopped([self._first()])  # or it makes one more, which nobody stops
        _wait_until_stopped(self._signal(signal.SIGSTOP))
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> list[int]:
        """Give it to all of its processes; return which they are."""
        first = self._first()
        pids = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for pid in pids:
            with suppress(ProcessLookupError):  # they end when the first one has
                os.kill(pid, number)
        return pids

    def _first(self) -> int:
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def new_database(self, *, migrated: bool = True, like: str = "") -> str:
        """Make a database without anything in it, or a copy of the one at this URL, which nobody
        has open; return its URL.
        """
        self._made += 1
        name = f"sanketang_{self._made}"
        empty = _MIGRATED if migrated else "template0"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {_name(like) if like else empty}")
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql://{_USER}@/{name}?host={self._folder}"

    def drop(self, url: str) -> None:
        """Throw a database away."""
        self._tell(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        _apart(_execute(str(self._folder), statement))


@contextmanager
def running(*, synced: bool = False) -> Iterator[Cluster]:
    """Run a server until the block ends; `synced` to the disk at each commit, as a real one is."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:  # short: a socket's path has 107 bytes
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, _USER)
        data = folder / "data"
        # Trust: only who may open the socket's folder gets in, and nothing is worth keeping.
        _run([_program("initdb"), "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "-N"])
        faster = "" if synced else "-c fsync=off -c full_page_writes=off"
        options = f"-k {folder} -c listen_addresses='' {faster} -c max_connections=200"
        control = [_program("pg_ctl"), "-D", str(data), "-w"]
        try:
            yield Cluster(folder, control, options)
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _state(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"  # it has ended


def _runs(pid: int) -> bool:
    return _state(pid) != "Z"


def _wait_until_stopped(pids: list[int]) -> None:
    while any(_state(pid) not in "TZ" for pid in pids):
        time.sleep(0.001)


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Wait for it in a loop of its own, whichever one the test has."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _execute(host: str, statement: str) -> None:
    connection = await asyncpg.connect(host=host, user=_USER, database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    async with opened(url):
        pass


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs; Debian keeps them by version."""
    found = [*sorted(_DEBIAN.glob(f"*/bin/{name}"), reverse=True), shutil.which(name)]
    if found[0] is None:
        raise RuntimeError(f"PostgreSQL's {name} is not here: apt-get install postgresql")
    return str(found[0])


def _run(command: list[str]) -> None:
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--init-groups", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]}: {done.stderr[-1000:]}")
