"""Schemathesis reads the API's description and nothing else, and tries to break what it says.

On PostgreSQL, which takes less than SQLite does; the other tests are for both.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from classroom.accounts.tokens import PERSONAL
from classroom.permissions import TABLE, Role
from classroom.store.transactions import Database
from tests.web.api.county import County
from tools import postgres

HERE = Path(__file__).parent
PATIENCE = 900.0  # a loaded machine, not a measure
# All kinds are answered for by the same lines; these have one of each type of field.
TRIED = ("classrooms", "people", "calendar_days", "slots")
TRIED_BESIDES = ("lessons", "tokens", "jobs", "notes", "samplings")


@pytest.fixture
async def on_postgresql(
    postgres_cluster: postgres.Cluster, tmp_path: Path
) -> AsyncIterator[County]:
    url = postgres_cluster.new_database()
    async with Database.open(url, lambda: 1_788_000_000.0) as database:
        made = County(database, tmp_path)
        await made.fill()
        async with made.running():
            yield made
    postgres_cluster.drop(url)


async def test_nothing_it_sends_is_answered_otherwise_than_described(
    on_postgresql: County, tmp_path: Path
) -> None:
    may = [a for a, roles in TABLE.items() if Role.SYSTEM_ADMIN in roles and a not in PERSONAL]
    order = {"name": "try", "actions": may}
    made = await on_postgresql.ask("operator", "POST", "tokens", order)
    command = [
        str(Path(sys.executable).parent / "st"),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"{on_postgresql.url}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {made.body['token']}",
        "--phases=coverage,fuzzing",
        "--max-examples=2",
        "--seed=1",
        "--generation-database=none",
        "--continue-on-failure",
        "--warnings=off",
        *(f"--include-tag={tag}" for tag in (*TRIED, *TRIED_BESIDES)),
    ]

    process = await asyncio.create_subprocess_exec(
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=tmp_path,
    )
    async with asyncio.timeout(PATIENCE):
        told, _ = await process.communicate()

    assert process.returncode == 0, told.decode()[-20_000:]
