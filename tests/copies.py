"""Databases that are filled once and copied for each test: quicker than filling them anew."""

import asyncio
import itertools
import shutil
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from classroom.store.engine import opened
from tools import postgres

Fill = Callable[[str], Coroutine[Any, Any, None]]  # of the database at this URL
_SQLITE = "sqlite+aiosqlite:///"


class Copies:
    """Of databases on one server, or of files of SQLite."""

    def __init__(self, folder: Path, cluster: postgres.Cluster | None = None) -> None:
        """Keep them on the cluster, or else in the folder."""
        self._folder, self._cluster = folder, cluster
        self._filled: dict[Fill, str] = {}
        self._copies: list[str] = []
        self._numbers = itertools.count()

    def copy(self, fill: Fill, to: Path | None = None) -> str:
        """Return the URL of a new copy of what `fill` fills; a file goes where it is said to."""
        if fill not in self._filled:
            self._filled[fill] = self._new(self._folder / f"{len(self._filled)}.db")
            with ThreadPoolExecutor(1) as thread:  # a loop of its own, whichever one the test has
                thread.submit(asyncio.run, fill(self._filled[fill])).result()
        # Never a name that was there before: a connection that was torn off leaves a write-ahead
        # log behind, and SQLite would play it into the next file of that name.
        file = to or self._folder / f"copy{next(self._numbers)}.db"
        self._copies.append(self._new(file, self._filled[fill]))
        return self._copies[-1]

    def drop(self) -> None:
        """Throw the copies away."""
        for url in self._copies:
            if self._cluster:
                self._cluster.drop(url)
            else:
                for part in ("", "-wal", "-shm"):
                    Path(f"{url.removeprefix(_SQLITE)}{part}").unlink(missing_ok=True)
        self._copies.clear()

    def _new(self, file: Path, like: str = "") -> str:
        if self._cluster:
            return self._cluster.new_database(like=like)
        if like:
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(like.removeprefix(_SQLITE), file)
        return f"{_SQLITE}{file}"


async def migrated(url: str) -> None:
    """Fill a database with tables and nothing else."""
    async with opened(url):
        pass
