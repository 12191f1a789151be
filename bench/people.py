"""The clerks' work with a whole province in the database: lists, a term's lessons, an import,
signing in; on SQLite and on PostgreSQL, each with a server process of its own.

A term's lessons of the whole province are there, and a trail of 500,000 records; the first county's
term is planned by the server, for the figure. What is a job is timed by a client from its request
to the end of the job. The database is made anew for each.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench import county, people_lists, report, term
from bench.client import Client, make_tokens
from bench.people_work import import_pupils, plan_term, sign_in
from classroom.store.transactions import Database
from tools import postgres
from tools.live_server import Server

RUNS = 3
SLOWEST = 5  # are told by name


async def measure(rounds: int, counties: int, only: str | None) -> dict[str, Any]:
    """Measure on both databases; return the figures."""
    found: dict[str, Any] = {}
    for name in ("sqlite", "postgresql"):
        if only in (None, name):
            with tempfile.TemporaryDirectory() as folder, _url(name, Path(folder)) as url:
                found[name] = await _one(url, Path(folder), rounds, counties)
    return found


async def _one(url: str, folder: Path, rounds: int, counties: int) -> dict[str, Any]:
    async with Database.open(url, time.time) as database:
        counts = await county.fill(database, counties) | await term.fill(database, counties)
        async with _serving(url, folder) as server, aiohttp.ClientSession() as http:
            signing, hashing = await sign_in(http, server.url, server.set_up_token())
            tokens = await make_tokens(database)
            clerk = Client(http, server.url, tokens["county"])
            planning = []
            for _ in range(RUNS):
                await term.forget(database)
                planning.append(await plan_term(clerk))
            lists = await people_lists.measure(http, server.url, tokens, rounds)
            slow = {name: round(report.percentile(ms, 0.95), 1) for name, ms in lists.items()}
            every = sorted(ms for times in lists.values() for ms in times)
            return {
                "rows": counts,
                "lists": len(lists),
                "list_ms": {
                    "n": len(every),
                    "median": round(report.percentile(every, 0.5), 1),
                    "p95": round(report.percentile(every, 0.95), 1),
                    "max": round(every[-1], 1),
                },
                "slowest_lists_p95_ms": dict(
                    sorted(slow.items(), key=lambda item: -item[1])[:SLOWEST]
                ),
                "plan_term_s": report.spread(planning),
                "import_10000_pupils_s": report.spread(
                    [await import_pupils(clerk, 10_000, n) for n in range(RUNS)]
                ),
                "sign_in_ms": report.spread(signing),
                "of_which_hash_ms": report.spread(hashing),
            }


@asynccontextmanager
async def _serving(url: str, folder: Path) -> AsyncIterator[Server]:
    server = Server(
        folder,
        STORE_URL=url,
        LIMITS_REQUESTS_PER_MINUTE="1000000",
        LIMITS_GUESSES_PER_MINUTE_ADDRESS="1000000",
    )
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@contextmanager
def _url(name: str, folder: Path) -> Iterator[str]:
    """Give the URL of a new database, until the block ends."""
    if name == "sqlite":
        yield f"sqlite+aiosqlite:///{folder}/province.db"
    else:
        with postgres.running(synced=True) as cluster:
            yield cluster.new_database()


def main() -> None:
    """Read the command line, measure, print."""
    parser = report.arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of each list")
    parser.add_argument("--counties", type=int, default=county.COUNTIES, help="40 are a province")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    found = asyncio.run(measure(options.rounds, options.counties, options.only))
    report.publish("people", found, options.json)


if __name__ == "__main__":
    main()
