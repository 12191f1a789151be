"""The clerks' work with a whole province in the database: lists, a term's lessons, an import,
signing in; on SQLite and on PostgreSQL, each with a server process of its own.

Lists: every kind, for the server's administrator, a county's and a school's, first and later pages,
searches and filters, one request after the other over loopback. The rest is timed by a client from
its request to the end of the job. The database is made anew for each.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bench import county, report
from bench.client import Client, make_tokens
from bench.people_work import import_pupils, plan_term, sign_in
from classroom.register.kinds import KINDS
from classroom.store.transactions import Database
from tools import postgres
from tools.live_server import Server

SEARCHES = {"": "", "name": "王", "part": "小学", "number": "20260"}


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
        counts = await county.fill(database, counties)
        async with _serving(url, folder) as server, aiohttp.ClientSession() as http:
            signing, hashing = await sign_in(http, server.url, database)
            tokens = await make_tokens(database)
            lists = await _lists(http, server, tokens, rounds)
            clerk = Client(http, server.url, tokens["county"])
            slowest = {report.percentile(times, 0.95): name for name, times in lists.items()}
            return {
                "rows": counts,
                "list_ms": report.spread([ms for times in lists.values() for ms in times]),
                "slowest_list": slowest[max(slowest)],
                "slowest_list_p95_ms": round(max(slowest), 1),
                "plan_term_s": report.spread([await plan_term(clerk) for _ in range(3)]),
                "import_10000_pupils_s": report.spread(
                    [await import_pupils(clerk, 10_000, n) for n in range(3)]
                ),
                "sign_in_ms": report.spread(signing),
                "of_which_hash_ms": report.spread(hashing),
            }


async def _lists(
    http: aiohttp.ClientSession, server: Server, tokens: dict[str, str], rounds: int
) -> dict[str, list[float]]:
    """Return the milliseconds of each kind of list, by who asks, what and how."""
    times: dict[str, list[float]] = {}
    for who, token in tokens.items():
        client = Client(http, server.url, token)
        for kind in KINDS:
            for how, word in SEARCHES.items():
                if word and not KINDS[kind].search:
                    continue
                name = f"{who} {kind} {how}".strip()
                query = {"search": word} if word else {}
                await client.get(f"/{kind}", **query)  # the database has read it once
                for _ in range(rounds):
                    began = time.perf_counter()
                    page = await client.get(f"/{kind}", **query)
                    times.setdefault(name, []).append((time.perf_counter() - began) * 1e3)
                    query = {"search": word} if word else {}
                    if page["after"]:
                        query["after"] = page["after"]
    return times


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
        with postgres.running() as cluster:
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
