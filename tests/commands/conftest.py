"""A server's folder with a county in its database, and empty databases to restore into."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.classroom.county import counties
from tests.commands.sanketang import Sanketang
from tests.copies import Fill
from tools import postgres


@pytest.fixture
def filled_with() -> Fill:
    return counties


@pytest.fixture
async def ours(tmp_path: Path, database_url: str) -> Sanketang:
    """Return a server with a county in it, and a key."""
    made = Sanketang(tmp_path / "ours", database_url)
    done = await made.do("audit", "key")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def empty(
    tmp_path: Path, postgres_cluster: postgres.Cluster
) -> Iterator[Callable[[str], Sanketang]]:
    """Return what makes a new place: its database has nothing in it."""
    urls: list[str] = []

    def make(kind: str) -> Sanketang:
        name = f"new{len(urls)}"
        url = f"sqlite+aiosqlite:///{tmp_path / name}/var/other.db"
        if kind == "postgresql":
            url = postgres_cluster.new_database(migrated=False)
        urls.append(url)
        return Sanketang(tmp_path / name, url)

    yield make
    for url in urls:
        if url.startswith("postgresql"):
            postgres_cluster.drop(url)
